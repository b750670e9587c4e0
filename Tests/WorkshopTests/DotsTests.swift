import Foundation
import Testing
import Workshop

@Suite("Dots")
struct DotsTests {
    private let items = ["a", "b", "c"]

    private func ballot(_ dots: [String: Int], _ kind: DotsKind) throws -> Ballot {
        let context = BallotContext(items: items.map { Item(id: $0, label: .typed($0)) })
        let fields = dots.map { (name: "dots-\($0.key)", value: String($0.value)) }
        return try ActivityDefinition(
            name: "d", title: LocalizedText([:]), prompt: LocalizedText([:]), minutes: 1, kind: kind
        ).ballot(fields, targets: [], context)
    }

    private func kind(_ budget: Int, stacking: Bool = true, cap: Int? = nil) -> DotsKind {
        DotsKind(source: .own([]), budget: budget, stacking: stacking, cap: cap)
    }

    @Test("are accepted exactly when they keep to budget and cap, for every small ballot")
    func exhaustive() {
        for budget in 1...4 {
            for cap in 1...budget {
                let kind = kind(budget, stacking: cap > 1, cap: cap)
                for a in -1...5 {
                    for b in 0...5 {
                        for c in 0...5 {
                            let isRight = a >= 0 && max(a, b, c) <= cap && a + b + c <= budget
                            let ballot = try? ballot(["a": a, "b": b, "c": c], kind)
                            #expect((ballot != nil) == isRight, "\(a) \(b) \(c) of \(budget), at most \(cap)")
                            if let ballot {
                                #expect(kind.answers(in: ballot) == a + b + c)
                                #expect(Ballot(encoded: ballot.encoded) == ballot)
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("on something that is not there are refused")
    func unknownItem() {
        #expect(throws: FieldRefusal("dots-x", .noSuchItem)) { try ballot(["x": 1], kind(3)) }
    }

    @Test("without stacking the cap is one", arguments: [nil, 1, 3])
    func stackingOff(_ cap: Int?) {
        #expect(kind(3, stacking: false, cap: cap).highest == 1)
    }

    @Test("by several criteria have a budget for each")
    func criteria() throws {
        var kind = kind(2)
        kind.criteria = ["use", "new"].map { Option(id: $0, text: LocalizedText(["sv": $0])) }
        let full = ["use-a": 2, "new-b": 1, "new-a": 1]
        #expect(try kind.answers(in: ballot(full, kind)) == 4)
        #expect(throws: FieldRefusal("dots-new-", .overBudget(placed: 3, budget: 2))) {
            try ballot(["use-a": 2, "new-b": 1, "new-a": 2], kind)
        }
        #expect(throws: FieldRefusal("dots-a", .noSuchItem)) { try ballot(["a": 1], kind) }
        let order = kind.order([try ballot(full, kind)], items.map { Item(id: $0, label: .typed($0)) })
        #expect(order.map(\.id) == ["a", "b", "c"])
    }

    @Test("equal numbers share a place and the next place skips, for every small tally")
    func places() {
        for a in 0...3 {
            for b in 0...3 {
                for c in 0...3 {
                    let counts = [a, b, c]
                    let dots = Dictionary(uniqueKeysWithValues: zip(items, counts))
                    let tally = DotsTally([Self.unchecked(dots)], items: items)
                    for row in tally.rows {
                        let own = dots[row.item] ?? 0
                        #expect(row.dots == own)
                        #expect(row.place == 1 + counts.count { $0 > own })
                        #expect(row.isTied == (counts.count { $0 == own } > 1))
                        #expect(row.people == (own > 0 ? 1 : 0))
                    }
                    #expect(tally.rows.map(\.dots) == counts.sorted(by: >))
                    #expect(tally.ballots == (a + b + c > 0 ? 1 : 0))
                }
            }
        }
    }

    @Test("on an item that was hidden since are not counted")
    func hiddenItem() {
        let tally = DotsTally([Self.unchecked(["a": 2, "b": 1])], items: ["b"])
        #expect(tally.dots == 1)
        #expect(tally.rows.count == 1)
    }

    @Test("of the demo give 75 dots and a three-way tie for place 2")
    func demo() throws {
        struct Demo: Decodable {
            struct Participant: Decodable { let dots: [Int] }
            struct Place: Decodable { let place: Int, ideas: [Int], dots: Int }
            struct Idea: Decodable { let id: Int }
            let ideas: [Idea], participants: [Participant], expected: [Place]
        }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: root.appending(path: "kiosk-assets/demo/needs-inventory.json"))
        let demo = try JSONDecoder().decode(Demo.self, from: data)
        let ballots = demo.participants.map { participant in
            Self.unchecked(Dictionary(participant.dots.map { (String($0), 1) }, uniquingKeysWith: +))
        }
        let tally = DotsTally(ballots, items: demo.ideas.map { String($0.id) })
        #expect(tally.dots == 75)
        #expect(tally.ballots == 25)
        for place in demo.expected {
            let rows = tally.rows.filter { $0.place == place.place }
            #expect(rows.compactMap { Int($0.item) }.sorted() == place.ideas)
            #expect(rows.allSatisfy { $0.dots == place.dots })
        }
        #expect(tally.rows.filter { $0.place == 2 }.count == 3)
    }

    private static func unchecked(_ dots: [String: Int]) -> Ballot {
        Ballot(
            Dictionary(dots.filter { $0.value > 0 }.map { ("dots-\($0.key)", String($0.value)) }) { first, _ in first })
    }
}
