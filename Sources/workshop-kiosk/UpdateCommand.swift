import Appliance
import ArgumentParser
import Glibc

/// `workshop-kiosk update`.
struct UpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Install the update that a stick brought, or go back to the version before it.",
        subcommands: [Install.self, Back.self, Mend.self, Finish.self, Recover.self])

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
        @ArgumentParser.Option(
            help: "For how many seconds it then has to go on; by default for two periods of the daemon's watchdog.")
        var proof = 48

        var installing: Installing {
            Installing(
                box: box, kept: KeptVersion(box: box, data: places.dataDirectory), units: DaemonUnits(root: box.root),
                mark: UpdateMark(in: box.system), port: port, patience: patience, proof: proof)
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

        @OptionGroup var consent: OpenSteps
        @OptionGroup var options: Options

        func run() async throws {
            Signals.release()
            try await Failure.reporting { try await options.telling(install) }
        }

        private func install() async throws -> String {
            let box = options.box
            if box.isProtected { throw StickReport.Reason.protected }
            let data = options.places.dataDirectory
            try await consent.refuse(data)
            let package = try UpdatePackage(
                box.update, keyring: box.keyring, newerThan: box.installedVersion, architecture: box.architecture)
            let changing = options.installing
            let kept = changing.kept
            // What is installed after an exchange that nothing answered after is not worth keeping: what was kept then is.
            let isUnfinished = changing.mark.phase != nil && kept.isReplacing
            func give(up error: any Error) -> any Error {
                if !isUnfinished { changing.end() }
                return error as? StickReport.Reason ?? .data
            }
            // What takes long comes first: nothing that the box says it has received may be missing from the copy.
            do {
                if !isUnfinished { changing.end() }
                try kept.keepUpdater()
                if !isUnfinished { try kept.keepProgram() }
            } catch {
                throw give(up: error)
            }
            Signals.endure()
            changing.units.stop()
            do {
                try await consent.refuse(data)
                if !isUnfinished { try kept.keepData() }
                try changing.mark.set(.installing)
            } catch {
                changing.units.start()
                throw give(up: error)
            }
            guard changing.install(package.path), changing.isUp() else { try changing.revert() }
            changing.succeed()
            return package.version
        }
    }
}
