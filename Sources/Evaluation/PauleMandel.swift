/// A mean of several estimates that differ by more than their sampling, by the method of R. C. Paule and J. Mandel
/// (Journal of Research of the National Bureau of Standards 87, 1982).
public struct PauleMandel: Sendable, Equatable {
    /// The variance between the estimates, τ² ≥ 0, in the square of their unit.
    public let betweenVariance: Double
    /// The mean μ, in the unit of the estimates.
    public let mean: Double
    /// The standard error of the mean, 1/√Σw, in the same unit.
    public let standardError: Double

    /// The mean of `estimates` with sampling `variances`, all over 0; nil under two estimates, for variances that are not
    /// over 0 and finite, or when the solution was not found.
    ///
    /// τ² solves Σ wᵢ(yᵢ − μ)² = k − 1 with wᵢ = 1/(vᵢ + τ²), and is 0 where the sum at 0 is no greater. The sum falls as
    /// τ² grows, so halving finds the one solution, to the last digits.
    public init?(estimates: [Double], variances: [Double]) {
        let k = estimates.count
        guard k >= 2, variances.count == k, variances.allSatisfy({ $0 > 0 && $0.isFinite }),
            estimates.allSatisfy(\.isFinite)
        else { return nil }
        func solved(_ between: Double) -> (mean: Double, weights: Double, excess: Double) {
            let weights = variances.map { 1 / ($0 + between) }
            let sum = weights.reduce(0, +)
            let mean = zip(weights, estimates).reduce(0.0) { $0 + $1.0 * $1.1 } / sum
            let squares = zip(weights, estimates).reduce(0.0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
            return (mean, sum, squares - Double(k - 1))
        }
        var between = 0.0
        if solved(0).excess > 0 {
            var low = 0.0
            var high = 1.0
            while solved(high).excess > 0 {
                (low, high) = (high, 2 * high)
                guard high < 1e300 else { return nil }
            }
            var halvings = 0
            while high - low > 1e-15 * high, halvings < 1100 {
                between = 0.5 * (low + high)
                if solved(between).excess > 0 { low = between } else { high = between }
                halvings += 1
            }
            between = 0.5 * (low + high)
            guard abs(solved(between).excess) < 1e-9 * Double(k) else { return nil }
        }
        let (mean, weights, _) = solved(between)
        self.mean = mean
        betweenVariance = between
        standardError = (1 / weights).squareRoot()
    }
}
