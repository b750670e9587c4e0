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
    /// Remove the copies of the box's data that updates keep, after an erasure. Content: the mark to report it by.
    case copies
    /// Switch the machine off or start it again. Content: `off` or `restart`.
    case power
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
        withFolder { folder, _ in
            if unlinkat(folder, request.rawValue, 0) != 0, errno == EISDIR {
                unlinkat(folder, request.rawValue, AT_REMOVEDIR)
            }
        }
    }

    /// Whether `request` lies there.
    public func isPlaced(_ request: SystemRequest) -> Bool {
        withFolder { folder, _ in faccessat(folder, request.rawValue, F_OK, 0) == 0 } ?? false
    }

    /// The content of `request`, which stays where it is; nil as for ``take(_:)``.
    public func content(_ request: SystemRequest) -> String? {
        withFolder { folder, owner -> String? in
            let file = openat(folder, request.rawValue, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            guard file >= 0 else { return nil }
            defer { close(file) }
            return WholeFile.read(file, limit: Self.contentLimit, owner: owner)
                .flatMap { String(validating: $0, as: UTF8.self) }
        } ?? nil
    }

    /// Takes the content of `request` out of the folder; nil when there is none, or what lies there is no plain text file
    /// of an acceptable length that belongs to the folder's owner.
    public func take(_ request: SystemRequest) -> String? {
        defer { withdraw(request) }
        return content(request)
    }

    /// Does something in the folder itself: a daemon that somebody has taken over could have laid a link in its place, to
    /// have an administrator's service read or remove a file somewhere else.
    ///
    /// - Parameter body: Gets the folder, opened, and its owner.
    /// - Returns: Nil where there is no such folder.
    @discardableResult
    private func withFolder<Result>(_ body: (Int32, uid_t) -> Result) -> Result? {
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return nil }
        defer { close(folder) }
        var status = stat()
        guard fstat(folder, &status) == 0 else { return nil }
        return body(folder, status.st_uid)
    }

    private func path(_ request: SystemRequest) -> String { "\(directory)/\(request.rawValue)" }
}
