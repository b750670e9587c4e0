/// The index of a person: the mean of the answers to the items of the instrument, in points of its scale.
///
/// "Don't know" is nil: missing, and never 0. A number that is no point of the scale counts as missing too, so that
/// nothing from outside the scale can enter a mean.
public enum PersonIndex {
    /// How many of the six items must be answered.
    public static let fewestItems = 4

    /// The points of the scale.
    public static let scale = 1...5

    /// The mean of what was answered, from 1 to 5; nil with fewer than ``fewestItems`` answers.
    public static func mean(_ answers: [Int?]) -> Double? {
        let given = answers.compactMap { $0 }.filter(scale.contains)
        guard given.count >= fewestItems else { return nil }
        return Double(given.reduce(0, +)) / Double(given.count)
    }

    /// The mean before and after over the same items: those answered both times; nil with fewer than ``fewestItems`` of
    /// them, or when the two lists are not of the same items.
    ///
    /// `change` is divided once, from whole numbers: equal changes are then equal to the last bit, which the signed ranks
    /// need.
    public static func pair(before: [Int?], after: [Int?]) -> (before: Double, after: Double, change: Double)? {
        guard before.count == after.count else { return nil }
        var sums = (before: 0, after: 0)
        var items = 0
        for case let (earlier?, later?) in zip(before, after) where scale.contains(earlier) && scale.contains(later) {
            sums.before += earlier
            sums.after += later
            items += 1
        }
        guard items >= fewestItems else { return nil }
        let count = Double(items)
        return (Double(sums.before) / count, Double(sums.after) / count, Double(sums.after - sums.before) / count)
    }
}
