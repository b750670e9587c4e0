import Glibc

/// What a workshop of a given size can find.
public enum Power {
    /// The mean change, in standard deviations of the change, that a two-sided test at 5 % finds with probability 0.8 in
    /// `pairs` pairs; nil under three pairs. Error under 1e-8.
    ///
    /// From the noncentral t distribution: 8 pairs find 1.16, 12 find 0.89, 25 find 0.58, 40 find 0.45.
    public static func detectable(pairs: Int) -> Double? {
        guard pairs >= 3 else { return nil }
        let n = Double(pairs)
        let critical = StudentT(n - 1).reachOf95Percent
        var (low, high) = (0.0, 20.0)
        while high - low > 1e-10 * high {
            let effect = 0.5 * (low + high)
            let power =
                upperTail(of: critical, n - 1, shift: effect * n.squareRoot())
                + upperTail(of: critical, n - 1, shift: -effect * n.squareRoot())
            if power < 0.8 { low = effect } else { high = effect }
        }
        return 0.5 * (low + high)
    }

    /// The probability that a noncentral t is over `limit`: (Z + δ)/S with S² a χ² over its ν degrees of freedom.
    ///
    /// The integral over ln S of the density of S times Φ(δ − limit·S). In ln S the integrand is smooth and dies out to
    /// both sides, where the trapezoidal rule is exact to the last digits (J. Waldvogel, 2011).
    private static func upperTail(of limit: Double, _ freedom: Double, shift: Double) -> Double {
        // S is near 1 with a spread of 1/√(2ν); far down the density falls only as S^ν.
        let spread = 1 / (2 * freedom).squareRoot()
        let step = 0.4 * spread
        let logConstant = 0.693_147_180_559_945_3 + 0.5 * freedom * log(freedom / 2) - logGamma(freedom / 2)
        var sum = 0.0
        var y = -max(12 * spread, 40 / freedom)
        while y < 12 * spread {
            let s = exp(y)
            sum +=
                exp(logConstant + freedom * y - 0.5 * freedom * s * s) * Normal.cumulative(shift - limit * s)
            y += step
        }
        return sum * step
    }
}
