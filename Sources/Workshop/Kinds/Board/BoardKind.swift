/// A board of offers and requests: texts that their authors sort, and that all see.
public struct BoardKind: ActivityKind {
    /// `board`
    public static let name = "board"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("sorts", .options), .init("characterLimit", .whole(1...2000)), .init("perPerson", .whole(1...50)),
    ]

    /// The sorts of text, 2 to 4, such as what is offered and what is looked for.
    public var sorts: [Option]
    /// The most characters in one text, counted as people count them, 1 to 2000; 280 unless stated.
    public var characterLimit: Int?
    /// The most texts of one participant, 1 to 50; 5 unless stated.
    public var perPerson: Int?

    /// A board of the given sorts.
    public init(sorts: [Option], characterLimit: Int? = nil, perPerson: Int? = nil) {
        self.sorts = sorts
        self.characterLimit = characterLimit
        self.perPerson = perPerson
    }

    /// What is written is all that it asks for.
    public var takesBallots: Bool { false }

    /// What may be written.
    public var writing: WritingRules? {
        var rules = WritingRules(
            characterLimit: characterLimit ?? 280, perPerson: perPerson ?? 5, sharing: .collaborative, sorts: sorts)
        rules.sortsMatch = true
        return rules
    }

    /// Checks sorts and limits.
    public func check() throws(RuleError) {
        guard (2...4).contains(sorts.count) else { throw RuleError("sorts", .outOfRange(2, 4)) }
        try ItemSource.own(sorts).check("sorts")
        guard (1...2000).contains(characterLimit ?? 280) else {
            throw RuleError("characterLimit", .outOfRange(1, 2000))
        }
        guard (1...50).contains(perPerson ?? 5) else { throw RuleError("perPerson", .outOfRange(1, 50)) }
    }

    /// Nothing: offers and requests are written one by one.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot { Ballot() }

    /// Nothing beside the place to write.
    public func controls(_ context: BallotContext) -> [Control] { [] }

    /// Nothing beside the texts themselves.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] { [] }
}
