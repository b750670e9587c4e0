import Testing
import Workshop

@Suite("An open text")
struct TextTests {
    private let kind = TextKind(characterLimit: 5)

    @Test("is kept as it was written, and may be left out")
    func reading() throws {
        #expect(try kind.filled([:]) == Ballot())
        #expect(try kind.filled(["text": " \u{200B} "]) == Ballot())
        #expect(try kind.filled(["text": " a\r\nb "]) == Ballot(["text": "a\nb"]))
        #expect(
            kind.controls(BallotContext(items: [], shown: Ballot(["text": "ab"])))
                == [.text(.init(field: "text", value: "ab", limit: 5))])
    }

    @Test("is refused when it is too long or unreadable")
    func wrong() {
        #expect(kind.refusal(["text": "abcdef"]) == FieldRefusal("text", .tooLong(count: 6, limit: 5)))
        #expect(kind.refusal(["text": "a\u{202E}b"]) == FieldRefusal("text", .unreadable))
        #expect(kind.refusal(["text": "a\u{0}b"]) == FieldRefusal("text", .unreadable))
        #expect(kind.refusal(["text": "a", "text-2": "b"]) == FieldRefusal("text-2", .noSuchItem))
    }

    @Test("is shown among the others in alphabetical order, whoever came first")
    func order() {
        var ballots = ["b", "A", "ö", "a", "B", "b"].map { Ballot(["text": $0]) } + [Ballot()]
        for _ in 0..<20 {
            #expect(
                kind.results(ballots, []) == [
                    .note(.count("result_answered", 6)),
                    .texts(["A", "a", "B", "b", "b", "ö"].map { .typed($0) }),
                ])
            ballots.shuffle()
        }
        #expect(kind.results([], []) == [.note(.phrase("kind_text_missing"))])
    }

    @Test("has a limit, and is the same after export and import")
    func rules() throws {
        for kind in [TextKind(), kind] {
            #expect(kind.problem == nil)
            #expect(try kind.reread == AnyActivityKind(kind))
        }
        #expect(TextKind(characterLimit: 0).problem == RuleError("characterLimit", .outOfRange(1, 2000)))
        #expect(TextKind(characterLimit: 2001).problem == RuleError("characterLimit", .outOfRange(1, 2000)))
    }
}
