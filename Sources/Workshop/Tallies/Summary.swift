/// What some numbers come to.
public struct Summary: Sendable, Equatable {
    /// How many there are.
    public let count: Int
    /// The arithmetic mean.
    public let mean: Double
    /// The sample standard deviation (n − 1); nil under two numbers.
    public let standardDeviation: Double?
    /// The median.
    public let median: Double
    /// The quartiles, interpolated between neighbours (type 7 of R. J. Hyndman and Y. Fan, 1996: R's default).
    public let lowerQuartile: Double, upperQuartile: Double

    /// The summary of `numbers`; nil when there are none.
    public init?(_ numbers: [Double]) {
        guard !numbers.isEmpty else { return nil }
        let sorted = numbers.sorted()
        let mean = sorted.reduce(0, +) / Double(sorted.count)
        count = sorted.count
        self.mean = mean
        standardDeviation =
            sorted.count < 2
            ? nil : (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sorted.count - 1)).squareRoot()
        median = Self.quantile(sorted, 0.5)
        lowerQuartile = Self.quantile(sorted, 0.25)
        upperQuartile = Self.quantile(sorted, 0.75)
    }

    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let low = Int(place)
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
    }
}
