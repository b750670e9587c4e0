import Testing
import Workshop

@Suite("A hundred points")
struct PointsTests {
    private let kind = PointsKind(source: .own(Option.named("a", "b", "c")))
    private let context = BallotContext(items: Item.named("a", "b", "c"))

    @Test("are all given, or none")
    func reading() throws {
        #expect(
            try kind.filled(["points-a": "60", "points-b": "40", "points-c": "0"], context)
                == Ballot(["points-a": "60", "points-b": "40"]))
        #expect(try kind.filled(["points-a": "", "points-b": "0"], context).isEmpty)
        for (fields, total) in [(["points-a": "99"], 99), (["points-a": "60", "points-b": "60"], 120)] {
            #expect(
                kind.refusal(fields, context) == FieldRefusal("points-a", .unevenTotal(total: total, whole: 100)))
        }
        for wrong in ["-1", "101", "1.5", "hundra", "9999999999"] {
            #expect(
                kind.refusal(["points-b": wrong], context)
                    == FieldRefusal("points-b", .notAWholeNumber(least: 0, most: 100)))
        }
    }

    @Test("give mean, median and the share that gave nothing")
    func tally() throws {
        let ballots = [
            Ballot(["points-a": "100"]), Ballot(["points-a": "40", "points-b": "60"]), Ballot(["points-b": "100"]),
            Ballot(),
        ]
        let rows = try #require(kind.results(ballots, context.items).bars.first).rows
        #expect(rows.map(\.id) == ["b", "a", "c"])
        #expect(rows.map(\.place) == [1, 2, 3])
        #expect(abs(rows[0].amount - 160.0 / 3) < 1e-9)
        #expect(
            rows[1].detail
                == .phrase("kind_points_detail", ["median": .decimal(40, 1), "none": .percent(1.0 / 3)]))
    }

    @Test("show ties as ties")
    func ties() {
        let order = kind.order([Ballot(["points-a": "50", "points-b": "50"])], context.items)
        #expect(order.map(\.place) == [1, 1, 3])
        #expect(order.map(\.isTied) == [true, true, false])
    }

    @Test("have limits, and are the same after export and import")
    func rules() throws {
        #expect(kind.problem == nil)
        let none = PointsKind(source: kind.source, total: 0)
        #expect(none.problem == RuleError("total", .outOfRange(1, 1000)))
        #expect(try kind.reread == AnyActivityKind(kind))
    }
}
