import Testing
import Workshop

@Suite("How many gave each answer")
struct ReachTests {
    @Test("is shown as the published cases say: not when any group, those who did not answer included, is small")
    func cases() {
        let cases: [([String: Int], Bool)] = [
            (["kvinna": 13, "man": 12], true), (["kvinna": 14, "man": 10, "ovrigt": 1], false),
            (["kvinna": 15, "man": 5, "ovrigt": 5], true), (["kvinna": 21, "man": 4], false),
        ]
        for (groups, isShown) in cases {
            let answers = groups.flatMap { Array(repeating: $0.key, count: $0.value) }
            #expect(Reach(answers).mayBeShown == isShown, "\(groups)")
        }
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
