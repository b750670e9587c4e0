/// A line of the log of erasures: that something was erased, and how much; nothing of what it was or whose.
public struct Erasure: Sendable, Equatable {
    /// What was erased.
    public enum Kind: String, Sendable, CaseIterable {
        /// The text of an idea.
        case idea
        /// A written answer.
        case answer
        /// The name of a group.
        case group
        /// Everything of one participant.
        case participant
        /// A workshop.
        case workshop
        /// Everything on the box.
        case box
    }

    /// The place in the log, from 1.
    public let number: Int64
    /// What was erased.
    public let kind: Kind
    /// Whether the box did it by itself, because the deletion date had passed.
    public let isByDate: Bool
    /// The day, as the box believed it.
    public let day: CalendarDay?
    /// The records that were erased or changed.
    public let rows: Int

    /// A line with the given content.
    public init(number: Int64, kind: Kind, isByDate: Bool, day: CalendarDay?, rows: Int) {
        self.number = number
        self.kind = kind
        self.isByDate = isByDate
        self.day = day
        self.rows = rows
    }
}

/// What an erasure took, or would take.
public struct ErasureExtent: Sendable, Equatable {
    /// The participants.
    public var participants = 0
    /// The ideas.
    public var ideas = 0
    /// The answers.
    public var answers = 0
    /// The texts that workshops have taken over from what is erased.
    public var copies = 0
    /// The steps that are closed for good, in which nobody can tell any more whose answers were whose.
    public var untraceable = 0
    /// The workshops.
    public var workshops = 0
    /// The cards.
    public var cards = 0
    /// The other records: devices, groups, log lines and the like.
    public var others = 0

    /// Nothing.
    public init() {}

    /// Every record.
    public var rows: Int { participants + ideas + answers + copies + workshops + cards + others }
}

/// Who is to be erased, as the person can say it.
public enum ErasedPerson: Sendable, Equatable {
    /// Whoever holds the card with this code.
    case card(SpokenCode)
    /// Whoever has this re-entry code.
    case reentry(SpokenCode)
    /// The one participant with this name, in a workshop with names.
    case name(String)

    /// Reads what somebody typed: a card's code, a re-entry code, else a name; nil when it is empty.
    public init?(_ typed: String) {
        if typed.allSatisfy(\.isWhitespace) { return nil }
        if let card = SpokenCode(typed, length: SpokenCode.cardLength) {
            self = .card(card)
        } else if let reentry = SpokenCode(typed, length: SpokenCode.reentryLength) {
            self = .reentry(reentry)
        } else {
            self = .name(typed)
        }
    }
}

/// What is to be erased.
public enum ErasureTarget: Sendable, Equatable {
    /// An idea's text, with its parts and its assessment.
    case idea(Identifier, in: SpokenCode)
    /// The written text of an answer, by the mark that ``ErasableStep`` gives it.
    case answer(String, in: SpokenCode)
    /// A group's name, in the log, too.
    case group(Identifier, in: SpokenCode)
    /// Everything of one participant in a workshop.
    case person(ErasedPerson, in: SpokenCode)
    /// A workshop with its rehearsals.
    case workshop(SpokenCode)
    /// Everything of whoever holds a card, in every workshop, and the card itself.
    case card(SpokenCode)
    /// Everything but the PIN, the recovery code, the settings, the Wi-Fi, the material and the log of erasures.
    case box

    /// What the log calls it.
    public var kind: Erasure.Kind {
        switch self {
        case .idea: .idea
        case .answer: .answer
        case .group: .group
        case .person, .card: .participant
        case .workshop: .workshop
        case .box: .box
        }
    }
}

/// A step with the texts of it that can be erased one by one.
public struct ErasableStep: Sendable {
    /// A written answer.
    public struct Answer: Sendable {
        /// A mark that names it and says nothing about who wrote it.
        public let mark: String
        /// What was written, by field.
        public let texts: [String]

        /// The answer named `mark`.
        public init(mark: String, texts: [String]) {
            self.mark = mark
            self.texts = texts
        }
    }

    /// The step.
    public let activity: Activity
    /// Its ideas, hidden and withdrawn ones, too.
    public let ideas: [Idea]
    /// Its groups, dissolved ones, too: their names are in the log.
    public let groups: [IdeaGroup]
    /// Its written answers; none while it is sealed.
    public let answers: [Answer]

    /// Whether it has nothing to erase.
    public var isEmpty: Bool { ideas.isEmpty && groups.isEmpty && answers.isEmpty }

    /// The texts of `activity`.
    public init(activity: Activity, ideas: [Idea], groups: [IdeaGroup], answers: [Answer]) {
        self.activity = activity
        self.ideas = ideas
        self.groups = groups
        self.answers = answers
    }
}

extension Ballot {
    /// What the participant wrote in words, by field.
    public var written: [String: String] {
        answers.filter { field, _ in
            let name = field.split(separator: "/").last ?? ""
            return name == "text" || name == "reason" || name.hasPrefix("word-")
        }
    }
}
