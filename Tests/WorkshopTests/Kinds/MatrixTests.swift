import Testing
import Workshop

@Suite("A 2×2 matrix")
struct MatrixTests {
    private let kind = MatrixKind(
        source: .own(Option.named("a", "b")), xLabel: LocalizedText(["sv": "x"]), yLabel: LocalizedText(["sv": "y"]))
    private let context = BallotContext(items: Item.named("a", "b"))

    @Test("takes both numbers of an item, or neither")
    func reading() throws {
        #expect(
            try kind.filled(["x-a": "0", "y-a": "10", "x-b": "", "y-b": ""], context)
                == Ballot(["x-a": "0", "y-a": "10"]))
        #expect(kind.refusal(["x-a": "5"], context) == FieldRefusal("y-a", .halfAnswered))
        #expect(kind.refusal(["y-b": "5"], context) == FieldRefusal("x-b", .halfAnswered))
        for wrong in ["-1", "11", "5.5", "mitten"] {
            #expect(
                kind.refusal(["x-a": wrong, "y-a": "1"], context)
                    == FieldRefusal("x-a", .notAWholeNumber(least: 0, most: 10)))
        }
        #expect(kind.refusal(["x-c": "1", "y-c": "1"], context) == FieldRefusal("x-c", .noSuchItem))
    }

    @Test("shows the median point and the quartiles of those who placed the item")
    func tally() throws {
        let ballots = [(1, 10), (2, 8), (3, 6), (4, 4), (5, 2)].map { x, y in
            Ballot(["x-a": String(x), "y-a": String(y)])
        }
        let results = kind.results(ballots, context.items)
        let point = try #require(results.plots.first?.points.first)
        #expect((point.x, point.y) == (3, 6))
        #expect(point.xQuartiles == 2...4)
        #expect(point.yQuartiles == 4...8)
        #expect(point.people == 5)
        #expect(results.plots.first?.points.count == 1)
        #expect(results.notes.last == .count("kind_matrix_missing", 1))
    }

    @Test("counts the items placed, and orders by both axes")
    func order() {
        let ballot = Ballot(["x-a": "1", "y-a": "1", "x-b": "9", "y-b": "9"])
        #expect(kind.answers(in: ballot) == 2)
        #expect(kind.order([ballot], context.items).map(\.id) == ["b", "a"])
        #expect(kind.order([], context.items).isEmpty)
    }

    @Test("has limits, and is the same after export and import")
    func rules() throws {
        #expect(kind.problem == nil)
        var wrong = kind
        wrong.most = wrong.least
        #expect(wrong.problem == RuleError("most", .outOfRange(1, 100)))
        wrong = kind
        wrong.xLabel = LocalizedText([:])
        #expect(wrong.problem == RuleError("xLabel", .missing))
        #expect(try kind.reread == AnyActivityKind(kind))
    }
}
