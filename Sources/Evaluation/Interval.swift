/// A range that a figure may lie in.
public struct Interval: Sendable, Equatable {
    /// The lower end.
    public let lower: Double
    /// The upper end.
    public let upper: Double

    /// The range of `reach` to each side of `middle`.
    public init(_ middle: Double, reach: Double) {
        lower = middle - reach
        upper = middle + reach
    }

    /// Whether all of it is over 0.
    public var isAboveZero: Bool { lower > 0 }
    /// Whether all of it is under 0.
    public var isBelowZero: Bool { upper < 0 }
}
