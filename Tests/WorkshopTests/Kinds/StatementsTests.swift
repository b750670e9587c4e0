import Testing
import Workshop

@Suite("Statements to agree or disagree with")
struct StatementsTests {
    private let kind = StatementsKind(source: .own(Option.named("a", "b", "c")))
    private let context = BallotContext(items: Item.named("a", "b", "c"))

    /// One ballot for each of the characters `+`, `-` and `0`.
    private func votes(_ item: String, _ signs: String) -> [Ballot] {
        signs.map { Ballot(["vote-\(item)": $0 == "+" ? "agree" : $0 == "-" ? "disagree" : "pass"]) }
    }

    @Test("reads a vote on each, and nothing else")
    func reading() throws {
        let ballot = try kind.filled(["vote-a": "agree", "vote-b": "pass", "vote-c": ""], context)
        #expect(ballot == Ballot(["vote-a": "agree", "vote-b": "pass"]))
        #expect(kind.answers(in: ballot) == 2)
        #expect(kind.refusal(["vote-a": "1"], context) == FieldRefusal("vote-a", .noSuchItem))
        #expect(kind.refusal(["vote-d": "agree"], context) == FieldRefusal("vote-d", .noSuchItem))
    }

    @Test("lists where people agree, where they differ, and the rest; too few votes are neither")
    func lists() {
        let ballots = votes("a", "++++-0") + votes("b", "+++--") + votes("c", "++++")
        let tables = kind.results(ballots, context.items).tables
        #expect(
            tables.map(\.caption)
                == ["consensus", "divisive", "rest"].map { .phrase("kind_statements_\($0)") })
        // 4 of 5 agree (one passed); 3 to 2; four votes are too few.
        let rows: [[[Label]]] = [
            [[.typed("a"), .typed("4"), .typed("1"), .typed("1")]],
            [[.typed("b"), .typed("3"), .typed("2"), .typed("0")]],
            [[.typed("c"), .typed("4"), .typed("0"), .typed("0")]],
        ]
        #expect(tables.map { $0.rows.map(\.cells) } == rows)
        #expect(tables.map { $0.rows.map(\.id) } == [["a"], ["b"], ["c"]])
    }

    @Test("counts disagreeing together as consensus too")
    func against() {
        let tables = kind.results(votes("a", "-----"), context.items).tables
        #expect(tables.first?.caption == .phrase("kind_statements_consensus"))
        #expect(kind.order(votes("a", "-----") + votes("b", "+"), context.items).first?.id == "b")
    }

    @Test("is the same after export and import")
    func rules() throws {
        #expect(kind.problem == nil)
        #expect(try kind.reread == AnyActivityKind(kind))
    }
}
