import Foundation
import Testing
import Workshop

@Suite("How many gave each answer")
struct ReachTests {
    private struct Published: Decodable {
        struct Case: Decodable {
            var groups: [String: Int]
            var show: Bool
        }

        var cases: [Case]

        private enum CodingKeys: String, CodingKey { case cases = "suppression_tests" }
    }

    private static func reach(_ groups: [String: Int]) -> Reach {
        Reach(groups.flatMap { Array(repeating: $0.key, count: $0.value) })
    }

    @Test(
        "is shown as the published cases say, whichever group is that of those who did not answer, and only if no group has changed by a few"
    )
    func cases() throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../EvaluationTests/Fixtures/demo.json")
        let cases = try JSONDecoder().decode(Published.self, from: Data(contentsOf: fixture)).cases
        #expect(Set(cases.map(\.show)) == [true, false])
        for published in cases {
            #expect(Self.reach(published.groups).mayBeShown == published.show, "\(published.groups)")
            // The rule is about people, whatever they answered: those who did not answer are a group as any.
            for silent in published.groups.keys {
                var groups = published.groups
                groups[""] = groups.removeValue(forKey: silent)
                #expect(Self.reach(groups).mayBeShown == published.show, "\(groups)")
            }
            // A table that may be shown may follow another only if no group has changed by a few.
            guard published.show else { continue }
            let table = Self.reach(published.groups)
            for (group, count) in published.groups {
                for (change, mayFollow) in [(0, true), (1, false), (4, false), (5, true)] {
                    var groups = published.groups
                    groups[group] = count + change
                    #expect(Self.reach(groups).mayFollow([table]) == mayFollow, "\(groups) after \(published.groups)")
                }
            }
        }
        #expect(!Reach([]).mayBeShown)
    }

    @Test("an attacker who keeps every published table and subtracts any two of them finds no group of 1 to 4")
    func attack() {
        var generator = SplitMix64(seed: 3)
        var published = 0
        for _ in 0..<200 {
            var answers: [String] = []
            var tables: [Reach] = []
            for _ in 0..<60 {
                // A few join, or one is erased, between two looks.
                for _ in 0..<Int.random(in: 0...4, using: &generator) {
                    answers.append(["a", "b", "c", ""].randomElement(using: &generator) ?? "")
                }
                if !answers.isEmpty, Int.random(in: 0..<8, using: &generator) == 0 {
                    answers.remove(at: Int.random(in: answers.indices, using: &generator))
                }
                let counted = Reach(answers)
                if counted != tables.last, counted.mayFollow(tables) { tables.append(counted) }
            }
            published += tables.count
            for (place, table) in tables.enumerated() {
                #expect(table.counts.values.allSatisfy { $0 >= 5 })
                for other in tables[..<place] {
                    for answer in ["a", "b", "c", ""] {
                        let change = abs((table.counts[answer] ?? 0) - (other.counts[answer] ?? 0))
                        #expect(!(1...4).contains(change))
                    }
                }
            }
        }
        // It is no empty rule: tables are published, and again as the room fills.
        #expect(published > 400)
    }
}
