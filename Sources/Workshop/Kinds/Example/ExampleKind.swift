/// Learning examples: cards with the same questions on each, such as what was needed, what was done and what failed.
public struct ExampleKind: BallotlessKind {
    /// `example`
    public static let name = "example"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("parts", .options), .init("basis", .options), .init("mustShow", .someOptions(of: "parts")),
        .init("characterLimit", .whole(WritingRules.characters)), .init("perPerson", .whole(WritingRules.texts)),
    ]

    /// The questions on a card, 1 to 8; the first is the one that the card's main text answers.
    public var parts: [Option]
    /// What a solution may build on, of which the author chooses one, 2 to 20; nil when it is not asked.
    public var basis: [Option]?
    /// The identifiers of the parts that are shown on every card, even unanswered.
    public var mustShow: [String]?
    /// The most characters in each part, counted as people count them, 1 to 2000; 280 unless stated.
    public var characterLimit: Int?
    /// The most cards of one participant, 1 to 50; 1 unless stated.
    public var perPerson: Int?

    /// Cards with the given questions.
    public init(
        parts: [Option], basis: [Option]? = nil, mustShow: [String]? = nil, characterLimit: Int? = nil,
        perPerson: Int? = nil
    ) {
        self.parts = parts
        self.basis = basis
        self.mustShow = mustShow
        self.characterLimit = characterLimit
        self.perPerson = perPerson
    }

    /// What may be written.
    public var writing: WritingRules? {
        var rules = WritingRules(
            characterLimit: characterLimit, perPerson: perPerson ?? 1, label: parts.first?.text,
            sorts: basis ?? [],
            parts: Array(parts.dropFirst()))
        rules.alwaysShown = mustShow ?? []
        return rules
    }

    /// Checks questions and limits.
    public func check() throws(RuleError) {
        guard (1...8).contains(parts.count) else { throw RuleError("parts", .outOfRange(1, 8)) }
        try ItemSource.own(parts).check("parts")
        if let basis {
            guard (2...20).contains(basis.count) else { throw RuleError("basis", .outOfRange(2, 20)) }
            try ItemSource.own(basis).check("basis")
        }
        if !Set(parts.map(\.id)).isSuperset(of: mustShow ?? []) { throw RuleError("mustShow", .unknown) }
        try WritingRules.check(characterLimit: characterLimit, perPerson: perPerson)
    }
}
