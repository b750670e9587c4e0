import Glibc

/// The latest time that the box has known, kept where it survives a power cut.
///
/// A file of its own rather than fake-hwclock's or systemd-timesyncd's: the first is not installed on a plain Debian, the
/// second is written only when a time server has answered, which an offline box never sees. It
/// does no harm beside them: each only ever sets a clock ahead.
public struct ClockFloor: Sendable, Equatable {
    /// What the floor is called among the reports, where the daemon reads it.
    public static let report = "clock"

    /// The file.
    public let path: String

    /// The floor kept in `directory`.
    public init(directory: String) {
        path = "\(directory)/latest"
    }

    /// Seconds since 1970; 0 when none is kept.
    public var seconds: Int64 {
        guard let bytes = WholeFile.read(path, limit: 64) else { return 0 }
        return Self.parse(bytes) ?? 0
    }

    /// Keeps `seconds`, whatever is kept already; on disk when this returns.
    ///
    /// - Throws: `ApplianceError.system` when the folder cannot be written.
    public func keep(_ seconds: Int64) throws(ApplianceError) {
        try WholeFile.write(Array("\(seconds)\n".utf8), to: path, mode: 0o644, isDurable: true)
    }

    /// The floor that a report tells; 0 without one.
    public static func reported(in reports: SystemReports) -> Int64 {
        reports.read(report).flatMap(parse) ?? 0
    }

    static func parse(_ bytes: [UInt8]) -> Int64? {
        let text = bytes.prefix { $0 != UInt8(ascii: "\n") }
        guard let seconds = Int64(String(decoding: text, as: UTF8.self)),
            (0...ClockRule.latest).contains(seconds)
        else { return nil }
        return seconds
    }
}
