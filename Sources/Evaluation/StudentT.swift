import Glibc

/// Student's t distribution (W. S. Gosset, 1908) with ν degrees of freedom.
///
/// Relative errors under 1e-10 for ν from 1 to a million and tails down to 1e-12 and beyond.
public struct StudentT: Sendable, Equatable {
    /// The degrees of freedom, over 0; they need not be whole.
    public let degreesOfFreedom: Double

    private let logBetaOfHalves: Double

    /// The distribution with `degreesOfFreedom`, which must be over 0 and finite.
    public init(_ degreesOfFreedom: Double) {
        self.degreesOfFreedom = degreesOfFreedom
        logBetaOfHalves = logBeta(degreesOfFreedom / 2, 0.5)
    }

    /// The density at `t`: (1 + t²/ν)^(−(ν+1)/2) / (√ν·B(ν/2, ½)).
    public func density(_ t: Double) -> Double {
        let logKernel = -0.5 * (degreesOfFreedom + 1) * log1p(t * t / degreesOfFreedom)
        return exp(logKernel - logBetaOfHalves) / degreesOfFreedom.squareRoot()
    }

    /// The probability of a value over `t`, from 0 to 1: ½·I_x(ν/2, ½) with x = ν/(ν + t²) for t ≥ 0 (M. Abramowitz and
    /// I. A. Stegun, 1964, 26.7.1).
    public func upperTail(_ t: Double) -> Double {
        if t < 0 { return 1 - upperTail(-t) }
        if t.isInfinite { return 0 }
        // The ratio first: a square of 1e200 would overflow, and ν + t² loses ν's digits.
        let ratio = t / degreesOfFreedom.squareRoot()
        let squared = ratio * ratio
        let x = 1 / (1 + squared)
        let complement = squared.isInfinite ? 1 : squared / (1 + squared)
        return 0.5 * incompleteBeta(x, complement, degreesOfFreedom / 2, 0.5, logBeta: logBetaOfHalves)
    }

    /// The probability of a value up to `t`, from 0 to 1, precise in the lower tail.
    public func cumulative(_ t: Double) -> Double { upperTail(-t) }

    /// The value that is exceeded with probability `tail`; +∞ at 0, −∞ at 1, not a number outside.
    ///
    /// By I. Newton's method on the logarithm of the tail, which is nearly straight, kept inside a bracket by halving.
    public func exceeded(withProbability tail: Double) -> Double {
        guard tail > 0, tail < 1 else { return tail == 0 ? .infinity : tail == 1 ? -.infinity : .nan }
        if tail == 0.5 { return 0 }
        if tail > 0.5 { return -exceeded(withProbability: 1 - tail) }
        var low = 0.0
        var high = max(1, -Normal.quantile(tail))
        while upperTail(high) > tail, high < 1e300 { (low, high) = (high, high * 2) }
        var t = low == 0 ? min(high, -Normal.quantile(tail)) : 0.5 * (low + high)
        for _ in 0..<200 {
            let probability = upperTail(t)
            if probability > tail { low = t } else { high = t }
            var next = t + log(probability / tail) * probability / density(t)
            if !(next >= low && next <= high) { next = 0.5 * (low + high) }
            let moved = abs(next - t)
            t = next
            if moved <= 4e-16 * t { break }
        }
        return t
    }

    /// The value that is not exceeded with `probability`.
    public func quantile(_ probability: Double) -> Double { -exceeded(withProbability: probability) }

    /// How many standard errors to each side a two-sided 95 % interval reaches.
    public var reachOf95Percent: Double { exceeded(withProbability: 0.025) }
}
