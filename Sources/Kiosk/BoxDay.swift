import Glibc
import Workshop

/// What day it is, as the box believes. It may be wrong: a box without a battery starts with the day on which it was
/// switched off.
public enum BoxDay {
    /// Today in the machine's time zone.
    public static var today: CalendarDay {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        // The days since 1970, counted in local time.
        return CalendarDay(number: Int((Double(now + parts.tm_gmtoff) / 86_400).rounded(.down)))
    }

    /// Today, unless no box can have that day.
    public static var believable: CalendarDay? { believable(today) }

    static func believable(_ day: CalendarDay) -> CalendarDay? { day < DeletionDue.earliest ? nil : day }
}
