import ArgumentParser
import Dispatch

/// The program's start.
@main
enum Start {
    static func main() {
        // Here, before the first thread of the concurrency runtime: all of them inherit it.
        Signals.hold()
        _ = Service.manager
        // The command runs on the concurrency runtime's threads while this one waits. Not `dispatchMain`, which waits for
        // signals with none of them held back.
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            do {
                var command = try WorkshopKiosk.parseAsRoot()
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            } catch {
                WorkshopKiosk.exit(withError: error)
            }
            done.signal()
        }
        done.wait()
    }
}

/// The command line.
struct WorkshopKiosk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workshop-kiosk",
        abstract: "An offline workshop box: phones vote and write ideas, a projector shows, files keep.",
        discussion: """
            EXIT CODES
              0   done
              1   'check' has found something that has to be done first
              64  the command line is wrong
              65  the workshop, method or language does not exist, or what is to be read cannot be
              69  the address cannot be listened on, the database not reached, or a program that is needed is not installed
              73  the data directory or the output cannot be written
              74  the disk failed or is full
              75  another program uses the data directory; try again when it has ended
              78  the assets directory is missing something
            """,
        version: "0.1.0",
        subcommands: [
            Serve.self, Demo.self, WorkshopCommand.self, Export.self, Report.self, Publish.self,
            ImportCommand.self, EraseCommand.self,
            BackupCommand.self, RestoreCommand.self, PINCommand.self, CheckCommand.self, ResetCommand.self,
            ClockCommand.self, PowerCommand.self, NetworkCommand.self, StickCommand.self, UpdateCommand.self,
        ],
        defaultSubcommand: Serve.self)
}

/// The exit codes, after `sysexits.h`.
enum Exit {
    static let data = ExitCode(65)
    static let unavailable = ExitCode(69)
    static let cannotCreate = ExitCode(73)
    static let inputOutput = ExitCode(74)
    static let temporary = ExitCode(75)
    static let configuration = ExitCode(78)
}
