/// What one participant's page shows, read in one consistent snapshot.
public struct PhoneSnapshot: Sendable, Equatable {
    /// The workshop.
    public var workshop: Workshop
    /// The current activity's own texts of this participant that are not retracted, in order of identifier.
    public var ownIdeas: [Idea]
    /// What the form of the current activity is made with.
    public var form: ActivityForm
    /// The visible ideas of the current activity that this participant may see: all when they are revealed or shared,
    /// a few of the others' when the activity suggests. In order of group, then identifier.
    public var ideas: [Idea]
    /// The groups of those ideas that hold at least one visible idea.
    public var groups: [IdeaGroup]
    /// The result; nil while it is sealed.
    public var results: [ResultBlock]?
    /// What the holder of the same card has committed to in earlier linked workshops, the latest first.
    public var commitments: [EarlierCommitment] = []
    /// The activity whose ideas this participant may put into groups; nil when none.
    public var groupable: Identifier?
    /// The number of the latest step of grouping there.
    public var latestStep: Int64 = 0
    /// Whether this participant waits to be let in, and may only look.
    public var isWaiting = false
    /// The number that this participant is known by at the door; nil where there is none, or it is forgotten.
    public var doorNumber: Int?

    /// A snapshot with the given content.
    public init(
        workshop: Workshop, ownIdeas: [Idea] = [], form: ActivityForm = ActivityForm(), ideas: [Idea] = [],
        groups: [IdeaGroup] = [], results: [ResultBlock]? = nil
    ) {
        self.workshop = workshop
        self.ownIdeas = ownIdeas
        self.form = form
        self.ideas = ideas
        self.groups = groups
        self.results = results
    }
}

/// A commitment that a card's holder made in an earlier workshop.
public struct EarlierCommitment: Sendable, Equatable {
    /// The title of that workshop.
    public var workshop: String
    /// The commitment.
    public var text: String

    /// The commitment `text`, made in the workshop called `workshop`.
    public init(workshop: String, text: String) {
        self.workshop = workshop
        self.text = text
    }
}

/// What the display or the console shows, read in one consistent snapshot.
public struct RoomSnapshot: Sendable, Equatable {
    /// Who looks.
    public enum Audience: Sendable, Equatable {
        /// Everyone in the room: nothing sealed.
        case room
        /// The facilitator: the texts of sealed ideas too, to moderate and group them; never a sealed tally.
        case facilitator
    }

    /// The workshop.
    public var workshop: Workshop
    /// How many take part, by activity.
    public var turnouts: [Identifier: Turnout]
    /// The activity whose ideas and result are shown: the current one, or the one that it is about.
    public var shown: Activity?
    /// The ideas that the shown activity collects or takes its items from. For the room: the visible ones, and none
    /// while sealed. For the facilitator: hidden and withdrawn ones too, never retracted ones.
    /// In order of group, then identifier.
    public var ideas: [Idea]
    /// The activity that collected those ideas.
    public var ideasFrom: Identifier?
    /// The groups of those ideas: for the room those that hold a visible idea, for the facilitator all.
    public var groups: [IdeaGroup]
    /// How many people wrote the visible ideas of each group.
    public var peopleByGroup: [Identifier: Int]
    /// The result of the shown activity; nil while it is sealed.
    public var results: [ResultBlock]?
    /// The latest step of grouping or moderation that can be undone, for the facilitator.
    public var undoable: UndoableStep?
    /// The activities that have nothing to ask about yet, for the facilitator.
    public var lacks: [Identifier: Lack] = [:]
    /// What facilitators have lately done with the agenda, the latest first, for the facilitator.
    public var acts: [LoggedAct] = []
    /// Who is at the door, for the facilitator; nil where there is none.
    public var door: Door?
    /// Whether anybody has joined, also one who waits.
    public var hasJoined = false
    /// The facilitators' own notes, for the facilitator.
    public var notes = ""
    /// The latest steps of grouping and moderation, the newest first, for the facilitator.
    public var log: [LogEntry] = []
    /// The number of the latest step, which forms carry so that nobody undoes unseen what somebody else did meanwhile.
    public var latestStep: Int64 = 0
    /// Visible ideas that are likely duplicates, the most alike first, for the facilitator.
    public var alike: [AlikePair] = []
    /// What the facilitator has set the display to.
    public var display = DisplayState()
    /// The Wi-Fi that participants join, if it is known.
    public var wireless: WirelessNetwork?

    /// A snapshot with the given content.
    public init(
        workshop: Workshop, turnouts: [Identifier: Turnout] = [:], shown: Activity? = nil, ideas: [Idea] = [],
        ideasFrom: Identifier? = nil, groups: [IdeaGroup] = [], peopleByGroup: [Identifier: Int] = [:],
        results: [ResultBlock]? = nil, undoable: UndoableStep? = nil
    ) {
        self.workshop = workshop
        self.turnouts = turnouts
        self.shown = shown
        self.ideas = ideas
        self.ideasFrom = ideasFrom
        self.groups = groups
        self.peopleByGroup = peopleByGroup
        self.results = results
        self.undoable = undoable
    }
}
