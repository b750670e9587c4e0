/// An act of a facilitator on the agenda, as the console's list of what has happened shows it.
public struct LoggedAct: Sendable, Equatable {
    /// What was done.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case open, close, reopen, reveal, seal, finish
        /// Went to the activity.
        case move
        /// Put the activity into the agenda.
        case add
        /// Gave the activity other words or rules.
        case edit
        /// Gave the activity another place in the agenda.
        case shift
        /// Took the activity out of the agenda.
        case remove
    }

    /// The number of the entry, by which it is undone.
    public var number: Int64
    /// What was done.
    public var kind: Kind
    /// The activity that it was done to.
    public var activity: Identifier
    /// The title that the activity had, where the act changed it or took it away.
    public var title: LocalizedText?
    /// The name that the facilitator signed in with; empty without one.
    public var facilitator: String
    /// Whether it has been undone.
    public var isUndone: Bool
    /// Whether it can be undone: the latest that is not, unless it closed an activity for good.
    public var canUndo: Bool

    /// An entry with the given content.
    public init(
        number: Int64, kind: Kind, activity: Identifier, title: LocalizedText? = nil, facilitator: String,
        isUndone: Bool, canUndo: Bool
    ) {
        self.number = number
        self.kind = kind
        self.activity = activity
        self.title = title
        self.facilitator = facilitator
        self.isUndone = isUndone
        self.canUndo = canUndo
    }
}
