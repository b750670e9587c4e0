/// Ideas: texts that participants write, see and gather into groups.
public struct IdeasKind: ActivityKind {
    /// `ideas`
    public static let name = "ideas"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("perPerson", .whole(1...50)), .init("characterLimit", .whole(1...2000)),
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

    /// What is written is all that it asks for.
    public var takesBallots: Bool { false }

    /// What may be written.
    public var writing: WritingRules? {
        WritingRules(characterLimit: characterLimit ?? 280, perPerson: perPerson ?? 5, sharing: sharing ?? .silent)
    }

    /// Checks the limits.
    public func check() throws(RuleError) {
        guard (1...2000).contains(characterLimit ?? 280) else {
            throw RuleError("characterLimit", .outOfRange(1, 2000))
        }
        guard (1...50).contains(perPerson ?? 5) else { throw RuleError("perPerson", .outOfRange(1, 50)) }
        try buildsOn?.check("buildsOn")
    }

    /// Nothing: ideas are written one by one.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot { Ballot() }

    /// Nothing beside the place to write.
    public func controls(_ context: BallotContext) -> [Control] { [] }

    /// Nothing beside the ideas themselves.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] { [] }
}
