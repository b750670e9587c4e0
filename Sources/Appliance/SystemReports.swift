import Glibc

/// What the box's own services tell the daemon: small files in a folder that only they write and everybody may read.
public struct SystemReports: Sendable, Equatable {
    /// The most bytes of a report.
    public static let limit = 65_536

    /// The folder.
    public let directory: String

    /// The reports in `directory`.
    public init(directory: String) {
        self.directory = directory
    }

    /// Writes the report `name`, in the place of an earlier one, whole or not at all.
    ///
    /// - Throws: `ApplianceError.system` when the folder cannot be written.
    public func write(_ content: [UInt8], as name: String) throws(ApplianceError) {
        mkdir(directory, 0o755)
        try WholeFile.write(content, to: "\(directory)/\(name)", mode: 0o644)
    }

    /// The report `name`; nil when there is none.
    public func read(_ name: String) -> [UInt8]? {
        WholeFile.read("\(directory)/\(name)", limit: Self.limit)
    }

    /// A file that a stick brought; nil when it is not there (any more).
    ///
    /// - Parameter number: Its place in `StickReport.files`.
    public func incoming(_ number: Int) -> [UInt8]? {
        WholeFile.read("\(directory)/\(StickReport.incoming)/\(number)", limit: StickFiles.size)
    }

    /// Takes the report `name` away.
    public func remove(_ name: String) {
        unlink("\(directory)/\(name)")
    }
}
