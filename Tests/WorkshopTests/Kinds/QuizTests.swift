import Testing
import Workshop

@Suite("A quiz")
struct QuizTests {
    private let kind = QuizKind(
        options: Option.named("a", "b", "x"), correct: "b", dontKnow: "x", confidence: true)
    private let context = BallotContext(items: Item.named("a", "b", "x"))

    @Test("reads an answer and how sure it is")
    func reading() throws {
        #expect(
            try kind.filled(["choice": "a", "confidence": "3"], context)
                == Ballot(["choice": "a", "confidence": "3"]))
        #expect(kind.refusal(["confidence": "3"], context) == FieldRefusal("choice", .missingChoice))
        #expect(kind.refusal(["choice": "a", "confidence": "4"], context) == FieldRefusal("confidence", .noSuchItem))
        let plain = QuizKind(options: kind.options, correct: "b")
        #expect(plain.refusal(["choice": "a", "confidence": "1"], context) == FieldRefusal("confidence", .noSuchItem))
    }

    @Test("tells the share that is right with Wilson's interval, and who is wrong but sure")
    func tally() throws {
        let ballots = [
            Ballot(["choice": "b", "confidence": "1"]), Ballot(["choice": "a", "confidence": "3"]),
            Ballot(["choice": "x", "confidence": "3"]), Ballot(["choice": "a", "confidence": "2"]), Ballot(),
        ]
        let results = kind.results(ballots, context.items)
        let interval = try #require(WilsonInterval(successes: 1, of: 4))
        #expect(
            results.notes.contains(
                .phrase(
                    "kind_quiz_right",
                    [
                        "count": .whole(1), "share": .percent(0.25), "low": .percent(interval.lower),
                        "high": .percent(interval.upper),
                    ])))
        #expect(results.notes.contains(.count("kind_quiz_sure_but_wrong", 1)))
        #expect(results.bars.first?.rows.map(\.amount) == [2, 1, 1])
    }

    @Test("gains what a hand count gives")
    func gain() {
        // 1 of 4 before, 3 of 4 after: (0.75 − 0.25) / (1 − 0.25).
        let before: [Ballot] = .each("choice", ["b", "a", "a", "x"])
        let after: [Ballot] = .each("choice", ["b", "b", "b", "a"])
        #expect(
            kind.comparison(before: before, after: after, context.items).notes
                == [.phrase("kind_quiz_gain", ["gain": .decimal(0.5 / 0.75, 2)])])
        // Nothing was left to gain.
        let all: [Ballot] = .each("choice", ["b", "b"])
        #expect(kind.comparison(before: all, after: after, context.items).notes.isEmpty)
        #expect(kind.comparison(before: [], after: after, context.items).isEmpty)
    }

    @Test("has limits, and is the same after export and import")
    func rules() throws {
        #expect(kind.problem == nil)
        #expect(QuizKind(options: kind.options, correct: "d").problem == RuleError("correct", .unknown))
        let unsure = QuizKind(options: kind.options, correct: "b", dontKnow: "b")
        #expect(unsure.problem == RuleError("dontKnow", .unknown))
        #expect(try kind.reread == AnyActivityKind(kind))
    }
}
