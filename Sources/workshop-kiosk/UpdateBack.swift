import Appliance
import ArgumentParser
import Glibc

extension UpdateCommand {
    /// `workshop-kiosk update back`.
    struct Back: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go back to the version before the last update, with the box as it was before it.",
            discussion: """
                What was answered since the update is no longer on the box: export it first. The database is kept under \
                another name, which is told, for the version that wrote it.
                """)

        @Flag(help: "Really do without what was answered since.")
        var yes = false
        @OptionGroup var consent: OpenSteps
        @OptionGroup var options: Options

        func run() async throws {
            Signals.release()
            try await Failure.reporting {
                let changing = options.installing
                if options.box.isProtected { throw Failure.update(.protected) }
                guard changing.kept.exists else {
                    throw Failure("No earlier version is kept in '\(options.box.system)'.", Exit.data)
                }
                guard yes else {
                    throw Failure(
                        "All that was answered since the update would be lost; export it, and add --yes to do it.",
                        Exit.data)
                }
                guard let lock = options.box.lock() else { throw Failure.update(.data) }
                defer { close(lock) }
                do {
                    try await consent.refuse(options.places.dataDirectory)
                    // A pair that nobody uses any more is not what was meant; one of an exchange that failed is.
                    if changing.mark.phase == nil { changing.end() }
                    try changing.kept.keepUpdater()
                } catch {
                    throw Failure.update(error as? StickReport.Reason ?? .data)
                }
                Signals.endure()
                let package = changing.kept.package
                switch changing.goBack(isRestoring: true) {
                case .back: changing.end()
                case .answers:
                    changing.end()
                    throw Failure(
                        "The earlier version could not be put back whole, but the box answers; see above, and try again.",
                        Exit.inputOutput)
                case .broken:
                    throw Failure(
                        "The earlier version did not start; see 'journalctl -u workshop-kiosk', and install '\(package)' by hand. The next start of the machine tries again.",
                        Exit.inputOutput)
                }
            }
        }
    }
}
