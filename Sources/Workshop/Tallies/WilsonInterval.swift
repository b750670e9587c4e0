/// The 95 % score interval of a share (E. B. Wilson, 1927).
public struct WilsonInterval: Sendable, Equatable {
    /// The lower end, from 0 to 1.
    public let lower: Double
    /// The upper end, from 0 to 1.
    public let upper: Double

    /// The 0.975 quantile of the normal distribution.
    private static let z = 1.959963984540054

    /// The interval of `successes` out of `count`; nil when there is nothing to count or the numbers do not fit.
    public init?(successes: Int, of count: Int) {
        guard count > 0, (0...count).contains(successes) else { return nil }
        let n = Double(count)
        let p = Double(successes) / n
        let zz = Self.z * Self.z
        let middle = (p + zz / (2 * n)) / (1 + zz / n)
        let half = Self.z * (p * (1 - p) / n + zz / (4 * n * n)).squareRoot() / (1 + zz / n)
        lower = max(0, middle - half)
        upper = min(1, middle + half)
    }
}
