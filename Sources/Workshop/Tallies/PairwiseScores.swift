/// What comparisons two by two add up to.
public struct PairwiseScores: Sendable, Equatable {
    /// Comparisons that an item needs before it has a place.
    public static let neededAppearances = 5

    /// One item's score.
    public struct Score: Sendable, Equatable {
        /// The comparisons that it won, and lost.
        public let wins: Int, losses: Int
        /// (w + 1) / (w + l + 2) · 100: the estimated chance in percent to win against a random other item (Laplace's
        /// rule of succession).
        public let score: Double
        /// Its place from 1 among those that have appeared often enough; nil for the others.
        public let place: Int?

        /// How often it was compared.
        public var appearances: Int { wins + losses }
    }

    /// The score of each item.
    public let scores: [Score]

    /// The scores of `count` items, numbered from 0.
    public init(_ comparisons: [(winner: Int, loser: Int)], items count: Int) {
        var wins = [Int](repeating: 0, count: count)
        var losses = wins
        for comparison in comparisons {
            wins[comparison.winner] += 1
            losses[comparison.loser] += 1
        }
        let values = (0..<count).map { item -> Double in
            let (won, lost) = (Double(wins[item]), Double(losses[item]))
            return (won + 1) / (won + lost + 2) * 100
        }
        let ranked = (0..<count).filter { wins[$0] + losses[$0] >= Self.neededAppearances }
        scores = (0..<count).map { item in
            let isRanked = wins[item] + losses[item] >= Self.neededAppearances
            return Score(
                wins: wins[item], losses: losses[item], score: values[item],
                place: isRanked ? 1 + ranked.count { values[$0] > values[item] } : nil)
        }
    }
}
