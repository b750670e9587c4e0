/// The Borda count with equal ranks: on each ballot an option gets one point for each option below it and half a point
/// for each that it is tied with (J.-C. de Borda, 1781; ties as in Kendall's midranks).
public struct Borda: Sendable, Equatable {
    /// Twice the points of each option, so that halves stay whole.
    public let doubledScores: [Int]
    /// The place of each option from 1, shared by equal scores.
    public let places: [Int]

    /// The result of the pair counts in `matrix`, made of `ballots` ballots.
    public init(_ matrix: PairMatrix, ballots: Int) {
        let n = matrix.options
        doubledScores = (0..<n).map { i in
            (0..<n).reduce(0) { sum, j in
                if j == i { return sum }
                let ties = ballots - matrix[i, j] - matrix[j, i]
                return sum + 2 * matrix[i, j] + ties
            }
        }
        places = SharedPlaces.places(of: doubledScores)
    }
}
