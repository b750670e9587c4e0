/// How many take part; may be shown while the tally is sealed.
public struct Turnout: Sendable, Equatable {
    /// The participants who have answered the activity: with an idea that they have not retracted, or with a ballot that is
    /// not empty.
    public var answered: Int
    /// The participants who have joined the workshop.
    public var joined: Int
    /// The answers: ideas that are not retracted where the activity collects them, else what the ballots count as, such as
    /// the dots placed.
    public var answers: Int
    /// How many of those who have answered did so on paper; the rest did on phones.
    public var onPaper = 0

    /// A turnout of the given counts.
    public init(answered: Int, joined: Int, answers: Int) {
        self.answered = answered
        self.joined = joined
        self.answers = answers
    }
}
