import Appliance
import ArgumentParser
import Glibc
import Store

/// `workshop-kiosk update`.
struct UpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Install the update that a stick brought, or go back to the version before it.",
        subcommands: [Install.self, Back.self, Mend.self, Finish.self])

    /// What all of them take.
    struct Options: ParsableArguments {
        @OptionGroup var box: BoxFolders
        @OptionGroup var places: Places
        @ArgumentParser.Option(help: "The port on which the box answers.")
        var port = 80
        @ArgumentParser.Option(
            help:
                "How many seconds a version has to start and answer; one that fails again and again is not waited for.")
        var patience = 310

        var installing: Installing {
            Installing(
                box: box, kept: KeptVersion(box: box, data: places.dataDirectory), units: DaemonUnits(root: box.root),
                mark: UpdateMark(in: box.system), port: port, patience: patience)
        }

        /// Tells the facilitator's page what becomes of an update, which `body` makes and names.
        func telling(_ body: () async throws -> String) async throws {
            guard let lock = box.lock() else { throw Failure.update(.data) }
            defer { close(lock) }
            let appliance = box.appliance
            _ = appliance.requests.take(.update)
            var report = StickReport(.working, .update)
            try StickCommand.tell(report, appliance)
            do {
                let version = try await body()
                (report.state, report.isInstalled, report.version) = (.done, true, version)
                try StickCommand.tell(report, appliance)
                print("update: installed \(version)")
            } catch {
                let reason = error as? StickReport.Reason ?? .data
                (report.state, report.reason) = (.failed, reason)
                try StickCommand.tell(report, appliance)
                throw error is StickReport.Reason ? Failure.update(reason) : error
            }
        }
    }

    /// `workshop-kiosk update install`.
    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Install the update that a stick brought.",
            discussion: """
                The signature is checked again. The version that runs and a backup of the box are kept; if the new version \
                does not answer, the one before it is put back by itself. While a step is open for answers nothing is done.
                """)

        @Flag(help: "Also while a step is open for answers; who answers meanwhile has to try again.")
        var whileOpen = false
        @OptionGroup var options: Options

        func run() async throws {
            Signals.release()
            try await Failure.reporting { try await options.telling(install) }
        }

        private func install() async throws -> String {
            let box = options.box
            if box.isProtected { throw StickReport.Reason.protected }
            try await refuseOpenSteps()
            let package = try UpdatePackage(
                box.update, keyring: box.keyring, newerThan: box.installedVersion, architecture: box.architecture)
            let changing = options.installing
            // What takes long comes first: nothing that the box says it has received may be missing from the copy.
            try changing.kept.keepProgram()
            changing.units.stop()
            do {
                try await refuseOpenSteps()
                try changing.kept.keepData()
                try changing.mark.set(.installing)
            } catch {
                changing.units.start()
                throw error as? StickReport.Reason ?? .data
            }
            if changing.install(package.path), changing.isUp() {
                for used in [box.update, "\(box.update).sig"] { unlink(used) }
                changing.end()
                return package.version
            }
            let isBack = changing.goBack(isRestoring: false)
            changing.end()
            throw isBack ? StickReport.Reason.reverted : .broken
        }

        private func refuseOpenSteps() async throws {
            let data = options.places.dataDirectory
            guard !whileOpen, access("\(data)/workshops.sqlite", F_OK) == 0 else { return }
            let isOpen: Bool
            do {
                let store = try Store(directory: data, role: .tool)
                defer { store.close() }
                isOpen = try await store.workshops().contains { $0.isOpen && !$0.isRehearsal }
            } catch {
                Failure.print(error: "workshop-kiosk: the box's data cannot be read: \(error)")
                throw StickReport.Reason.data
            }
            if isOpen { throw StickReport.Reason.running }
        }
    }

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
                let isBack = changing.goBack(isRestoring: true)
                changing.end()
                guard isBack else {
                    throw Failure(
                        "The earlier version did not start; see 'journalctl -u workshop-kiosk', and install '\(changing.kept.package)' by hand.",
                        Exit.inputOutput)
                }
            }
        }
    }

    /// `workshop-kiosk update mend`.
    struct Mend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the installed package whole after a power cut; the box's service runs it before the server."
        )

        @OptionGroup var options: Options

        func run() async throws {
            Signals.release()
            try await Failure.reporting { try options.installing.mend() }
        }
    }

    /// `workshop-kiosk update finish`.
    struct Finish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "See whether the version works that 'mend' left, or go back; the box's service runs it.")

        @OptionGroup var options: Options

        func run() async throws {
            Signals.release()
            try await Failure.reporting {
                let changing = options.installing
                guard changing.mark.phase != nil else { return }
                try await options.telling {
                    defer { changing.end() }
                    try changing.finish()
                    for used in [options.box.update, "\(options.box.update).sig"] { unlink(used) }
                    return try options.box.installedVersion ?? ""
                }
            }
        }
    }
}
