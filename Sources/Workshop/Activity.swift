/// One step of the agenda that asks something.
public struct Activity: Sendable, Equatable {
    /// The identifier, unique in the box.
    public let id: Identifier
    /// The place in the agenda, from 0.
    public var position: Int
    /// Its words and rules.
    public var definition: ActivityDefinition
    /// Whether it takes answers.
    public var status: ActivityStatus
    /// Whether the tally may leave the server.
    public var isRevealed: Bool
    /// The running timer, if one is set.
    public var timer: ActivityTimer?
    /// Whether participants, too, may put its ideas into groups while they are revealed.
    public var isGroupedByAll = false

    /// Whether a participant may put its ideas into groups now.
    public var letsParticipantsGroup: Bool { isGroupedByAll && isRevealed && kind.writing != nil }

    /// An activity that nobody has opened yet: upcoming and sealed.
    public init(
        id: Identifier, position: Int, definition: ActivityDefinition, status: ActivityStatus = .upcoming,
        isRevealed: Bool = false, timer: ActivityTimer? = nil
    ) {
        self.id = id
        self.position = position
        self.definition = definition
        self.status = status
        self.isRevealed = isRevealed
        self.timer = timer
    }

    /// What it asks, with its rules.
    public var kind: any ActivityKind { definition.kind.kind }

    /// Whether participants can answer it: a page of information asks nothing.
    public var asks: Bool { kind.takesBallots || kind.writing != nil }
}

/// Whether an activity takes answers.
public enum ActivityStatus: String, Sendable, Codable, CaseIterable {
    /// Not opened yet.
    case upcoming
    /// Takes answers and changes of answers.
    case open
    /// Takes none, but can be opened again.
    case closed
    /// Closed for good: the key of its pseudonyms is destroyed.
    case final
}

/// A timer of an activity. It informs; it never closes anything.
public struct ActivityTimer: Sendable, Equatable, Codable {
    /// When it ends, in milliseconds of the machine's boot-time clock (`CLOCK_BOOTTIME`), which no clock change moves.
    public var endsAt: Int64
    /// The boot that the clock belongs to; a timer of another boot is over.
    public var boot: String

    /// A timer that ends at `endsAt` of the boot named `boot`.
    public init(endsAt: Int64, boot: String) {
        self.endsAt = endsAt
        self.boot = boot
    }
}
