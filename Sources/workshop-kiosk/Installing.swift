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
    /// The seconds for which it then has to go on.
    let proof: Int

    /// What came of going back.
    enum Outcome {
        /// The earlier version answers.
        case back
        /// It could not be put back whole, but something answers.
        case answers
        /// Nothing does.
        case broken
    }

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

    /// Puts the kept package in the place of what is installed; whether dpkg could.
    func installKept(isBooting: Bool = false) -> Bool {
        kept.clearLinks()
        return install(kept.package, isBooting: isBooting)
    }

    /// Starts the daemon; whether it answers before its time is over, and goes on: one answer is no proof, and who waits for
    /// the power to be cut would wait for ever. A daemon that fails again and again is not waited for.
    func isUp() -> Bool {
        units.start()
        let last = StickOrder.now + patience
        var (since, restarts): (Int?, Int) = (nil, 0)
        while true {
            let state = units.isManaged ? units.state : nil
            switch units.isManaged ? state?.verdict(answers: answers) ?? .waiting : answers() ? .up : .waiting {
            case .up:
                let now = StickOrder.now
                if state?.restarts ?? 0 != restarts { since = nil }
                restarts = state?.restarts ?? 0
                if now - (since ?? now) >= proof { return true }
                since = since ?? now
            case .failed: return false
            case .waiting:
                since = nil
                if StickOrder.now >= last { return false }
            }
            sleep(1)
        }
    }

    private func answers() -> Bool {
        let connection = Connection(host: "127.0.0.1", port: port, timeout: 5)
        return (try? connection.request("GET", "/health"))?.status == 200
    }

    /// Puts the version before the update back.
    ///
    /// - Parameter isRestoring: Put the data back, too, although the earlier version might read those of the newer one.
    func goBack(isRestoring: Bool) -> Outcome {
        guard kept.exists else { return whatAnswers() }
        // Without the mark a power cut would leave what it leaves; that is no reason to stay with what does not work.
        try? mark.set(isRestoring ? .restoring : .reverting)
        units.stop()
        guard installKept() else { return whatAnswers() }
        if !isRestoring, isUp() { return .back }
        // A newer version may have changed the tables, which the earlier one then refuses to read.
        units.stop()
        guard kept.restoreData() else { return whatAnswers() }
        try? mark.set(.restored)
        return isUp() ? .back : .broken
    }

    /// A box that does not even try is of no use to anybody; and dpkg may not have begun.
    private func whatAnswers() -> Outcome { isUp() ? .answers : .broken }

    /// Whether what is installed is what was to be gone back to.
    var isKeptInstalled: Bool {
        guard let installed = try? box.installedVersion else { return false }
        return Self.version(of: kept.package) == installed
    }

    private static func version(of package: String) -> String? {
        let said = try? Command.attempt("dpkg-deb", ["--show", "--showformat=${Version}", package])
        return said?.status == 0 ? said?.output : nil
    }

    /// Whether somebody has installed yet another version by hand, since neither worked.
    private var isReplacedByHand: Bool {
        let words = [
            "--root=\(box.root)", "--show", "--showformat=${db:Status-Abbrev}${Version}", UpdatePackage.package,
        ]
        guard kept.isReplacing, let said = try? Command.attempt("dpkg-query", words), said.status == 0,
            said.output.hasPrefix("ii ")
        else { return false }
        return ![kept.package, box.update].compactMap(Self.version).contains(String(said.output.dropFirst(3)))
    }

    /// Brings an update that answers to its end.
    func succeed() {
        kept.adopt()
        // The mark goes first: with it and without the package, the next start would go back.
        mark.clear()
        for used in [box.update, "\(box.update).sig"] { unlink(used) }
        kept.removeProgram()
        kept.tidy()
    }

    /// Brings an exchange to its end after which something answers, so that no later start touches it.
    func end() {
        mark.clear()
        kept.discard()
        kept.removeProgram()
        kept.tidy()
    }

    /// Goes back from an update, and throws what became of it. What is needed to try again stays when nothing answers.
    func revert() throws -> Never {
        let outcome = goBack(isRestoring: false)
        if outcome == .broken { throw StickReport.Reason.broken }
        let isBack = outcome == .back || isKeptInstalled
        // What runs now may not be what was kept: then that remains what can be gone back to.
        if !isBack { kept.adopt() }
        end()
        throw isBack ? StickReport.Reason.reverted : .broken
    }
}

extension Installing {
    /// Makes the installed package whole after a power cut, before the daemon starts. Whether it works is seen afterwards.
    ///
    /// - Parameter isBooting: As in ``install(_:isBooting:)``.
    func mend(isBooting: Bool) throws {
        let phase = mark.phase
        if phase != nil, isReplacedByHand { return end() }
        switch phase {
        case nil: return
        case .installing:
            let package = try? UpdatePackage(
                box.update, keyring: box.keyring, newerThan: nil, architecture: box.architecture)
            if let package, install(package.path, isBooting: isBooting) { break }
            try mark.set(.reverting)
            _ = installKept(isBooting: isBooting)
        case .reverting, .restored: _ = installKept(isBooting: isBooting)
        case .restoring:
            guard installKept(isBooting: isBooting) else { break }
            // Outside of a start, dpkg has had the daemon started.
            if !isBooting { units.stop() }
            if kept.restoreData() { try mark.set(.restored) }
        }
        units.reload()
    }

    /// Sees to it that what `mend` made whole works; if it does not, goes back.
    ///
    /// - Throws: `StickReport.Reason.reverted` or `.broken`.
    func finish(isBooting: Bool) throws {
        // Otherwise the services that mend what a power cut left would be started beside this one.
        if isBooting { units.startAll() }
        let phase = mark.phase
        if isUp() {
            if phase == .installing { return succeed() }
            let isBack = isKeptInstalled
            end()
            throw isBack ? StickReport.Reason.reverted : .broken
        }
        // Data that have been put back once are not put back again.
        if phase == .restored { throw StickReport.Reason.broken }
        try revert()
    }

    /// Brings to its end what a process left that died while the machine runs.
    ///
    /// - Throws: `StickReport.Reason`.
    func recover() throws {
        guard mark.phase != nil else {
            // It had changed nothing yet.
            units.start()
            end()
            throw StickReport.Reason.data
        }
        units.stop()
        try mend(isBooting: false)
        try finish(isBooting: false)
    }
}
