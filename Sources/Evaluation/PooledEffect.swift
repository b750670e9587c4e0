/// The effect of a type of intervention, pooled over its workshops in points of the scale.
public struct PooledEffect: Sendable, Equatable {
    /// How many workshops are pooled; at least three.
    public let workshops: Int
    /// Their pairs.
    public let pairs: Int
    /// The mean change μ, in points.
    public let mean: Double
    /// Its standard error, in points.
    public let standardError: Double
    /// The variance between workshops τ², in points squared.
    public let betweenVariance: Double
    /// The 95 % interval μ ± t(k − 1)·SE; with Paule and Mandel's weights the modified interval of G. Knapp and
    /// J. Hartung (2003).
    public let interval: Interval
    /// Where the next workshop may come out, with 95 %: μ ± t(k − 2)·√(τ² + SE²) (J. P. T. Higgins, S. G. Thompson and
    /// D. J. Spiegelhalter, 2009); nil under five workshops.
    public let prediction: Interval?

    /// The pooled effect of `workshops`, with `withinVariance` s²ₚ of the whole programme; nil under three workshops and
    /// without any spread within or when the variance between was not found.
    public init?(_ workshops: [WorkshopFigures], withinVariance: Double) {
        guard Gate.effect(workshops: workshops.count).isEmpty,
            let solution = PauleMandel(
                estimates: workshops.map(\.mean), variances: workshops.map { withinVariance / Double($0.pairs) })
        else { return nil }
        let k = Double(workshops.count)
        self.workshops = workshops.count
        pairs = workshops.reduce(0) { $0 + $1.pairs }
        mean = solution.mean
        standardError = solution.standardError
        betweenVariance = solution.betweenVariance
        interval = Interval(mean, reach: StudentT(k - 1).reachOf95Percent * standardError)
        prediction =
            workshops.count < Gate.workshopsOfPrediction
            ? nil
            : Interval(
                mean,
                reach: StudentT(k - 2).reachOf95Percent
                    * (betweenVariance + standardError * standardError).squareRoot())
    }
}
