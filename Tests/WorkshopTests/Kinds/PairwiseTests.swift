import Testing
import Workshop

@Suite("Comparing in pairs")
struct PairwiseTests {
    private let kind = PairwiseKind(source: .own(Option.named("a", "b", "c", "d")), perPerson: 3)
    private let items = Item.named("a", "b", "c", "d")

    @Test("adds one comparison to those before")
    func reading() throws {
        let stored = Ballot(["pair-a.b": "a"])
        let context = BallotContext(items: items, stored: stored)
        #expect(try kind.filled(["pair-a.c": "skip"], context) == Ballot(["pair-a.b": "a", "pair-a.c": "skip"]))
        #expect(try kind.filled([:], context) == stored)
        // The same again, and thought over.
        #expect(try kind.filled(["pair-a.b": "b"], context) == Ballot(["pair-a.b": "b"]))
        for wrong in ["pair-b.a", "pair-a.a", "pair-a.z", "pair-", "pair-a", "pair-a.b.c"] {
            #expect(kind.refusal([wrong: "a"], context)?.refusal == .noSuchItem, "\(wrong)")
        }
        #expect(kind.refusal(["pair-a.b": "c"], context) == FieldRefusal("pair-a.b", .noSuchItem))
        #expect(kind.refusal(["pair-a.c": "a", "pair-a.d": "a"], context)?.refusal == .tooMany(chosen: 2, most: 1))
        let full = Ballot(["pair-a.b": "a", "pair-a.c": "a", "pair-a.d": "a"])
        #expect(
            kind.refusal(["pair-b.c": "a"], BallotContext(items: items, stored: full))?.refusal
                == .tooMany(chosen: 4, most: 3))
    }

    @Test("scores (w+1)/(w+l+2), and hides the place of what has been seen less than five times")
    func score() throws {
        let ballots: [Ballot] = .each("pair-a.b", ["a", "a", "a", "b", "a"]) + .each("pair-a.c", ["skip", "b"])
        let rows = try #require(kind.results(ballots, items).bars.first).rows
        // a: 4 won, 2 lost; b: 1 won, 4 lost.
        #expect(rows.map(\.id) == ["a", "b", "c", "d"])
        #expect(abs(rows[0].amount - 62.5) < 1e-9)
        #expect(abs(rows[1].amount - 200.0 / 7) < 1e-9)
        #expect(rows.map(\.place) == [1, 2, nil, nil])
    }

    @Test("shows what has no place last and by score, and says why, also where nothing has a place")
    func unplaced() throws {
        // c has won its only comparison: a higher score than a, but too few for a place.
        let ballots: [Ballot] = .each("pair-a.b", ["a", "a", "a", "b", "b"]) + .each("pair-c.d", ["a"])
        let results = kind.results(ballots, items)
        #expect(results.notes.contains(.phrase("kind_pairwise_dash")))
        let rows = try #require(results.bars.first).rows
        #expect(rows.map(\.id) == ["a", "b", "c", "d"])
        #expect(rows.map(\.place) == [1, 2, nil, nil])
        #expect(rows[2].amount > rows[0].amount)
        #expect(
            rows.map(\.detail) == [
                .count("kind_pairwise_appearances", 5), .count("kind_pairwise_appearances", 5),
                .count("kind_pairwise_too_few", 1), .count("kind_pairwise_too_few", 1),
            ])
        let early = try #require(kind.results(.each("pair-b.d", ["b"]), items).bars.first).rows
        #expect(early.map(\.id) == ["d", "a", "c", "b"])
        #expect(early.allSatisfy { $0.place == nil })
    }

    @Test("shows what has been shown least, so that new items catch up")
    func fairness() {
        let seen: [Ballot] = .each("pair-a.b", ["a", "b", "a", "b"])
        for seed in 0..<20 as Range<UInt64> {
            let controls = kind.controls(BallotContext(items: items, others: seen, seed: seed))
            guard case .buttons(let buttons)? = controls.last else {
                Issue.record("no buttons")
                return
            }
            #expect(buttons.field == "pair-c.d")
        }
    }

    @Test("ends when the pairs or the comparisons asked for are used up")
    func end() {
        let full = Ballot(["pair-a.b": "a", "pair-a.c": "a", "pair-a.d": "skip"])
        #expect(
            kind.controls(BallotContext(items: items, stored: full)) == [.note(.count("kind_pairwise_done", 3))])
        let two = BallotContext(items: Item.named("a", "b"), stored: Ballot(["pair-a.b": "a"]))
        #expect(kind.controls(two) == [.note(.count("kind_pairwise_done", 1))])
    }

    @Test("has limits, and is the same after export and import")
    func rules() throws {
        #expect(kind.problem == nil)
        #expect(
            PairwiseKind(source: kind.source, perPerson: 0).problem == RuleError("perPerson", .outOfRange(1, 100)))
        #expect(try kind.reread == AnyActivityKind(kind))
    }
}
