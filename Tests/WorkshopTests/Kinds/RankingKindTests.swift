import Testing
import Workshop

@Suite("A ranking's form and result")
struct RankingKindTests {
    private let kind = RankingKind(source: .own(Option.named("a", "b", "c")))
    private let context = BallotContext(items: Item.named("a", "b", "c"))

    @Test("may be partial and have equal ranks, and is stored without gaps")
    func reading() throws {
        #expect(
            try kind.filled(["place-a": "3", "place-b": "3", "place-c": "2"], context)
                == Ballot(["place-a": "2", "place-b": "2", "place-c": "1"]))
        #expect(try kind.filled(["place-b": "2"], context) == Ballot(["place-b": "1"]))
        for wrong in ["0", "4", "1.5", "första"] {
            #expect(
                kind.refusal(["place-a": wrong], context)
                    == FieldRefusal("place-a", .notAWholeNumber(least: 1, most: 3)))
        }
        #expect(kind.refusal(["place-d": "1"], context) == FieldRefusal("place-d", .noSuchItem))
    }

    @Test("shows the order, the three methods, the agreement and every pair")
    func tally() throws {
        func ballot(_ order: String) -> Ballot {
            Ballot(Dictionary(order.enumerated().map { ("place-\($1)", String($0 + 1)) }) { first, _ in first })
        }
        // a beats b 3:2, b beats c 4:1, a beats c 3:2; Borda gives b 7, a 6, c 2.
        let ballots = ["abc", "abc", "abc", "bca", "bca"].map(ballot)
        let results = kind.results(ballots, context.items)
        #expect(results.bars.first?.rows.map(\.id) == ["a", "b", "c"])
        #expect(results.bars.first?.rows.map(\.amount) == [2, 1, 0])
        // The room sees the order alone; how it was counted is set aside.
        #expect(results.tables.isEmpty && results.notes == [.count("result_answered", 5)])
        let pairs = try #require(results.asides.tables.last)
        let cells: [[Label]] = [
            [.typed("a"), .typed("–"), .typed("3"), .typed("3")], [.typed("b"), .typed("2"), .typed("–"), .typed("5")],
            [.typed("c"), .typed("2"), .typed("0"), .typed("–")],
        ]
        #expect(pairs.rows.map(\.cells) == cells)
        #expect(pairs.rows.map(\.id) == ["a", "b", "c"])
        let methods = try #require(results.asides.tables.first)
        let borda = [2, 1, 3].map { Label.phrase("place", ["place": .whole($0)]) }
        #expect(methods.rows.map { $0.cells[2] } == borda)
        #expect(results.asides.notes.contains(.phrase("kind_ranking_first_differs")))
    }

    @Test("does not count what is no longer there")
    func hidden() {
        let ballots = [Ballot(["place-a": "1", "place-z": "2"]), Ballot(["place-z": "1"])]
        #expect(kind.results(ballots, context.items).notes.first == .count("result_answered", 1))
    }

    @Test("is the same after export and import")
    func rules() throws {
        #expect(kind.problem == nil)
        #expect(try kind.reread == AnyActivityKind(kind))
    }
}
