import Glibc

/// What the daemon, which may change nothing outside its own data, asks the box's own services to do.
///
/// Each is a file in a folder that only the daemon writes; a systemd path unit starts the service that does it. The
/// service runs with the rights that the one thing needs, and takes nothing that the file says on trust.
public enum SystemRequest: String, Sendable, CaseIterable {
    /// Set the machine's clock. Content: seconds since 1970.
    case clock
    /// Bring the network up again as the settings say. No content.
    case network
    /// Expect one USB stick. Content: what to do with it.
    case stick
    /// Install the update that was read from a stick. No content.
    case update
    /// Clear away what the last stick brought. No content.
    case clear
    /// Switch the machine off or start it again. Content: `off` or `restart`.
    case power
}

extension SystemRequest {
    /// The content of ``clear`` after an erasure: the copy that was made before an update goes, too.
    public static let clearsCopies = "copies"
}

/// The folder in which requests lie.
public struct SystemRequests: Sendable, Equatable {
    /// The most bytes that a request's content has.
    public static let contentLimit = 4096

    /// The folder.
    public let directory: String

    /// The requests in `directory`.
    public init(directory: String) {
        self.directory = directory
    }

    /// Lays `request` where its service finds it, in the place of an earlier one of its kind.
    ///
    /// - Throws: `ApplianceError.system` when the folder cannot be written.
    public func place(_ request: SystemRequest, content: String = "") throws(ApplianceError) {
        mkdir(directory, 0o700)
        try WholeFile.write(Array(content.utf8.prefix(Self.contentLimit)), to: path(request), mode: 0o600)
    }

    /// Takes `request` back, if it is still there.
    public func withdraw(_ request: SystemRequest) {
        unlink(path(request))
    }

    /// Whether `request` lies there.
    public func isPlaced(_ request: SystemRequest) -> Bool {
        access(path(request), F_OK) == 0
    }

    /// The content of `request`, which stays where it is; nil as for ``take(_:)``.
    public func content(_ request: SystemRequest) -> String? {
        WholeFile.read(path(request), limit: Self.contentLimit).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Takes the content of `request` out of the folder; nil when there is none, or what lies there is no plain text file
    /// of an acceptable length.
    public func take(_ request: SystemRequest) -> String? {
        defer { withdraw(request) }
        return content(request)
    }

    private func path(_ request: SystemRequest) -> String { "\(directory)/\(request.rawValue)" }
}
