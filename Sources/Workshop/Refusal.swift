/// Why an answer or an act was not accepted. Facts only: the words for people are chosen where they are shown.
public enum Refusal: Error, Sendable, Equatable {
    /// No workshop has that join code.
    case noSuchWorkshop
    /// No activity has that identifier in this workshop.
    case noSuchActivity
    /// No idea has that identifier in this activity.
    case noSuchIdea
    /// No group has that identifier in this activity.
    case noSuchGroup
    /// The asker has not joined the workshop.
    case notJoined
    /// The re-entry code fits no participant of this workshop.
    case wrongReentryCode
    /// The activity does not take answers now: it is upcoming, closed or final.
    case notOpen
    /// The activity is closed for good; its key is destroyed and it can never open again.
    case final
    /// The answer is of another kind than the activity asks for.
    case wrongKind
    /// A text holds nothing but space.
    case empty
    /// A text has `count` characters, more than `limit`.
    case tooLong(count: Int, limit: Int)
    /// A text holds control characters or is not valid UTF-8.
    case unreadable
    /// The participant already has `limit` ideas in this activity.
    case tooManyIdeas(limit: Int)
    /// The idea belongs to somebody else.
    case notYours
    /// `placed` dots, more than the `budget`.
    case overBudget(placed: Int, budget: Int)
    /// `placed` dots on one item, more than the `cap`.
    case overCap(placed: Int, cap: Int)
    /// A number of dots that is not a whole number from 0.
    case notACount
    /// A dot on an item that the activity does not have (any more).
    case noSuchItem
    /// A title, name or other field is needed.
    case missingField(name: String)
    /// There is nothing left to undo.
    case nothingToUndo
    /// Everything in the agenda is already behind, or ahead of, the current activity.
    case endOfAgenda
}
