/// How many ballots prefer each option to each other one.
public struct PairMatrix: Sendable, Equatable {
    /// How many options there are.
    public let options: Int
    private var counts: [Int]

    /// The matrix of `ballots` over `options` options.
    public init(_ ballots: [RankedBallot], options: Int) {
        self.options = options
        var counts = [Int](repeating: 0, count: options * options)
        for ballot in ballots {
            let places = ballot.complete
            guard places.count == options else { continue }
            for i in 0..<options {
                for j in 0..<options where places[i] < places[j] { counts[i * options + j] += 1 }
            }
        }
        self.counts = counts
    }

    /// How many ballots prefer option `i` to option `j`.
    public subscript(i: Int, j: Int) -> Int { counts[i * options + j] }
}
