import Glibc
import Workshop

/// The wall clock in the box's time zone.
enum LocalTime {
    /// The day and the time of day `HH:MM` at `seconds` since 1970.
    static func parts(_ seconds: Int64) -> (day: CalendarDay, time: String) {
        var moment = time_t(seconds)
        var parts = tm()
        localtime_r(&moment, &parts)
        // The days since 1970, counted in local time.
        let day = Int((Double(moment + parts.tm_gmtoff) / 86_400).rounded(.down))
        return (CalendarDay(number: day), "\(padded(parts.tm_hour)):\(padded(parts.tm_min))")
    }

    /// Seconds since 1970 at `time` on `day`, both as somebody typed them; nil when they are no day and no time.
    static func seconds(day: String, time: String) -> Int64? {
        let digits = time.filter { !$0.isWhitespace }.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "." }
        guard let day = CalendarDay(day.filter { !$0.isWhitespace }), digits.count == 2,
            digits.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int32(digits[0]), let minute = Int32(digits[1]), hour < 24, minute < 60
        else { return nil }
        let date = day.parts
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (Int32(date.year) - 1900, Int32(date.month) - 1, Int32(date.day))
        (parts.tm_hour, parts.tm_min, parts.tm_isdst) = (hour, minute, -1)
        return Int64(mktime(&parts))
    }

    private static func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
