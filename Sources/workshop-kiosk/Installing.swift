import Appliance
import Glibc
import Phone

/// Exchanges the installed version for another, and back.
struct Installing {
    let box: BoxFolders
    let kept: KeptVersion
    let units: DaemonUnits
    let mark: UpdateMark
    let port: Int
    /// The seconds that a version has to answer.
    let patience: Int

    /// Installs the package at `path`; whether dpkg could.
    ///
    /// - Parameter isBooting: The machine is starting: what the package would start waits for this program, and starts
    ///   afterwards by itself.
    func install(_ path: String, isBooting: Bool = false) -> Bool {
        let words = ["--root=\(box.root)", "--force-confold", "--force-confdef", "--install", path]
        // systemctl(1) then leaves the service manager alone.
        let settings = ["DEBIAN_FRONTEND=noninteractive"] + (isBooting ? ["SYSTEMD_OFFLINE=1"] : [])
        guard let said = try? Command.attempt("dpkg", words, settings: settings) else { return false }
        if said.status != 0 { Failure.print(error: "workshop-kiosk: dpkg: \(said.complaint)") }
        return said.status == 0
    }

    /// Starts the daemon; whether it answers before its time is over. A daemon that fails again and again is not waited for.
    func isUp() -> Bool {
        units.start()
        let last = StickOrder.now + patience
        while true {
            switch units.isManaged ? units.state?.verdict(answers: answers) ?? .waiting : answers() ? .up : .waiting {
            case .up: return true
            case .failed: return false
            case .waiting: if StickOrder.now >= last { return false }
            }
            sleep(1)
        }
    }

    private func answers() -> Bool {
        let connection = Connection(host: "127.0.0.1", port: port, timeout: 5)
        return (try? connection.request("GET", "/health"))?.status == 200
    }

    /// Puts the version before the update back; whether it answers.
    ///
    /// - Parameter isRestoring: Put the data back, too, although the earlier version might read those of the newer one.
    func goBack(isRestoring: Bool) -> Bool {
        guard kept.exists else {
            units.start()
            return false
        }
        let phase: UpdateMark.Phase = isRestoring ? .restoring : .reverting
        // Without the mark a power cut would leave what it leaves; that is no reason to stay with what does not work.
        try? mark.set(phase)
        units.stop()
        // Whatever becomes of it: a box that does not even try is of no use to anybody.
        defer { units.start() }
        guard install(kept.package) else { return false }
        if phase == .reverting, isUp() { return true }
        // A newer version may have changed the tables, which the earlier one then refuses to read.
        units.stop()
        guard kept.restoreData() else { return false }
        try? mark.set(.restored)
        return isUp()
    }

    /// Takes away what only an update that is under way needs.
    func end() {
        mark.clear()
        kept.removeProgram()
    }
}

extension Installing {
    /// Makes the installed package whole after a power cut, before the daemon starts. Whether it works is seen afterwards.
    func mend() throws {
        switch mark.phase {
        case nil: return
        case .installing:
            let package = try? UpdatePackage(
                box.update, keyring: box.keyring, newerThan: nil, architecture: box.architecture)
            if let package, install(package.path, isBooting: true) { break }
            try mark.set(.reverting)
            _ = install(kept.package, isBooting: true)
        case .reverting, .restored: _ = install(kept.package, isBooting: true)
        case .restoring:
            if install(kept.package, isBooting: true), kept.restoreData() { try mark.set(.restored) }
        }
        units.reload()
    }

    /// Sees to it that what `mend` made whole works; if it does not, goes back.
    ///
    /// - Throws: `StickReport.Reason.reverted` or `.broken`.
    func finish() throws {
        units.startAll()
        let phase = mark.phase
        if isUp() {
            if phase == .installing { return }
            throw StickReport.Reason.reverted
        }
        // Data that have been put back once are not put back again.
        if phase == .restored { throw StickReport.Reason.broken }
        throw goBack(isRestoring: false) ? StickReport.Reason.reverted : .broken
    }
}
