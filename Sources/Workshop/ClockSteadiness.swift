/// Whether the day has come by itself, or the clock was set to it.
///
/// A clock that was set, by a time server or by the clock of somebody's phone, can be set wrongly. What hangs on the day
/// waits for a while after that, so that people see the day and can put it right; after a start, too, because the clock
/// may have been set just before.
public struct ClockSteadiness: Sendable {
    /// The seconds that a day must have stood after the clock was set to it.
    public static let settling: Int64 = 1800
    /// The days by which a calendar may differ from the seconds since boot without having been set: midnight may have
    /// passed, and the time zone may have changed.
    public static let tolerance = 1

    private var last: (day: CalendarDay, uptime: Int64)?
    private var setAt: Int64 = 0

    /// A clock that nobody has looked at since the start.
    public init() {}

    /// Looks at the clock: whether it can be acted on that it is `day`.
    ///
    /// - Parameter uptime: Seconds since boot.
    public mutating func isSteady(day: CalendarDay, uptime: Int64) -> Bool {
        defer { last = (day, uptime) }
        let isExpected = last.map { last in
            abs(day - last.day - Int((uptime - last.uptime) / 86_400)) <= Self.tolerance
        }
        if isExpected != true { setAt = uptime }
        return uptime - setAt >= Self.settling
    }
}
