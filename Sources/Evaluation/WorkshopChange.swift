/// What changed in one workshop, from pairs of answers before and after; in points of the scale.
///
/// For shares, such as of those who did better, see the interval of E. B. Wilson in the room `Workshop`, which the kinds
/// of activities need too.
public struct WorkshopChange: Sendable, Equatable {
    /// How many pairs there are; at least one.
    public let pairs: Int
    /// The mean change d̄.
    public let mean: Double
    /// The sample standard deviation s of the changes (n − 1); nil for one pair.
    public let standardDeviation: Double?
    /// The 95 % interval d̄ ± t(n − 1)·s/√n; nil for one pair, and where all changed alike: without spread there is
    /// nothing to judge the uncertainty by, and a width of 0 would pretend certainty.
    public let interval: Interval?
    /// d̄ / (s/√n), with n − 1 degrees of freedom; nil where there is no interval.
    public let t: Double?
    /// How many rose, stayed and fell.
    public let better: Int, same: Int, worse: Int
    /// The probability of signed ranks at least this uneven if there were no change; nil where nobody changed.
    public let signedRank: SignedRank?
    /// The change in standard deviations; nil under three pairs or without spread.
    public let effectSize: EffectSize?

    /// The change of `changes`, one for each pair; nil when there are none.
    public init?(_ changes: [Double]) {
        guard let first = changes.first else { return nil }
        let n = Double(changes.count)
        let mean = changes.reduce(0, +) / n
        pairs = changes.count
        self.mean = mean
        better = changes.count { $0 > 0 }
        same = changes.count { $0 == 0 }
        worse = changes.count { $0 < 0 }
        signedRank = SignedRank(changes)
        // Rounding must not make a spread where there is none.
        let allAlike = changes.allSatisfy { $0 == first }
        let squares = allAlike ? 0 : changes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        standardDeviation = pairs < 2 ? nil : (squares / (n - 1)).squareRoot()
        if let standardDeviation, standardDeviation > 0 {
            let standardError = standardDeviation / n.squareRoot()
            interval = Interval(mean, reach: StudentT(n - 1).reachOf95Percent * standardError)
            t = mean / standardError
            effectSize = EffectSize(mean: mean, standardDeviation: standardDeviation, pairs: pairs)
        } else {
            (interval, t, effectSize) = (nil, nil, nil)
        }
    }
}
