/// Kendall's coefficient of concordance W with the correction for ties (M. G. Kendall and B. Babington Smith, 1939;
/// S. Siegel and N. J. Castellan, "Nonparametric Statistics", 9.3): 0 is no agreement, 1 is full agreement.
public enum Concordance {
    /// W of `ballots` over `options` options; ballots that rank nothing are left out, and unranked options share the
    /// mean of the ranks that are left. Nil when it is not defined: under two ballots or options, or all tied.
    public static func w(_ ballots: [RankedBallot], options n: Int) -> Double? {
        let counted = ballots.filter { !$0.isEmpty && $0.places.count == n }
        let m = counted.count
        guard m >= 2, n >= 2 else { return nil }
        // Twice the midranks, so that sums stay whole.
        var sums = [Int](repeating: 0, count: n)
        var ties = 0
        for ballot in counted {
            let places = ballot.complete
            for i in 0..<n {
                let better = places.count { $0 < places[i] }
                let equal = places.count { $0 == places[i] }
                sums[i] += 2 * better + equal + 1
                // Each of t tied options adds t² − 1, together t³ − t.
                ties += equal * equal - 1
            }
        }
        let mean = Double(sums.reduce(0, +)) / Double(n)
        let s = sums.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 4
        let whole = Double(m * m) * Double(n * n * n - n) - Double(m) * Double(ties)
        guard whole > 0 else { return nil }
        return min(1, 12 * s / whole)
    }
}
