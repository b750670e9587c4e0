/// Ideas: texts that participants write, see and gather into groups.
public struct IdeasKind: BallotlessKind {
    /// `ideas`
    public static let name = "ideas"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("perPerson", .whole(WritingRules.texts)), .init("characterLimit", .whole(WritingRules.characters)),
        .init("sharing", .oneOf(["silent", "suggestive", "collaborative"])), .init("buildsOn", .reference),
    ]

    /// The most characters in one idea, counted as people count them; 280 unless stated.
    public var characterLimit: Int?
    /// The most ideas of one participant; 5 unless stated.
    public var perPerson: Int?
    /// What is seen of the others' ideas while writing; none unless stated.
    public var sharing: WritingRules.Sharing?
    /// The earlier ideas that each new one builds on ("yes, and…"); nil for ideas that stand alone.
    public var buildsOn: ItemReference?

    /// Ideas with the given limits.
    public init(
        characterLimit: Int? = nil, perPerson: Int? = nil, sharing: WritingRules.Sharing? = nil,
        buildsOn: ItemReference? = nil
    ) {
        self.characterLimit = characterLimit
        self.perPerson = perPerson
        self.sharing = sharing
        self.buildsOn = buildsOn
    }

    /// The ideas that new ones build on.
    public var items: ItemSource? { buildsOn.map { .earlier($0) } }

    /// What may be written.
    public var writing: WritingRules? {
        WritingRules(characterLimit: characterLimit, perPerson: perPerson, sharing: sharing ?? .silent)
    }

    /// Checks the limits.
    public func check() throws(RuleError) {
        try WritingRules.check(characterLimit: characterLimit, perPerson: perPerson)
        try buildsOn?.check("buildsOn")
    }
}
