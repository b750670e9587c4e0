/// Questions to the room: participants write them, and support each other's.
public struct QuestionsKind: ActivityKind {
    /// `questions`
    public static let name = "questions"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("perPerson", .whole(WritingRules.texts)), .init("characterLimit", .whole(WritingRules.characters)),
    ]

    /// The most characters in one question, counted as people count them, 1 to 2000; 280 unless stated.
    public var characterLimit: Int?
    /// The most questions of one participant, 1 to 50; 5 unless stated.
    public var perPerson: Int?

    /// Questions with the given limits.
    public init(characterLimit: Int? = nil, perPerson: Int? = nil) {
        self.characterLimit = characterLimit
        self.perPerson = perPerson
    }

    /// What may be written.
    public var writing: WritingRules? {
        WritingRules(characterLimit: characterLimit, perPerson: perPerson, sharing: .collaborative)
    }

    /// What is supported is what participants write here.
    public var asksAboutOwnTexts: Bool { true }

    /// Each press of a button adds its support, or takes it back.
    public var accumulates: Bool { true }

    /// Checks the limits.
    public func check() throws(RuleError) {
        try WritingRules.check(characterLimit: characterLimit, perPerson: perPerson)
    }

    /// Reads `vote-ITEM`, which is `1` to support the question and `0` to take the support back.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        var ballot = context.stored
        for (field, vote) in try form.options(Self.field(""), of: context.identifiers, among: ["0", "1"]) {
            ballot[field] = vote == "1" ? vote : nil
        }
        return ballot
    }

    /// For each question a button to support it, or to take the support back.
    public func controls(_ context: BallotContext) -> [Control] {
        context.items.map { item in
            let field = Self.field(item.id)
            let isSupported = context.stored[field] != nil
            return .buttons(
                .init(
                    field: field, label: item.label,
                    choices: [
                        .init(
                            value: isSupported ? "0" : "1",
                            label: .phrase(isSupported ? "kind_questions_withdraw" : "kind_questions_support"),
                            isChosen: isSupported)
                    ]))
        }
    }

    /// The questions by support, most first, with the share of those who supported any.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let people = ballots.count { !$0.isEmpty }
        let labels = Dictionary(items.map { ($0.id, $0.label) }) { first, _ in first }
        let rows = order(ballots, items).map { placed -> ResultBlock.Bars.Row in
            let count = Self.support(placed.id, ballots)
            return .init(
                id: placed.id, label: labels[placed.id] ?? .typed(""), place: placed.place, isTied: placed.isTied,
                amount: Double(count),
                text: people == 0
                    ? .typed("0")
                    : .phrase(
                        "result_share",
                        ["count": .whole(count), "share": .percent(Double(count) / Double(people))]))
        }
        return [
            .note(.count("result_answered", people)),
            .bars(
                .init(
                    itemHeading: .phrase("kind_questions_question"),
                    amountHeading: .phrase("kind_questions_supporters"),
                    whole: Double(max(1, people)), base: people, rows: rows)),
        ]
    }

    /// The questions by the lower end of the Wilson interval of their support.
    public func order(_ ballots: [Ballot], _ items: [Item]) -> [PlacedItem] {
        let people = ballots.count { !$0.isEmpty }
        return PlacedItem.ordered(
            items.map { ($0.id, WilsonInterval(successes: Self.support($0.id, ballots), of: people)?.lower ?? 0) })
    }

    private static func field(_ item: String) -> String { "vote-\(item)" }

    private static func support(_ item: String, _ ballots: [Ballot]) -> Int {
        ballots.count { $0[field(item)] == "1" }
    }
}
