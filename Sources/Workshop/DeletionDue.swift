/// How near the day is by which a workshop's answers are to be deleted, and whether the box may delete them by itself.
///
/// The box may have no clock of its own: after a power cut it may believe any day. It therefore never deletes on the day's
/// word alone, but only when it has stored that people were shown the warning on two different days, the first of them a
/// week or more ago, and when the day is not so late that the clock is more likely wrong than the workshop forgotten.
public enum DeletionDue: Sendable, Equatable {
    /// It has no deletion date, or one that lies far ahead.
    case later
    /// It is to be deleted within `days`, 0 to ``noticeDays``.
    case soon(days: Int)
    /// The day has passed. The box deletes by itself on `erasedFrom` if the warning has been shown by then as it must be;
    /// nil while nobody has been shown it.
    case passed(erasedFrom: CalendarDay?)
    /// The day has passed by far, or the clock is set to before the warnings: the box asks and does nothing by itself.
    case unclear

    /// The days ahead from which on people are told.
    public static let noticeDays = 14
    /// The days that the warning stands before the box deletes by itself.
    public static let warningDays = 7
    /// The different days on which the warning must have been shown.
    public static let shownDays = 2
    /// The days after the deletion date from which on the clock is not believed.
    public static let believedDays = 366
    /// The day before which no clock of a box is right: this program did not exist.
    public static let earliest = CalendarDay(number: 20_454)

    /// How it stands on `today`.
    ///
    /// - Parameters:
    ///   - date: The deletion date as the workshop has it; may be empty.
    ///   - shown: The days on which the warning has been shown as due.
    public init(date: String, today: CalendarDay, shown: [CalendarDay]) {
        guard let date = CalendarDay(date) else {
            self = .later
            return
        }
        let left = date - today
        if today < Self.earliest {
            self = shown.isEmpty ? .later : .unclear
        } else if left > Self.noticeDays {
            self = .later
        } else if left >= 0 {
            self = .soon(days: left)
        } else if -left > Self.believedDays || shown.contains(where: { $0 > today }) {
            self = .unclear
        } else {
            self = .passed(erasedFrom: shown.min().map { CalendarDay(number: $0.number + Self.warningDays) })
        }
    }

    /// Whether the box deletes by itself on `today`, when the warning has been shown on the days `shown`.
    public func isErased(today: CalendarDay, shown: [CalendarDay]) -> Bool {
        guard case .passed(let from?) = self else { return false }
        return today >= from && Set(shown).count >= Self.shownDays
    }
}
