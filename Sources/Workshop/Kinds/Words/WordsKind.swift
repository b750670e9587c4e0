/// A word cloud: each participant writes a few words or short phrases.
public struct WordsKind: ActivityKind {
    /// `words`
    public static let name = "words"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("perPerson", .whole(wordRange)), .init("characterLimit", .whole(characterRange)),
    ]

    private static let wordRange = 1...10, characterRange = 1...80

    /// The most words of one participant, 1 to 10; 3 unless stated.
    public var perPerson: Int?
    /// The most characters in one word, counted as people count them, 1 to 80; 30 unless stated.
    public var characterLimit: Int?

    /// A word cloud with the given limits.
    public init(perPerson: Int? = nil, characterLimit: Int? = nil) {
        self.perPerson = perPerson
        self.characterLimit = characterLimit
    }

    private var most: Int { perPerson ?? 3 }
    private var limit: Int { characterLimit ?? 30 }

    /// Checks the limits.
    public func check() throws(RuleError) {
        try Self.wordRange.check(perPerson, "perPerson")
        try Self.characterRange.check(characterLimit, "characterLimit")
    }

    /// Reads `word-1`, `word-2` and so on. Lines left empty in between close up.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        var ballot = Ballot()
        var count = 0
        for number in 1...most {
            guard let text = try form.text("word-\(number)", limit: limit) else { continue }
            count += 1
            // By scalars: a combining mark after a space makes one character with it, and would go with it.
            ballot["word-\(count)"] = text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
                .map { String($0) }.joined(separator: " ")
        }
        return ballot
    }

    /// A line for each word.
    public func controls(_ context: BallotContext) -> [Control] {
        (1...most).map { number in
            let field = "word-\(number)"
            return .text(
                .init(
                    field: field, label: .phrase("kind_words_word", ["number": .whole(number)]),
                    value: context.shown[field] ?? "", limit: limit, isLine: true))
        }
    }

    /// How many people wrote each word.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let words = WordTally(ballots, perPerson: most).words
        let note = ResultBlock.note(.count("result_answered", ballots.count { !$0.isEmpty }))
        return words.isEmpty ? [note] : [note, .words(words)]
    }
}
