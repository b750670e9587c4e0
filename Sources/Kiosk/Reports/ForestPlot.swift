import Evaluation

/// The scale of a forest plot: where a change in points lies in a picture of ``width`` by ``height`` units.
struct ForestPlot {
    static let width = 300.0
    static let height = 24.0
    private static let margin = 16.0

    private let least: Double
    private let most: Double

    /// A plot in which zero and all of `values` have room; it ends at half points.
    init(_ values: [Double]) {
        let finite = values.filter(\.isFinite)
        least = min(-0.5, ((finite.min() ?? 0) * 2).rounded(.down) / 2)
        most = max(0.5, ((finite.max() ?? 0) * 2).rounded(.up) / 2)
    }

    private func x(_ value: Double) -> Double {
        Self.margin + (value - least) / (most - least) * (Self.width - 2 * Self.margin)
    }

    private static func text(_ number: Double) -> String { String((number * 10).rounded() / 10) }

    /// The line of no change.
    var zero: String { Self.text(x(0)) }

    /// The marks of the axis: whole points, or half ones where it is short.
    func ticks(_ wording: Wording) -> [[String: Any]] {
        let step = most - least > 3 ? 1.0 : 0.5
        return stride(from: (least / step).rounded(.up) * step, through: most, by: step).map {
            ["x": Self.text(x($0)), "label": wording.signed($0, decimals: 1)]
        }
    }

    /// A workshop: a square, the greater the more pairs, on the line of its interval.
    func square(_ mean: Double, _ interval: Interval?, share: Double) -> [String: Any] {
        let side = 5 + 9 * max(0, min(1, share)).squareRoot()
        var square: [String: Any] = [
            "left": Self.text(x(mean) - side / 2), "top": Self.text((Self.height - side) / 2), "side": Self.text(side),
        ]
        if let interval { square["line"] = line(interval) }
        return square
    }

    /// A pooled effect: a diamond from one end of its interval to the other.
    func diamond(_ mean: Double, _ interval: Interval) -> String {
        let (middle, top) = (Self.height / 2, Self.height / 2 - 7)
        return [
            (x(interval.lower), middle), (x(mean), top), (x(interval.upper), middle), (x(mean), Self.height - top),
        ].map { "\(Self.text($0.0)),\(Self.text($0.1))" }.joined(separator: " ")
    }

    /// The line of an interval.
    func line(_ interval: Interval) -> [String: Any] {
        ["from": Self.text(x(interval.lower)), "to": Self.text(x(interval.upper))]
    }
}

extension Wording {
    /// `number` with its sign, also where it is more than zero.
    func signed(_ number: Double, decimals: Int) -> String {
        let text = decimal(number, decimals: decimals)
        return number > 0 && text.contains { $0.isNumber && $0 != "0" } ? "+" + text : text
    }
}
