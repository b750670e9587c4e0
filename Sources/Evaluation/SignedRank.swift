/// The signed-rank test of F. Wilcoxon (1945): whether changes up and down are uneven.
///
/// Changes of zero are dropped, and equal sizes share their midrank. The distribution is counted out for the ranks as
/// they are, ties included, up to ``mostCounted`` changes; above, it is the normal approximation with the variance of
/// the ranks as they are (error of the probability under 0.001 there).
public struct SignedRank: Sendable, Equatable {
    /// How many changes are counted out exactly; the work grows with the cube.
    public static let mostCounted = 200

    /// How many changes were not zero.
    public let count: Int
    /// The sum of the ranks of the changes up, W⁺.
    public let positive: Double
    /// The two-sided probability, from 0 to 1, twice the smaller tail.
    public let probability: Double

    /// The test of `changes`; nil when none differs from zero.
    public init?(_ changes: [Double]) {
        let sorted = changes.filter { $0 != 0 }.sorted { abs($0) < abs($1) }
        guard !sorted.isEmpty else { return nil }
        // Twice the midranks are whole numbers.
        var doubled: [Int] = []
        var sum = 0
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, abs(sorted[end]) == abs(sorted[start]) { end += 1 }
            let rank = start + 1 + end
            for place in start..<end {
                doubled.append(rank)
                if sorted[place] > 0 { sum += rank }
            }
            start = end
        }
        count = doubled.count
        positive = Double(sum) / 2
        let total = doubled.reduce(0, +)
        // The distribution is symmetrical about half the total.
        let smaller = min(sum, total - sum)
        let tail =
            doubled.count <= Self.mostCounted
            ? Self.lowerTail(doubled, upTo: smaller) : Self.approximateTail(doubled, Double(smaller))
        probability = min(1, 2 * tail)
    }

    /// The probability of a sum up to `limit` when each rank counts or not with chance ½, by adding one rank at a time.
    private static func lowerTail(_ ranks: [Int], upTo limit: Int) -> Double {
        var chances = [Double](repeating: 0, count: limit + 1)
        chances[0] = 1
        chances.withUnsafeMutableBufferPointer { chances in
            var reached = 0
            for rank in ranks {
                reached = min(limit, reached + rank)
                var sum = reached
                while sum >= 0 {
                    chances[sum] = 0.5 * (chances[sum] + (sum >= rank ? chances[sum - rank] : 0))
                    sum -= 1
                }
            }
        }
        return chances.reduce(0, +)
    }

    private static func approximateTail(_ ranks: [Int], _ sum: Double) -> Double {
        let mean = Double(ranks.reduce(0, +)) / 2
        let variance = ranks.reduce(0.0) { $0 + Double($1) * Double($1) } / 4
        return Normal.cumulative((sum - mean) / variance.squareRoot())
    }
}
