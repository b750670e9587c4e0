import Testing
import Workshop

@Suite("A word cloud")
struct WordsTests {
    private let kind = WordsKind()

    @Test("keeps the words that were written, without gaps and extra space")
    func reading() throws {
        #expect(try kind.filled([:]) == Ballot())
        #expect(try kind.filled(["word-1": " ", "word-2": " tid  och\r\nlugn "]) == Ballot(["word-1": "tid och lugn"]))
        #expect(
            try kind.filled(["word-1": "b", "word-3": "a"]) == Ballot(["word-1": "b", "word-2": "a"]))
        // Found by the fuzzer: the mark went with the space before it, and what was left was nothing to see.
        let marked = try kind.filled(["word-2": "\u{FFF7} \u{0742}"])
        #expect(marked == Ballot(["word-1": "\u{FFF7} \u{0742}"]))
        #expect(try kind.filled(marked.answers) == marked)
    }

    @Test("refuses words that are too long, unreadable or one too many, on their own lines")
    func wrong() {
        let long = String(repeating: "å", count: 31)
        #expect(kind.refusal(["word-2": long]) == FieldRefusal("word-2", .tooLong(count: 31, limit: 30)))
        #expect(kind.refusal(["word-1": "a", "word-3": "b\u{202E}c"]) == FieldRefusal("word-3", .unreadable))
        #expect(kind.refusal(["word-1": "\u{7}"]) == FieldRefusal("word-1", .unreadable))
        #expect(kind.refusal(["word-4": "a"]) == FieldRefusal("word-4", .noSuchItem))
        #expect(kind.refusal(["text": "a"]) == FieldRefusal("text", .noSuchItem))
    }

    @Test("asks on one line a word, and shows what was written")
    func form() {
        let controls = WordsKind(perPerson: 2).controls(BallotContext(items: [], shown: Ballot(["word-2": "mod"])))
        #expect(
            controls
                == [("word-1", 1, ""), ("word-2", 2, "mod")].map { field, number, value in
                    .text(
                        .init(
                            field: field, label: .phrase("kind_words_word", ["number": .whole(number)]), value: value,
                            limit: 30, isLine: true))
                })
    }

    @Test("counts people, whatever case they write in, in the spelling of most of them and in any order")
    func people() {
        var ballots = [
            Ballot(["word-1": "Tillit", "word-2": "tillit", "word-3": "TILLIT"]),
            Ballot(["word-1": "tillit", "word-2": "Öppet"]), Ballot(["word-1": "tillit"]),
            Ballot(["word-1": "öppet"]), Ballot(["word-1": "e\u{301}tik"]), Ballot(["word-1": "\u{C9}tik"]), Ballot(),
        ]
        let expected: [ResultBlock] = [
            .note(.count("result_answered", 6)),
            .words([
                .init(text: "tillit", people: 3), .init(text: "Étik", people: 2), .init(text: "Öppet", people: 2),
            ]),
        ]
        for _ in 0..<20 {
            #expect(kind.results(ballots, []) == expected)
            ballots.shuffle()
        }
    }

    @Test("says that nobody has answered")
    func nobody() {
        #expect(kind.results([], []) == [.note(.count("result_answered", 0))])
    }

    @Test("has limits, and is the same after export and import")
    func rules() throws {
        for kind in [WordsKind(), WordsKind(perPerson: 10, characterLimit: 80)] {
            #expect(kind.problem == nil)
            #expect(try kind.reread == AnyActivityKind(kind))
        }
        #expect(WordsKind(perPerson: 0).problem == RuleError("perPerson", .outOfRange(1, 10)))
        #expect(WordsKind(perPerson: 11).problem == RuleError("perPerson", .outOfRange(1, 10)))
        #expect(WordsKind(characterLimit: 0).problem == RuleError("characterLimit", .outOfRange(1, 80)))
    }
}
