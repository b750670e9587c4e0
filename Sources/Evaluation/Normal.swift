import Glibc

/// The standard normal distribution.
public enum Normal {
    /// The density at `x`.
    public static func density(_ x: Double) -> Double { exp(-0.5 * x * x) / 2.506_628_274_631_000_5 }

    /// The probability of a value up to `x`, from 0 to 1, with full relative precision in the lower tail (the C library's
    /// `erfc`).
    public static func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x * 0.707_106_781_186_547_5) }

    /// The value that is not exceeded with `probability`; −∞ at 0, +∞ at 1, not a number outside.
    ///
    /// Relative error under 1e-13 for the lower half; above, as good as 1 − `probability` is known. Begins with formula
    /// 26.2.23 of M. Abramowitz and I. A. Stegun (1964; error under 4.5e-4) and improves it by E. Halley's iteration.
    public static func quantile(_ probability: Double) -> Double {
        guard probability > 0, probability < 1 else {
            return probability == 0 ? -.infinity : probability == 1 ? .infinity : .nan
        }
        if probability == 0.5 { return 0 }
        if probability > 0.5 { return -quantile(1 - probability) }
        let t = (-2 * log(probability)).squareRoot()
        var x =
            -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
        for _ in 0..<3 {
            let step = (cumulative(x) - probability) / density(x)
            x -= step / (1 + 0.5 * x * step)
        }
        return x
    }
}
