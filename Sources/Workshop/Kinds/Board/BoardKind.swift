/// A board of offers and requests: texts that their authors sort, and that all see.
public struct BoardKind: BallotlessKind {
    /// `board`
    public static let name = "board"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("sorts", .options), .init("characterLimit", .whole(WritingRules.characters)),
        .init("perPerson", .whole(WritingRules.texts)),
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

    /// What may be written.
    public var writing: WritingRules? {
        var rules = WritingRules(
            characterLimit: characterLimit, perPerson: perPerson, sharing: .collaborative, sorts: sorts)
        rules.sortsMatch = true
        return rules
    }

    /// Checks sorts and limits.
    public func check() throws(RuleError) {
        guard (2...4).contains(sorts.count) else { throw RuleError("sorts", .outOfRange(2, 4)) }
        try ItemSource.own(sorts).check("sorts")
        try WritingRules.check(characterLimit: characterLimit, perPerson: perPerson)
    }
}
