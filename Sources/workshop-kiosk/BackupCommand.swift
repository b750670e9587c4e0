import ArgumentParser
import Store

/// `workshop-kiosk backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write the whole box into one file, also while it is served.",
        discussion: """
            The file holds every workshop with its answers, the methods, the PIN and the recovery code: keep it as you keep \
            the box, and delete it when what is in it is to be deleted. Facilitators' sessions and the folder of material \
            are not in it.
            """)

    @ArgumentParser.Option(
        help: "The file to write; it is replaced only when the new one is complete and has been checked.")
    var output: String

    @OptionGroup var places: Places

    func run() async throws {
        // Without the assets: a box whose pages are broken is the one to back up.
        Signals.release()
        try await Failure.reporting {
            let store = try Store(directory: places.dataDirectory, role: .tool)
            defer { store.close() }
            try store.backup(to: output)
        }
    }
}

/// `workshop-kiosk restore`.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of what the data directory holds.",
        discussion: """
            The server must be stopped. What was there is kept until the backup has been opened in its place. A backup also \
            brings back what has been erased since: erase it again.
            """)

    @Argument(help: "The file that 'backup' wrote.")
    var file: String

    @Flag(help: "Really replace what the data directory holds.")
    var yes = false

    @OptionGroup var places: Places

    func run() async throws {
        Signals.release()
        try await Failure.reporting {
            if let now = try Store.content(ofBoxIn: places.dataDirectory), !yes {
                throw Failure(
                    "What '\(places.dataDirectory)' holds (workshops: \(now.workshops), participants: \(now.participants)) would be replaced; add --yes to do it.",
                    Exit.data)
            }
            let content = try Store.restore(file, to: places.dataDirectory)
            print("workshops: \(content.workshops)\nparticipants: \(content.participants)")
        }
    }
}
