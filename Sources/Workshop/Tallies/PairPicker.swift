/// Chooses what a person compares next, so that items which came late catch up.
public enum PairPicker {
    /// The next pair: the item that has appeared least, with the one that has appeared least of those that this person
    /// has not compared it with. Equal ones in an order that `seed` decides.
    ///
    /// - Parameters:
    ///   - appearances: How often each item has been compared, by everybody.
    ///   - isJudged: Whether this person has compared the two items already.
    /// - Returns: Nil when this person has compared every pair.
    public static func next(
        appearances: [Int], seed: UInt64, isJudged: (Int, Int) -> Bool
    ) -> (first: Int, second: Int)? {
        var generator = SplitMix64(seed: seed)
        let order = Array(appearances.indices).shuffled(using: &generator)
        // A stable order of the shuffled items: those that have appeared least come first.
        let items = order.enumerated().sorted {
            (appearances[$0.element], $0.offset) < (appearances[$1.element], $1.offset)
        }.map(\.element)
        for first in items {
            for second in items where second != first && !isJudged(first, second) { return (first, second) }
        }
        return nil
    }
}
