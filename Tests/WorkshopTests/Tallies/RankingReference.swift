import Workshop

/// A second implementation of the ranking methods: slow, and near to the words of their definitions.
enum RankingReference {
    /// Whether a ballot prefers option `i` to option `j`.
    static func prefers(_ ballot: RankedBallot, _ i: Int, _ j: Int) -> Bool {
        switch (ballot.places[i], ballot.places[j]) {
        case (let a?, let b?): a < b
        case (.some, nil): true
        default: false
        }
    }

    /// How many ballots prefer `i` to `j`.
    static func count(_ ballots: [RankedBallot], _ i: Int, _ j: Int) -> Int {
        ballots.count { prefers($0, i, j) }
    }

    /// The strongest path from `i` to `j`: every path without repetition is walked.
    static func strength(_ ballots: [RankedBallot], _ i: Int, _ j: Int, options: Int) -> Int {
        func walk(_ at: Int, _ seen: Set<Int>, _ weakest: Int) -> Int {
            if at == j { return weakest }
            var best = 0
            for next in 0..<options where !seen.contains(next) {
                let forth = count(ballots, at, next)
                guard forth > count(ballots, next, at) else { continue }
                best = max(best, walk(next, seen.union([next]), min(weakest, forth)))
            }
            return best
        }
        return walk(i, [i], .max)
    }

    /// Schulze places: who is beaten by nobody left, then the same among the rest.
    static func schulze(_ ballots: [RankedBallot], options: Int) -> [Int] {
        var strengths: [[Int]] = []
        for i in 0..<options {
            strengths.append((0..<options).map { j in i == j ? 0 : strength(ballots, i, j, options: options) })
        }
        var places = [Int](repeating: 0, count: options)
        var left = Set(0..<options)
        while !left.isEmpty {
            let best = left.filter { j in left.allSatisfy { i in strengths[i][j] <= strengths[j][i] } }
            precondition(!best.isEmpty)
            for option in best { places[option] = options - left.count + 1 }
            left.subtract(best)
        }
        return places
    }

    /// Twice the Borda points, ballot by ballot.
    static func borda(_ ballots: [RankedBallot], options: Int) -> [Int] {
        (0..<options).map { i in
            ballots.reduce(0) { sum, ballot in
                sum
                    + (0..<options).filter { $0 != i }.reduce(0) { points, j in
                        points + (prefers(ballot, i, j) ? 2 : prefers(ballot, j, i) ? 0 : 1)
                    }
            }
        }
    }

    /// Instant-runoff places, with votes as exact fractions of 12.
    static func runoff(_ ballots: [RankedBallot], options: Int) -> [Int] {
        var places = [Int](repeating: 0, count: options)
        var left = Set(0..<options)
        while !left.isEmpty {
            var votes = Dictionary(uniqueKeysWithValues: left.map { ($0, 0) })
            for ballot in ballots {
                let ranked = left.filter { ballot.places[$0] != nil }
                let first = ranked.filter { i in ranked.allSatisfy { !prefers(ballot, $0, i) } }
                for option in first { votes[option, default: 0] += 12 / first.count }
            }
            let fewest = votes.values.min()
            let out = left.filter { votes[$0] == fewest }
            for option in out { places[option] = left.count - out.count + 1 }
            left.subtract(out)
        }
        return places
    }

    /// Kendall's W from midranks in Double.
    static func w(_ ballots: [RankedBallot], options n: Int) -> Double? {
        let ballots = ballots.filter { !$0.isEmpty }
        let m = Double(ballots.count)
        guard ballots.count >= 2, n >= 2 else { return nil }
        var sums = [Double](repeating: 0, count: n)
        var ties = 0.0
        for ballot in ballots {
            for i in 0..<n {
                let better = (0..<n).count { prefers(ballot, $0, i) }
                let equal = (0..<n).count { $0 != i && !prefers(ballot, $0, i) && !prefers(ballot, i, $0) }
                sums[i] += Double(better) + Double(equal) / 2 + 1
            }
            var left = Set(0..<n)
            while let i = left.first {
                let group = left.filter { !prefers(ballot, $0, i) && !prefers(ballot, i, $0) }
                let t = Double(group.count)
                ties += t * t * t - t
                left.subtract(group)
            }
        }
        let mean = m * Double(n + 1) / 2
        let s = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let whole = m * m * Double(n * n * n - n) - m * ties
        return whole > 1e-9 ? 12 * s / whole : nil
    }
}
