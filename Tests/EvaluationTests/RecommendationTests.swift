import Evaluation
import Testing

/// What may be said, in programmes that are made up with a seed.
@Suite("A recommendation")
struct RecommendationTests {
    /// Steele, Lea and Flood's generator, and Box and Muller's normal numbers.
    private struct Chance {
        var state: UInt64
        mutating func uniform() -> Double {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return (Double((z ^ (z >> 31)) >> 11) + 0.5) / 9_007_199_254_740_992
        }
        mutating func normal() -> Double { Normal.quantile(uniform()) }
        mutating func workshop(_ effect: Double, pairs: Int = 12) -> WorkshopFigures {
            let changes = (0..<pairs).map { _ in effect + 0.7 * normal() }
            guard let change = WorkshopChange(changes) else { fatalError("there are pairs") }
            return WorkshopFigures(change, attended: pairs + 3, hours: 2, cost: 9000)
        }
        mutating func programme(_ effects: [Double], between: Double = 0) -> Programme {
            Programme(
                effects.map { effect in (0..<4).map { _ in workshop(effect + between * normal()) } })
        }
    }

    /// In how many of `programmes` three types of the same `effect` have a best.
    private func named(_ effect: Double, programmes: Int, seed: UInt64) -> Int {
        var chance = Chance(state: seed)
        return (0..<programmes).count { _ in
            if case .best = chance.programme([effect, effect, effect], between: 0.1).recommendation {
                true
            } else {
                false
            }
        }
    }

    @Test("names no best in 95 of 100 programmes without any effect")
    func noEffect() {
        let named = named(0, programmes: 1000, seed: 1)
        #expect(named <= 50, "\(named)")
    }

    /// With few and alike workshops the variance between is cut off at 0 and the quantile of t is more than is needed:
    /// the interval then covers in more than 95 of 100, never in fewer.
    @Test("has intervals that cover in about 95 of 100, and in more where workshops hardly differ")
    func coverage() {
        var chance = Chance(state: 4)
        func covered(between: Double) -> Int {
            (0..<1000).count { _ in
                guard let interval = chance.programme([0.5], between: between).interventions[0].effect?.interval
                else { return false }
                return interval.lower <= 0.5 && 0.5 <= interval.upper
            }
        }
        let different = covered(between: 1)
        #expect((930...970).contains(different), "\(different)")
        let alike = covered(between: 0.1)
        #expect(alike >= 950, "\(alike)")
    }

    /// The rule asks for a probability of 0.9 by a model, and that an effect is there; it is no test of a difference. This
    /// keeps in sight how often it names one of several that are equally good.
    @Test("names one of three equally good types in at most one of five programmes")
    func equallyGood() {
        let named = named(0.7, programmes: 500, seed: 5)
        #expect(named <= 100, "\(named)")
    }

    @Test("finds an order that was planted, and names its best")
    func planted() {
        var chance = Chance(state: 2)
        var best = 0
        for _ in 0..<50 {
            let programme = chance.programme([0.1, 1.6, 0.8])
            #expect(programme.ranking == [1, 2, 0])
            if case .best(1, _) = programme.recommendation { best += 1 }
        }
        #expect(best >= 45)
    }

    @Test("says what is missing, and how much more would do")
    func missing() {
        let three = Array(repeating: workshop(12, 0.7, 0.5), count: 3)
        let programme = Programme([three, [workshop(12, 0.5, 0.5), workshop(7, 0.5, 0.5)]])
        let shortfalls: [Shortfall] = [
            .init(measure: .workshops, has: 1, needs: 3), .init(measure: .pairs, has: 12, needs: 30),
        ]
        #expect(shortfalls.map(\.missing) == [2, 18])
        #expect(
            programme.recommendation
                == .insufficient(types: [.init(measure: .types, has: 1, needs: 2)], each: [[], shortfalls]))
        #expect(programme.interventions[1].leftOut == 1 && programme.interventions[1].effect == nil)
        // Three workshops of eight pairs can be pooled and not ranked.
        #expect(Gate.ranked(workshops: 3, pairs: 24).map(\.missing) == [6])
        #expect(Gate.change(pairs: 8).isEmpty && Gate.change(pairs: 7).map(\.missing) == [1])
        #expect(Gate.effect(workshops: 3).isEmpty)
    }

    @Test("says that types cannot be compared, and not that any are missing, where all changed alike")
    func alike() {
        let type = Array(repeating: workshop(12, 1, 0), count: 3)
        #expect(Programme([type, type]).recommendation == .incomparable)
    }

    @Test("calls nothing best that has no effect over 0, and prices no such effect")
    func harmless() {
        let low = [workshop(12, -1, 0.5), workshop(12, -1.1, 0.5), workshop(12, -0.9, 0.5)]
        let lower = low.map { workshop($0.pairs, $0.mean - 2, 0.5) }
        let programme = Programme([lower, low])
        #expect(programme.recommendation == .noneAboveZero(highest: 1))
        #expect(programme.interventions.allSatisfy { $0.costPerPoint == nil && $0.outlay.costPerParticipant == 75 })
    }

    @Test("finds no difference between equals, and none in a retrospective rating")
    func equals() {
        let type = [workshop(12, 1, 0.5), workshop(12, 1.1, 0.5), workshop(12, 0.9, 0.5)]
        #expect(Programme([type, type]).recommendation == .noDifference)
        var then = type
        then[0].baseline = .retrospective
        #expect(Programme([then]).interventions[0].leftOut == 1)
    }
}
