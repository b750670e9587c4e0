/// One participant's dots: how many on which items.
public struct DotsBallot: Sendable, Equatable {
    /// The dots on each item; items without dots are absent.
    public let dots: [Identifier: Int]

    /// The dots in all.
    public var placed: Int { dots.values.reduce(0, +) }

    /// A ballot that keeps to `rules` on `items`.
    ///
    /// - Throws: ``Refusal/notACount``, ``Refusal/noSuchItem``, ``Refusal/overCap(placed:cap:)`` or
    ///   ``Refusal/overBudget(placed:budget:)``.
    public init(_ dots: [Identifier: Int], rules: DotsRules, items: Set<Identifier>) throws(Refusal) {
        var total = 0
        var kept: [Identifier: Int] = [:]
        for (item, count) in dots where count != 0 {
            if count < 0 { throw .notACount }
            if !items.contains(item) { throw .noSuchItem }
            if count > rules.cap { throw .overCap(placed: count, cap: rules.cap) }
            // Cannot overflow: each count is at most the cap, and there are at most as many as items.
            total += count
            kept[item] = count
        }
        if total > rules.budget { throw .overBudget(placed: total, budget: rules.budget) }
        self.dots = kept
    }

    /// A ballot that is only compared with one that was checked before.
    public init(unchecked dots: [Identifier: Int]) {
        self.dots = dots.filter { $0.value != 0 }
    }

    /// Reads what ``encoded`` wrote; nil when it is not of that form.
    public init?(encoded: String) {
        var dots: [Identifier: Int] = [:]
        for part in encoded.split(separator: ",") {
            let halves = part.split(separator: ":")
            guard halves.count == 2, let item = Identifier(halves[0]), let count = Int(halves[1]),
                (1...1_000_000).contains(count), dots[item] == nil
            else {
                return nil
            }
            dots[item] = count
        }
        self.dots = dots
    }

    /// The ballot as storage keeps it: `item:count` pairs in order of item, joined by commas. Equal ballots encode
    /// equally.
    public var encoded: String {
        dots.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",")
    }
}
