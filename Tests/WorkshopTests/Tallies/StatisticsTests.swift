import Testing
import Workshop

@Suite("Statistics")
struct StatisticsTests {
    @Test("of a few numbers are those worked out by hand")
    func summary() throws {
        let summary = try #require(Summary([4, 1, 3, 2]))
        #expect(summary.mean == 2.5)
        #expect(summary.median == 2.5)
        #expect(summary.lowerQuartile == 1.75)
        #expect(summary.upperQuartile == 3.25)
        #expect(abs((summary.standardDeviation ?? 0) - 1.2909944487358056) < 1e-12)
        #expect(Summary([]) == nil)
        #expect(Summary([7])?.standardDeviation == nil)
    }

    @Test("of shares lie in Wilson's interval")
    func wilson() throws {
        // scipy.stats.binomtest(8, 10).proportion_ci(method="wilson")
        let interval = try #require(WilsonInterval(successes: 8, of: 10))
        #expect(abs(interval.lower - 0.49016247153664183) < 1e-9)
        #expect(abs(interval.upper - 0.9433178485456247) < 1e-9)
        #expect(WilsonInterval(successes: 0, of: 5)?.lower == 0)
        #expect(WilsonInterval(successes: 1, of: 0) == nil)
        #expect(WilsonInterval(successes: 6, of: 5) == nil)
    }

    @Test("of pairs give the chance to win, and a place only after five comparisons")
    func pairs() {
        let comparisons = Array(repeating: (winner: 0, loser: 1), count: 5) + [(winner: 2, loser: 0)]
        let scores = PairwiseScores(comparisons, items: 4).scores
        let expected: [Double] = [75, 100.0 / 7, 200.0 / 3, 50]
        for (score, right) in zip(scores, expected) { #expect(abs(score.score - right) < 1e-9) }
        #expect(scores.map(\.place) == [1, 2, nil, nil])
    }

    @Test("of pairs let what came late catch up")
    func catchUp() throws {
        var generator = SplitMix64(seed: 3)
        var appearances = [20, 21, 19, 20, 0, 0]
        for person in 0..<30 {
            var judged: Set<[Int]> = []
            for _ in 0..<4 {
                let pair = try #require(
                    PairPicker.next(appearances: appearances, seed: generator.next()) {
                        judged.contains([min($0, $1), max($0, $1)])
                    })
                #expect(pair.first != pair.second)
                #expect(
                    judged.insert([min(pair.first, pair.second), max(pair.first, pair.second)]).inserted, "\(person)")
                appearances[pair.first] += 1
                appearances[pair.second] += 1
            }
        }
        #expect((appearances.max() ?? 0) - (appearances.min() ?? 0) <= 2, "\(appearances)")
        #expect(PairPicker.next(appearances: [1, 1], seed: 1) { _, _ in true } == nil)
        #expect(PairPicker.next(appearances: [1], seed: 1) { _, _ in false } == nil)
    }

    @Test("share places as ties do")
    func places() {
        #expect(SharedPlaces.places(of: [3, 5, 5, 1]) == [3, 1, 1, 4])
        let placed = PlacedItem.ordered([("c", 1), ("a", 2), ("b", 2)])
        #expect(
            placed == [
                .init(id: "a", place: 1, isTied: true), .init(id: "b", place: 1, isTied: true),
                .init(id: "c", place: 3, isTied: false),
            ])
    }
}
