import Appliance
import Glibc

/// The units of the daemon, where a service manager has them.
struct DaemonUnits {
    /// Whether there is a service manager that has them: none keeps a system in a folder.
    let isManaged: Bool
    private static let names = ["workshop-kiosk.socket", "workshop-kiosk.service"]

    /// The units of the system in `root`.
    init(root: String) {
        isManaged = root == "/" && access("/run/systemd/system", F_OK) == 0
    }

    /// How the daemon is; nil when that is not known.
    var state: DaemonState? {
        let asked = ["show", "--property=\(DaemonState.properties)", "workshop-kiosk.service"]
        return (try? Command.run("systemctl", asked)).flatMap { DaemonState($0.output) }
    }

    /// Ends the daemon, and lets nobody in; returns when it has ended.
    func stop() {
        control(["stop"])
        // systemctl(1): the next version's failures are counted from nothing.
        control(["reset-failed"])
    }

    /// Has the daemon started; returns at once, because a start that fails is to be seen when it fails.
    func start() { control(["start", "--no-block"]) }

    private func control(_ words: [String]) {
        guard isManaged else { return }
        // What became of it is seen by whether the daemon answers.
        _ = try? Command.attempt("systemctl", words + Self.names)
    }

    /// Has the service manager read the units that lie there now.
    func reload() {
        if isManaged { _ = try? Command.attempt("systemctl", ["daemon-reload"]) }
    }

    /// Has everything started that starts with the machine and does not run: an update may have brought new units.
    func startAll() {
        if isManaged { _ = try? Command.attempt("systemctl", ["start", "--no-block", "default.target"]) }
    }
}
