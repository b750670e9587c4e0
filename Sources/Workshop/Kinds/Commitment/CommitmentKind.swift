/// A promise that each participant makes to themselves, and that only they get to see again.
public struct CommitmentKind: ActivityKind {
    /// `commitment`
    public static let name = "commitment"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("characterLimit", .whole(WritingRules.characters)), .init("days", .whole(dayRange)),
    ]

    private static let dayRange = 1...365

    /// The most characters, counted as people count them, 1 to 2000; 280 unless stated.
    public var characterLimit: Int?
    /// Within how many days it is to be kept, 1 to 365; 30 unless stated.
    public var days: Int?

    /// A commitment to keep within `days` days.
    public init(characterLimit: Int? = nil, days: Int? = nil) {
        self.characterLimit = characterLimit
        self.days = days
    }

    /// It is for its author alone.
    public var isPrivate: Bool { true }

    /// Within how many days it is to be kept.
    public var daysToKeep: Int { days ?? 30 }

    private var limit: Int { characterLimit ?? WritingRules.usualCharacters }

    /// Checks limit and days.
    public func check() throws(RuleError) {
        try WritingRules.characters.check(characterLimit, "characterLimit")
        try Self.dayRange.check(days, "days")
    }

    /// Reads `text`.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        Ballot(["text": try form.text("text", limit: limit) ?? ""])
    }

    /// A place to write, with the days and who gets to see it.
    public func controls(_ context: BallotContext) -> [Control] {
        [
            .text(
                .init(
                    field: "text", help: .count("kind_commitment_help", daysToKeep),
                    value: context.shown["text"] ?? "", limit: limit))
        ]
    }

    /// How many have made one, and nothing of what they wrote.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        [.note(.count("kind_commitment_made", ballots.count { !$0.isEmpty }))]
    }
}
