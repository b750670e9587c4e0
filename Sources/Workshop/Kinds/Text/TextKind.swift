/// One open text from each participant.
public struct TextKind: ActivityKind {
    /// `text`
    public static let name = "text"
    /// What a facilitator sets.
    public static let settings: [Setting] = [.init("characterLimit", .whole(WritingRules.characters))]

    /// The most characters, counted as people count them, 1 to 2000; 500 unless stated.
    public var characterLimit: Int?

    /// A text of at most `characterLimit` characters.
    public init(characterLimit: Int? = nil) {
        self.characterLimit = characterLimit
    }

    private var limit: Int { characterLimit ?? 500 }

    /// Checks the limit.
    public func check() throws(RuleError) {
        try WritingRules.characters.check(characterLimit, "characterLimit")
    }

    /// Reads `text`.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        Ballot(["text": try form.text("text", limit: limit) ?? ""])
    }

    /// A place to write.
    public func controls(_ context: BallotContext) -> [Control] {
        [.text(.init(field: "text", value: context.shown["text"] ?? "", limit: limit))]
    }

    /// The texts in alphabetical order, which says nothing about who wrote them or when.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let texts = ballots.compactMap { $0["text"] }
            .map { (key: $0.lowercased(), text: $0) }
            .sorted { ($0.key, $0.text) < ($1.key, $1.text) }
        // What nobody has answered is said to lack an answer: a requirement without a measure is not complete.
        if texts.isEmpty { return [.note(.phrase("kind_text_missing"))] }
        return [.note(.count("result_answered", texts.count)), .texts(texts.map { .typed($0.text) })]
    }
}
