/// What an activity's form is made with for one participant.
public struct ActivityForm: Sendable, Equatable {
    /// The items for each of which the activity is asked; empty when it is asked once.
    public var targets: [Item]
    /// The items asked about.
    public var items: [Item]
    /// This participant's ballot.
    public var ballot: Ballot
    /// Every ballot, where the kind needs them; else empty.
    public var others: [Ballot]
    /// The ballots of the activity that this one follows, if they are revealed.
    public var before: [Ballot]
    /// A number that is this participant's own in this activity.
    public var seed: UInt64

    /// A form with the given content.
    public init(
        targets: [Item] = [], items: [Item] = [], ballot: Ballot = Ballot(), others: [Ballot] = [],
        before: [Ballot] = [], seed: UInt64 = 0
    ) {
        self.targets = targets
        self.items = items
        self.ballot = ballot
        self.others = others
        self.before = before
        self.seed = seed
    }
}
