import Glibc

/// The box around the kiosk, where the kiosk is one: with services of its own that do what the daemon may not.
public struct Appliance: Sendable, Equatable {
    /// What the daemon asks of the services.
    public let requests: SystemRequests
    /// What the services tell the daemon.
    public let reports: SystemReports
    private let mounts: String

    /// The box whose daemon keeps `runtime` and whose services report in `reports`; `mounts` is its list of mounts.
    public init(runtime: String, reports: String, mounts: String = SystemProtection.mounts) {
        requests = SystemRequests(directory: "\(runtime)/requests")
        self.reports = SystemReports(directory: reports)
        self.mounts = mounts
    }

    /// Whether the machine's own files cannot be changed for good, so that there are no updates.
    public var isProtected: Bool { SystemProtection(mounts: mounts).isProtected }

    /// The folder in which the daemon of an installed box keeps what runs.
    public static let runtimeDirectory = "/run/workshop-kiosk"
    /// The folder in which the services of an installed box report.
    public static let reportsDirectory = "/run/workshop-kiosk-system"

    /// The folder that the services of an installed box keep over a switch-off, and that is theirs alone.
    public static let stateDirectory = "/var/lib/workshop-kiosk-system"

    /// The installed box as its own services see it, which the service manager starts without the daemon's folder.
    public static let box = Appliance(runtime: runtimeDirectory, reports: reportsDirectory)

    /// The installed box, when the service manager started this program and gave it a folder for what runs; nil on a
    /// developer's machine or when started by hand. Its services report in the folder beside that.
    public static var installed: Appliance? {
        guard let value = getenv("RUNTIME_DIRECTORY") else { return nil }
        // Several folders are separated by colons (systemd.exec(5), RuntimeDirectory=); the first is the daemon's.
        let first = String(cString: value).prefix { $0 != ":" }
        return first.isEmpty ? nil : Appliance(runtime: String(first), reports: "\(first)-system")
    }
}
