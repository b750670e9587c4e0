import Glibc

/// Hedges' g of paired changes: the mean change in standard deviations of the change, corrected for small samples
/// (L. V. Hedges, 1981).
public struct EffectSize: Sendable, Equatable {
    /// g = J·d̄/s, in standard deviations.
    public let g: Double
    /// Its sampling variance 1/n + g²/(2n).
    public let variance: Double

    /// The effect size of `pairs` changes; nil under three pairs, where J is 0, or without spread.
    public init?(mean: Double, standardDeviation: Double, pairs: Int) {
        guard pairs >= 3, standardDeviation > 0 else { return nil }
        let n = Double(pairs)
        g = Self.correction(n - 1) * mean / standardDeviation
        variance = 1 / n + g * g / (2 * n)
    }

    /// J = Γ(m/2) / (√(m/2)·Γ((m − 1)/2)) for m > 1 degrees of freedom; from 0 to 1.
    ///
    /// As Γ(½)/B((m − 1)/2, ½): the difference of two log-gammas would lose digits for large m.
    static func correction(_ m: Double) -> Double {
        exp(logGamma(0.5) - logBeta((m - 1) / 2, 0.5)) / (m / 2).squareRoot()
    }
}
