import Testing
import Workshop

@Suite("Results of few people")
struct ResultGateTests {
    private static let text = LocalizedText(["sv": "Vad?"])
    private static let options = ["a", "b"].map { Option(id: $0, text: LocalizedText(["sv": $0])) }
    private static let items = options.map { Item(id: $0.id, label: .localized($0.text)) }

    private static func definition(_ kind: some ActivityKind, per: ItemReference? = nil) -> ActivityDefinition {
        ActivityDefinition(name: "q", title: text, prompt: text, minutes: 5, per: per, kind: kind)
    }

    @Test("have no figure for a statement that fewer than five could place, though more answered the step")
    func statement() {
        let scale = ScaleKind(statements: .own(Self.options), points: (1...5).map { LocalizedText(["sv": "\($0)"]) })
        let ballots = (0..<6).map { Ballot(["answer-a": $0 < 5 ? "x" : "1", "answer-b": "3"]) }
        let blocks = Self.definition(scale).results(ballots, targets: [], Self.items, least: 5)
        #expect(blocks.count { if case .bars = $0 { true } else { false } } == 1)
        #expect(blocks.contains(.note(.phrase("result_few"))))
        #expect(blocks.contains(.heading(Self.items[0].label)) && blocks.contains(.heading(Self.items[1].label)))
        #expect(!blocks.contains { if case .bars(let bars) = $0 { bars.rows[0].amount == 1 } else { false } })
        let comparison = scale.comparison(before: ballots, after: ballots, Self.items)
        guard case .table(let all)? = comparison.first, case .table(let gated)? = comparison.gated(least: 5).first
        else {
            Issue.record("no comparison")
            return
        }
        #expect(all.rows.map(\.id) == ["a", "b"] && gated.rows.map(\.id) == ["b"])
    }

    @Test("have none for an item that fewer than five answered for, or placed")
    func items() {
        let choice = Self.definition(
            ChoiceKind(options: .own(Self.options)), per: ItemReference(from: "x", take: .ideas))
        let ballots = (0..<6).map { Ballot(["a/choice": "a", "b/choice": $0 < 4 ? "b" : ""]) }
        let blocks = choice.results(ballots, targets: Self.items, Self.items, least: 5)
        #expect(blocks.count { if case .bars = $0 { true } else { false } } == 1)
        #expect(blocks.last == .note(.phrase("result_few")))
        #expect(choice.results(ballots, targets: Self.items, Self.items, least: 4).count { $0.isFigure } == 2)

        let plot = ResultBlock.Plot(
            xLabel: .typed("x"), yLabel: .typed("y"), least: 0, most: 1,
            points: [4, 5].map {
                .init(
                    id: "\($0)", label: .typed(""), x: 0, y: 0, xQuartiles: 0...0, yQuartiles: 0...0, people: $0)
            })
        guard case .plot(let gated)? = [ResultBlock.plot(plot)].gated(least: 5).first else {
            Issue.record("no plot")
            return
        }
        #expect(gated.points.map(\.id) == ["5"])
    }

    @Test("have none for a statement on which fewer than five voted, and say so where no row is left")
    func statementVotes() {
        let statements = Self.definition(StatementsKind(source: .own(Self.options)))
        let ballots = (0..<6).map { Ballot(["vote-a": "agree", "vote-b": $0 < 4 ? "disagree" : ""]) }
        func rows(_ blocks: [ResultBlock]) -> [String?] {
            blocks.flatMap { block -> [String?] in
                if case .table(let table) = block { table.rows.map(\.id) } else { [] }
            }
        }
        let gated = statements.results(ballots, targets: [], Self.items, least: 5)
        #expect(rows(gated) == ["a"])
        #expect(Set(rows(statements.results(ballots, targets: [], Self.items, least: 4))) == ["a", "b"])
        #expect(gated.contains(.note(.phrase("result_few"))))
    }

    @Test("are not compared with an earlier round of few, neither as a whole nor for one of several items")
    func comparison() {
        let text = LocalizedText(["sv": "Vad?"])
        let choice = ChoiceKind(options: .own(Self.options))
        let few = (0..<4).map { _ in Ballot(["choice": "a"]) }
        let many = (0..<5).map { _ in Ballot(["choice": "b"]) }
        let once = Self.definition(choice)
        #expect(once.comparison(before: few, after: many, targets: [], Self.items, least: 5).isEmpty)
        #expect(once.comparison(before: many, after: few, targets: [], Self.items, least: 5).isEmpty)
        #expect(once.comparison(before: many, after: many, targets: [], Self.items, least: 5).count == 1)
        let each = ActivityDefinition(
            name: "q", title: text, prompt: text, minutes: 5, per: ItemReference(from: "x", take: .ideas), kind: choice)
        let before = (0..<6).map { Ballot(["a/choice": "a", "b/choice": $0 < 4 ? "b" : ""]) }
        let blocks = each.comparison(before: before, after: before, targets: Self.items, Self.items, least: 5)
        #expect(blocks.count == 2 && blocks.first == .heading(Self.items[0].label))
    }

    @Test("have no dots by a criterion that fewer than five used, and no index or first place of fewer than five")
    func inParts() {
        let dots = Self.definition(
            DotsKind(source: .own(Self.options), budget: 3, stacking: true, criteria: Self.options))
        let ballots = (0..<6).map { Ballot(["dots-a-a": "1", "dots-b-b": $0 == 0 ? "3" : ""]) }
        let blocks = dots.results(ballots, targets: [], Self.items, least: 5)
        #expect(blocks.count(where: \.isFigure) == 1 && blocks.last == .note(.phrase("result_few")))
        #expect(dots.results(ballots, targets: [], Self.items, least: 1).count(where: \.isFigure) == 2)

        let scale = ScaleKind(
            statements: .own(Self.options), points: (1...5).map { LocalizedText(["sv": "\($0)"]) }, index: "i")
        let answers = (0..<6).map { Ballot(["answer-a": $0 == 0 ? "5" : "x", "answer-b": $0 == 0 ? "5" : "x"]) }
        let gated = Self.definition(scale).results(answers, targets: [], Self.items, least: 5)
        #expect(gated.allSatisfy { if case .note(_, let people?) = $0 { people >= 5 } else { true } })
        #expect(gated.contains(.note(.phrase("result_few"))))
        #expect(scale.people(behind: "a", in: answers) == 1)
        #expect(StatementsKind(source: .own(Self.options)).people(behind: "a", in: [Ballot(["vote-a": "pass"])]) == 1)
        #expect(dots.kind.kind.people(behind: "a", in: ballots) == 6)
    }
}
