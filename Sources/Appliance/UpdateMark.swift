import Glibc

/// The mark on the disk that an exchange of the installed version is under way: what a power cut interrupted is brought to
/// its end at the next start.
public struct UpdateMark: Sendable, Equatable {
    /// How far it has come.
    public enum Phase: String, Sendable {
        /// The update is being installed, or has yet to show that it answers.
        case installing
        /// The earlier version is being put back.
        case reverting
        /// The earlier version is being put back, and the data as they were before the update.
        case restoring
        /// Both have been put back; the earlier version has yet to show that it answers. The data are not put back again:
        /// somebody may have answered since.
        case restored
    }

    /// The most bytes of the mark.
    private static let limit = 64
    /// The mark's path. A unit looks for it there.
    public let path: String

    /// The mark in `folder`.
    public init(in folder: String) {
        path = "\(folder)/updating"
    }

    /// How far it has come; nil when nothing is under way.
    public var phase: Phase? {
        WholeFile.read(path, limit: Self.limit).flatMap { String(validating: $0, as: UTF8.self) }.flatMap(Phase.init)
    }

    /// Sets the mark; it is on the disk when this returns.
    ///
    /// - Throws: `ApplianceError.system`; then nothing must be begun.
    public func set(_ phase: Phase) throws(ApplianceError) {
        try WholeFile.write(Array(phase.rawValue.utf8), to: path, mode: 0o600, isDurable: true)
    }

    /// Takes the mark away.
    public func clear() {
        unlink(path)
        WholeFile.syncFolder(of: path)
    }
}
