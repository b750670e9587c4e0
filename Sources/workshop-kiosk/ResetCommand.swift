import ArgumentParser
import Store

/// `workshop-kiosk reset`.
struct ResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Make the box new: erase everything, and tell a new PIN.",
        discussion: """
            The server must be stopped. Workshops, answers, cards, own methods, material, settings, the Wi-Fi and the log of \
            erasures are erased; how phones reach the box stays. Files that were exported and backups are yours to delete.
            """)

    @Flag(help: "Really erase everything.")
    var yes = false

    @OptionGroup var places: Places
    @OptionGroup var copies: CopiesOfData

    func run() async throws {
        // Without the assets: a box whose pages are broken can be made new, too.
        Signals.release()
        try await Failure.reporting {
            guard yes else {
                throw Failure(
                    "Everything that '\(places.dataDirectory)' holds would be erased for good; add --yes to do it.",
                    Exit.data)
            }
            let store = try Store(directory: places.dataDirectory, role: .daemon)
            defer { store.close() }
            let box = try await store.resetToNew()
            try await copies.remove(store, data: places.dataDirectory)
            print("PIN: \(box.pin)\nrecovery code: \(box.recoveryCode.grouped)")
        }
    }
}
