/// The Schulze method with winning votes (M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and
/// Condorcet-consistent single-winner election method", Social Choice and Welfare 36, 2011).
public struct Schulze: Sendable, Equatable {
    /// The place of each option from 1; options that the method does not separate share one.
    ///
    /// Who is beaten by nobody among those left comes first, together with all others of whom that is true; then the same
    /// among the rest. Nothing is drawn by lot.
    public let places: [Int]
    private let strengths: [Int]
    private let options: Int

    /// The result of the pair counts in `matrix`.
    public init(_ matrix: PairMatrix) {
        let n = matrix.options
        options = n
        var strengths = [Int](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0..<n where matrix[i, j] > matrix[j, i] { strengths[i * n + j] = matrix[i, j] }
        }
        for k in 0..<n {
            for i in 0..<n where i != k {
                for j in 0..<n where j != i && j != k {
                    let through = min(strengths[i * n + k], strengths[k * n + j])
                    if through > strengths[i * n + j] { strengths[i * n + j] = through }
                }
            }
        }
        self.strengths = strengths
        var places = [Int](repeating: 0, count: n)
        var left = Array(0..<n)
        while !left.isEmpty {
            let unbeaten = left.filter { j in !left.contains { strengths[$0 * n + j] > strengths[j * n + $0] } }
            // The relation is transitive and without circles, so that somebody is always unbeaten.
            let next = unbeaten.isEmpty ? left : unbeaten
            for option in next { places[option] = n - left.count + 1 }
            left.removeAll { next.contains($0) }
        }
        self.places = places
    }

    /// The strength of the strongest path from `i` to `j`, in votes; 0 when there is none.
    public func strength(_ i: Int, _ j: Int) -> Int { strengths[i * options + j] }

    /// Whether option `i` beats option `j`: its strongest path there is stronger than the one back.
    public func beats(_ i: Int, _ j: Int) -> Bool { strength(i, j) > strength(j, i) }
}
