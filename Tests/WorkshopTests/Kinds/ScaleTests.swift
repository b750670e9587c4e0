import Testing
import Workshop

@Suite("A scale")
struct ScaleTests {
    private let points = (1...5).map { LocalizedText(["sv": String($0)]) }
    private var one: ScaleKind { ScaleKind(points: points) }
    private var block: ScaleKind {
        ScaleKind(statements: .own(Option.named("k1", "k2", "k3")), points: points, index: "K")
    }
    private let items = BallotContext(items: Item.named("k1", "k2", "k3"))

    @Test("reads a point or \"Don't know\", and nothing else")
    func reading() throws {
        #expect(try one.filled(["answer": "5"]) == Ballot(["answer": "5"]))
        #expect(try one.filled(["answer": "x"]) == Ballot(["answer": "x"]))
        for wrong in ["0", "6", "05", "-1", "3.0", "X", "två"] {
            #expect(one.refusal(["answer": wrong]) == FieldRefusal("answer", .noSuchItem))
        }
        let strict = ScaleKind(points: points, dontKnow: false)
        #expect(strict.refusal(["answer": "x"]) == FieldRefusal("answer", .noSuchItem))
        #expect(one.refusal(["answer-k1": "1"]) == FieldRefusal("answer-k1", .noSuchItem))
        #expect(try block.filled(["answer-k1": "1", "answer-k2": ""], items) == Ballot(["answer-k1": "1"]))
        #expect(block.refusal(["answer-k9": "1"], items) == FieldRefusal("answer-k9", .noSuchItem))
    }

    @Test("never takes \"Don't know\" into a mean")
    func unknown() throws {
        let results = one.results(.each("answer", ["1", "5", "3", "x", "x"]), [])
        let rows = try #require(results.bars.first).rows
        #expect(rows.map(\.amount) == [1, 0, 1, 0, 1, 2])
        #expect(rows.last?.label == .phrase("result_dont_know"))
        #expect(results.bars.first?.whole == 5)
        // Over the three who know.
        #expect(
            results.notes[1]
                == .count(
                    "kind_scale_summary", 3,
                    ["median": .decimal(3, 0), "mean": .decimal(3, 1), "spread": .decimal(2, 1)]))
    }

    @Test("says that opinions differ above 0.3 of the half range, not at it")
    func dissent() {
        let differ = Label.phrase("kind_scale_dissent")
        #expect(one.results(.each("answer", ["1", "5"]), []).notes.contains(differ))
        #expect(!one.results(.each("answer", ["3", "3", "3"]), []).notes.contains(differ))
        // 3, 3, 3, 4: standard deviation 0.5, a quarter of the half range 2.
        #expect(!one.results(.each("answer", ["3", "3", "3", "4"]), []).notes.contains(differ))
        #expect(one.results(.each("answer", ["3", "3", "4", "4", "5"]), []).notes.contains(differ))
    }

    @Test("forms an index of those who answered two thirds of the statements")
    func index() {
        let ballots = [
            Ballot(["answer-k1": "2", "answer-k2": "4", "answer-k3": "x"]),
            Ballot(["answer-k1": "5", "answer-k2": "x", "answer-k3": "x"]),
            Ballot(["answer-k1": "1", "answer-k2": "1", "answer-k3": "1"]),
        ]
        #expect(
            block.results(ballots, items.items).notes.contains(
                .count("kind_scale_index", 2, ["mean": .decimal(2, 2), "most": .whole(5)])))
    }

    @Test("compares the means of two rounds, each with its count")
    func comparison() {
        let table = one.comparison(before: .each("answer", ["1", "3"]), after: .each("answer", ["4", "x"]), []).tables
        let row: [Label] = [
            .phrase("kind_scale_statement"),
            .phrase("kind_scale_mean", ["mean": .decimal(2, 1), "count": .whole(2)]),
            .phrase("kind_scale_mean", ["mean": .decimal(4, 1), "count": .whole(1)]),
        ]
        // One person at the least stands behind its figures.
        #expect(table.first?.rows == [.init(row, people: 1)])
        let empty = one.comparison(before: [], after: .each("answer", ["4"]), []).tables.first?.rows.first
        #expect(empty?.cells[1] == .typed("–"))
    }

    @Test("shows the share of the upper answers with its interval where that is asked for; Don't know is no part of it")
    func upperShare() throws {
        var shared = one
        shared.upperShare = true
        let ballots: [Ballot] = .each("answer", ["5", "5", "4", "4", "3", "2", "1", "1", "1", "3", "x", "x"])
        let interval = try #require(WilsonInterval(successes: 4, of: 10))
        // Wilson's formula for 4 of 10, by hand.
        #expect(abs(interval.lower - 0.1682) < 0.0001 && abs(interval.upper - 0.6873) < 0.0001)
        let arguments: [String: Label.Argument] = [
            "count": .whole(4), "of": .whole(10), "point": .label(.localized(points[3])), "share": .percent(0.4),
            "low": .percent(interval.lower), "high": .percent(interval.upper),
        ]
        #expect(shared.results(ballots, []).notes.contains(.phrase("kind_scale_upper", arguments)))
        #expect(!one.results(ballots, []).notes.contains(.phrase("kind_scale_upper", arguments)))
        #expect(
            shared.results(.each("answer", ["x"]), []).notes.count
                == one.results(.each("answer", ["x"]), []).notes.count)
        #expect(try shared.reread == AnyActivityKind(shared))
    }

    @Test("has limits, and is the same after export and import")
    func rules() throws {
        #expect(one.problem == nil)
        #expect(ScaleKind(points: Array(points.prefix(1))).problem == RuleError("points", .outOfRange(2, 11)))
        #expect(ScaleKind(points: points, phase: "later").problem == RuleError("phase", .unknown))
        #expect(ScaleKind(points: points, index: "K").problem == RuleError("index", .invalid))
        #expect(try block.reread == AnyActivityKind(block))
    }
}
