/// A step that gathered, named or moderated ideas. Every step can be undone; none destroys an idea.
public struct GroupingStep: Sendable, Equatable, Codable {
    /// What a step did.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Put ideas into a group.
        case move
        /// Took ideas out of their groups.
        case ungroup
        /// Gave a group another name.
        case rename
        /// Dissolved a group; its ideas became ungrouped.
        case dissolve
        /// Made one group of several.
        case merge
        /// Gave a group another place among the groups.
        case reorder
        /// Hid ideas.
        case hide
        /// Withdrew ideas.
        case withdraw
        /// Showed ideas again.
        case show
        /// Said that two ideas are not the same.
        case unlike
    }

    /// What it did.
    public var kind: Kind
    /// How many ideas it touched.
    public var count: Int
    /// The name of the group that it concerned, if any.
    public var group: String?

    /// A step of the given kind.
    public init(kind: Kind, count: Int, group: String? = nil) {
        self.kind = kind
        self.count = count
        self.group = group
    }
}

/// The latest step that can be undone, with its number in the log, so that a button can say which it undoes and undo no
/// other.
public struct UndoableStep: Sendable, Equatable {
    /// The number of the step in the log.
    public var number: Int64
    /// The step.
    public var step: GroupingStep

    /// The step with that number.
    public init(number: Int64, step: GroupingStep) {
        self.number = number
        self.step = step
    }
}

/// Who made a step of grouping.
public enum StepAuthor: Sendable, Equatable {
    /// A facilitator with a short label, which may be empty.
    case facilitator(String)
    /// A participant; which one is not kept.
    case participant
}

/// A line of the log of grouping.
public struct LogEntry: Sendable, Equatable {
    /// What the line tells.
    public enum Event: Sendable, Equatable {
        /// Something was done.
        case done
        /// A step was undone.
        case undone
        /// A step that had been undone was done again.
        case redone
    }

    /// What can be done about a step now.
    public enum Reversal: Sendable, Equatable {
        /// It can be undone.
        case undo
        /// It is undone, and can be done again.
        case redo
        /// Neither: a later step has to do with the same ideas or groups.
        case blocked
        /// Nothing: the line only tells that another step was undone or done again.
        case none
    }

    /// The number of the step: later steps have higher ones. It is an order, not a time.
    public var number: Int64
    /// What the line tells.
    public var event: Event
    /// The step that was made, undone or done again.
    public var step: GroupingStep
    /// Who did it.
    public var author: StepAuthor
    /// Whether the step is undone now.
    public var isUndone: Bool
    /// What can be done about it.
    public var reversal: Reversal

    /// A line with the given content.
    public init(
        number: Int64, event: Event, step: GroupingStep, author: StepAuthor, isUndone: Bool, reversal: Reversal
    ) {
        self.number = number
        self.event = event
        self.step = step
        self.author = author
        self.isUndone = isUndone
        self.reversal = reversal
    }
}
