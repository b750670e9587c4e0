import Appliance
import ArgumentParser
import Glibc
import Phone
import Store

/// `workshop-kiosk update`.
struct UpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Install the update that a stick brought, or go back to the version before it.",
        subcommands: [Install.self, Back.self])

    /// `workshop-kiosk update install`.
    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Install the update that a stick brought.",
            discussion: """
                The signature is checked again. The version that runs and a backup of the box are kept; if the new version \
                does not answer within a minute, the one before it is put back by itself.
                """)

        @OptionGroup var box: BoxFolders
        @OptionGroup var places: Places
        @ArgumentParser.Option(help: "The port on which the box answers.")
        var port = 80
        @ArgumentParser.Option(help: "How many seconds the new version has to answer.")
        var patience = 60

        func run() async throws {
            Signals.release()
            try await Failure.reporting {
                guard let lock = box.lock() else { return }
                defer { close(lock) }
                let appliance = box.appliance
                _ = appliance.requests.take(.update)
                var report = StickReport(.working, .update)
                try StickCommand.tell(report, appliance)
                do {
                    report.version = try install()
                    (report.state, report.isInstalled) = (.done, true)
                } catch {
                    (report.state, report.reason) = (.failed, error as? StickReport.Reason ?? .broken)
                    Failure.print(error: "workshop-kiosk: the update failed: \(error)")
                }
                try StickCommand.tell(report, appliance)
                print("update: \(report.reason?.rawValue ?? "installed \(report.version ?? "")")")
                if report.state == .failed { throw Exit.inputOutput }
            }
        }

        private func install() throws -> String {
            let package = try UpdatePackage(
                box.update, keyring: box.keyring, newerThan: box.installedVersion, architecture: box.architecture)
            let changing = Installing(box: box, data: places.dataDirectory, port: port, patience: patience)
            try changing.keepPrevious()
            if changing.install(package.path), changing.isUp() {
                for used in [box.update, "\(box.update).sig"] { unlink(used) }
                return package.version
            }
            throw changing.goBack(onlyIfNeeded: true) ? StickReport.Reason.reverted : .broken
        }
    }

    /// `workshop-kiosk update back`.
    struct Back: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go back to the version before the last update, with the box as it was before it.",
            discussion: "All that was answered since the update is lost: export it first.")

        @Flag(help: "Really lose what was answered since.")
        var yes = false
        @OptionGroup var box: BoxFolders
        @OptionGroup var places: Places
        @ArgumentParser.Option(help: "The port on which the box answers.")
        var port = 80
        @ArgumentParser.Option(help: "How many seconds the version has to answer.")
        var patience = 60

        func run() async throws {
            Signals.release()
            try await Failure.reporting {
                let changing = Installing(box: box, data: places.dataDirectory, port: port, patience: patience)
                guard changing.hasPrevious else {
                    throw Failure("No earlier version is kept in '\(box.system)'.", Exit.data)
                }
                guard yes else {
                    throw Failure(
                        "All that was answered since the update would be lost; export it, and add --yes to do it.",
                        Exit.data)
                }
                guard changing.goBack(onlyIfNeeded: false) else {
                    throw Failure(
                        "The earlier version did not start; see 'journalctl -u workshop-kiosk', and install '\(changing.previous)' by hand.",
                        Exit.inputOutput)
                }
            }
        }
    }
}
