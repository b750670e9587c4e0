import Glibc
import Workshop

/// What day it is, as the box believes. It may be wrong: a box without a battery starts with the day on which it was
/// switched off.
public enum BoxDay {
    /// Today in the machine's time zone.
    public static var today: CalendarDay { LocalTime.parts(Int64(time(nil))).day }

    /// Today, unless no box can have that day.
    public static var believable: CalendarDay? { believable(today) }

    static func believable(_ day: CalendarDay) -> CalendarDay? { day < DeletionDue.earliest ? nil : day }
}
