/// A day of the Gregorian calendar, without a time or a zone.
public struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The days since 1970-01-01.
    public let number: Int

    /// The day that many days after 1970-01-01.
    public init(number: Int) {
        self.number = number
    }

    /// Reads `YYYY-MM-DD` (ISO 8601); nil when it is not of that form or not in the calendar.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
        else { return nil }
        number = Self.number(year, month, day)
    }

    /// The day written `YYYY-MM-DD`.
    public var description: String {
        let (year, month, day) = parts
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }

    /// The year, the month and the day of the month, the latter two from 1.
    public var parts: (year: Int, month: Int, day: Int) {
        // A cycle of 400 years has 146,097 days; counted from 1 March of year 0, so that the leap day ends a year.
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let calendarMonth = month < 10 ? month + 3 : month - 9
        let year = yearOfEra + era * 400 + (calendarMonth <= 2 ? 1 : 0)
        return (year, calendarMonth, day)
    }

    /// The same day of the month `months` months later, or that month's last where it is shorter.
    public func adding(months: Int) -> CalendarDay {
        let parts = parts
        let month = parts.year * 12 + parts.month - 1 + months
        let year = month >= 0 ? month / 12 : (month - 11) / 12
        let inYear = month - year * 12 + 1
        return CalendarDay(number: Self.number(year, inYear, min(parts.day, Self.days(in: inYear, of: year))))
    }

    /// Whether `left` comes before `right`.
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.number < right.number }

    /// The days from `left` to `right`.
    public static func - (right: CalendarDay, left: CalendarDay) -> Int { right.number - left.number }

    private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
