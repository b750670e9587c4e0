import Workshop

/// To which times the box's clock may be set.
///
/// A browser's clock can be as wrong as the box's. Times before this program existed and after its century are refused.
/// What is far from what the box has known is set only when a person has confirmed it: a clock that stood years ahead
/// would make the box take deletion dates for passed.
public enum ClockRule {
    /// The earliest time that is set, in seconds since 1970: this program did not exist before.
    public static let earliest = Int64(DeletionDue.earliest.number) * 86_400
    /// The latest time that is set: the end of 2099.
    public static let latest: Int64 = 4_102_444_799
    /// How far ahead a clock is set in one press, in seconds: a month between two workshops. A box without a battery
    /// starts with the time at which it was switched off.
    public static let ahead: Int64 = 31 * 86_400
    /// How far back it is set in one press.
    public static let back: Int64 = 300

    /// What comes of a wish to set the clock.
    public enum Verdict: Sendable, Equatable {
        /// It is set.
        case set
        /// The time is before ``ClockRule/earliest`` or after ``ClockRule/latest``.
        case impossible
        /// It would go back behind the latest time that the box has known.
        case backwards
        /// It would jump ahead by more than ``ClockRule/ahead``.
        case far
    }

    /// Whether the clock goes to `wanted`, all in seconds since 1970.
    ///
    /// - Parameters:
    ///   - now: The box's clock.
    ///   - floor: The latest time that the box has known; 0 for none.
    ///   - isConfirmed: Whether somebody was shown both times and means it.
    public static func verdict(wanted: Int64, now: Int64, floor: Int64, isConfirmed: Bool) -> Verdict {
        guard (earliest...latest).contains(wanted) else { return .impossible }
        if isConfirmed { return .set }
        let known = max(now, floor)
        if known >= earliest {
            if wanted < known - back { return .backwards }
            if wanted > known + ahead { return .far }
        }
        return .set
    }
}

/// A wish to set the clock, as it lies in a request.
public struct ClockWish: Sendable, Equatable {
    /// Seconds since 1970.
    public let seconds: Int64
    /// Whether somebody was shown both times and means it.
    public let isConfirmed: Bool

    /// The wish for `seconds`.
    public init(seconds: Int64, isConfirmed: Bool) {
        self.seconds = seconds
        self.isConfirmed = isConfirmed
    }

    /// Reads the content of a request; nil when it is none.
    public init?(content: String) {
        let words = content.split(separator: " ", omittingEmptySubsequences: false)
        guard let first = words.first, !first.isEmpty, first.utf8.allSatisfy({ (48...57).contains($0) }),
            let seconds = Int64(first), words.count == 1 || words.count == 2 && words[1] == "confirmed"
        else { return nil }
        self.init(seconds: seconds, isConfirmed: words.count == 2)
    }

    /// What a request holds.
    public var content: String { isConfirmed ? "\(seconds) confirmed" : "\(seconds)" }
}
