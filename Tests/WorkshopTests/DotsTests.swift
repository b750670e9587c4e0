import Foundation
import Testing
import Workshop

@Suite("Dots")
struct DotsTests {
    private let items = (1...3).map { Identifier(bits: UInt64($0)) }

    @Test("are accepted exactly when they keep to budget and cap, for every small ballot")
    func exhaustive() {
        for budget in 1...4 {
            for cap in 1...budget {
                let rules = DotsRules(budget: budget, stacking: cap > 1, cap: cap, source: 0)
                for a in -1...5 {
                    for b in 0...5 {
                        for c in 0...5 {
                            let dots = [items[0]: a, items[1]: b, items[2]: c]
                            let isRight = a >= 0 && max(a, b, c) <= cap && a + b + c <= budget
                            let ballot = try? DotsBallot(dots, rules: rules, items: Set(items))
                            #expect((ballot != nil) == isRight, "\(a) \(b) \(c) of \(budget), at most \(cap)")
                            if let ballot {
                                #expect(ballot.placed == a + b + c)
                                #expect(DotsBallot(encoded: ballot.encoded) == ballot)
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("on something that is not there are refused")
    func unknownItem() {
        let rules = DotsRules(budget: 3, stacking: true, source: 0)
        #expect(throws: Refusal.noSuchItem) {
            try DotsBallot([Identifier(bits: 9): 1], rules: rules, items: Set(items))
        }
    }

    @Test("without stacking the cap is one", arguments: [nil, 1, 3])
    func stackingOff(_ cap: Int?) {
        let rules = DotsRules(budget: 3, stacking: false, cap: cap, source: 0)
        #expect(rules.cap == 1)
        #expect(!rules.stacking)
    }

    @Test("equal numbers share a place and the next place skips, for every small tally")
    func places() {
        for a in 0...3 {
            for b in 0...3 {
                for c in 0...3 {
                    let counts = [a, b, c]
                    let dots = Dictionary(uniqueKeysWithValues: zip(items, counts))
                    let tally = DotsTally([DotsBallot(unchecked: dots)], items: items)
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
        let tally = DotsTally([DotsBallot(unchecked: [items[0]: 2, items[1]: 1])], items: [items[1]])
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
            DotsBallot(
                unchecked: Dictionary(participant.dots.map { (Identifier(bits: UInt64($0)), 1) }, uniquingKeysWith: +))
        }
        let tally = DotsTally(ballots, items: demo.ideas.map { Identifier(bits: UInt64($0.id)) })
        #expect(tally.dots == 75)
        #expect(tally.ballots == 25)
        for place in demo.expected {
            let rows = tally.rows.filter { $0.place == place.place }
            #expect(rows.map { Int($0.item.bits) }.sorted() == place.ideas)
            #expect(rows.allSatisfy { $0.dots == place.dots })
        }
        #expect(tally.rows.filter { $0.place == 2 }.count == 3)
    }
}
