/// Instant-runoff voting: whoever has the fewest first places is taken out, and the ballots move on to the next.
///
/// A ballot whose first place is shared by k options counts 1/k for each. When several have the fewest, all of them are
/// taken out at once; when that is everybody left, they share the place. A ballot without any option left counts for
/// nobody. Nothing is drawn by lot.
public struct InstantRunoff: Sendable, Equatable {
    /// What one whole vote counts: the least common multiple of 1 to 20, so that every share of up to 20 is exact.
    private static let whole = 232_792_560

    /// The place of each option from 1; who was taken out in the same round shares one.
    public let places: [Int]

    /// The result of `ballots` over `options` options.
    public init(_ ballots: [RankedBallot], options: Int) {
        // Equal ballots are counted together: people agree more often than not.
        var groups: [[Int?]: Int] = [:]
        for ballot in ballots where ballot.places.count == options && !ballot.isEmpty {
            groups[ballot.places, default: 0] += 1
        }
        var places = [Int](repeating: 1, count: options)
        var left = Array(0..<options)
        while !left.isEmpty {
            var votes = [Int](repeating: 0, count: options)
            for (order, count) in groups {
                let best = left.compactMap { order[$0] }.min()
                guard let best else { continue }
                let first = left.filter { order[$0] == best }
                let share = Self.whole / first.count
                for option in first { votes[option] += count * share }
            }
            let fewest = left.map { votes[$0] }.min() ?? 0
            let out = left.filter { votes[$0] == fewest }
            left.removeAll { votes[$0] == fewest }
            for option in out { places[option] = left.count + 1 }
        }
        self.places = places
    }
}
