/// A workshop with everything that may be exported, read in one consistent snapshot.
public struct WorkshopResults: Sendable, Equatable {
    /// The workshop.
    public var workshop: Workshop
    /// How many have joined.
    public var joined: Int
    /// The names that participants gave, by pseudonym; empty unless the workshop is named.
    public var names: [String: String] = [:]
    /// The activities, in agenda order.
    public var activities: [ActivityResults]

    /// Results with the given content.
    public init(workshop: Workshop, joined: Int, activities: [ActivityResults]) {
        self.workshop = workshop
        self.joined = joined
        self.activities = activities
    }
}

/// One activity's answers. Sealed answers are not here: `ideas` and `ballots` are empty then, and only the turnout tells.
public struct ActivityResults: Sendable, Equatable {
    /// The activity.
    public var activity: Activity
    /// How many have answered.
    public var turnout: Turnout
    /// The ideas of an ideas activity, in order of identifier.
    public var ideas: [AuthoredIdea]
    /// The groups of an ideas activity, in their order.
    public var groups: [IdeaGroup]
    /// The items for each of which the activity was asked; empty when it was asked once.
    public var targets: [Item]
    /// The items asked about.
    public var items: [Item]
    /// The ballots, in order of pseudonym.
    public var ballots: [PseudonymousBallot]
    /// The result by the workshop's background question, if that gives no small group away.
    public var split: Split?

    /// Results with the given content.
    public init(
        activity: Activity, turnout: Turnout, ideas: [AuthoredIdea] = [], groups: [IdeaGroup] = [],
        targets: [Item] = [], items: [Item] = [], ballots: [PseudonymousBallot] = []
    ) {
        self.activity = activity
        self.turnout = turnout
        self.ideas = ideas
        self.groups = groups
        self.targets = targets
        self.items = items
        self.ballots = ballots
    }
}

/// An idea with the pseudonym of who wrote it.
public struct AuthoredIdea: Sendable, Equatable {
    /// The idea.
    public var idea: Idea
    /// The author's pseudonym in this activity, as hexadecimal digits.
    public var pseudonym: String
    /// Where it was written.
    public var source: BallotSource

    /// An idea by the author with `pseudonym`.
    public init(idea: Idea, pseudonym: String, source: BallotSource = .phone) {
        self.idea = idea
        self.source = source
        self.pseudonym = pseudonym
    }
}

/// A ballot with the pseudonym of who cast it.
public struct PseudonymousBallot: Sendable, Equatable {
    /// The caster's pseudonym in this activity, as hexadecimal digits.
    public var pseudonym: String
    /// The ballot.
    public var ballot: Ballot
    /// Where it was filled in.
    public var source: BallotSource

    /// A ballot by the participant with `pseudonym`.
    public init(pseudonym: String, ballot: Ballot, source: BallotSource = .phone) {
        self.pseudonym = pseudonym
        self.ballot = ballot
        self.source = source
    }
}
