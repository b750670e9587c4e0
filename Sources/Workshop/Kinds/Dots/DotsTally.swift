/// What the ballots of a dots activity add up to.
public struct DotsTally: Sendable, Equatable {
    /// One item's share.
    public struct Row: Sendable, Equatable {
        /// The item's identifier.
        public let item: String
        /// Its dots.
        public let dots: Int
        /// How many participants gave it at least one dot.
        public let people: Int
        /// The most dots that one participant gave it.
        public let largest: Int
        /// Its place from 1. Items with equal dots share a place, and the next place skips as many ("1 2 2 4").
        public let place: Int
        /// Whether another item has the same place.
        public let isTied: Bool
    }

    /// The items, most dots first; items with equal dots in order of identifier, which is random for ideas.
    public let rows: [Row]
    /// The ballots counted: those with at least one dot on any item.
    public let ballots: Int
    /// The dots counted.
    public let dots: Int

    /// The tally of `ballots` over `items`. Dots on items outside `items` (hidden after the vote) are not counted.
    ///
    /// - Parameter prefix: What the fields of the dots begin with, before the item's identifier.
    public init(_ ballots: [Ballot], items: [String], prefix: String = "dots-") {
        var counts: [String: (dots: Int, people: Int, largest: Int)] = [:]
        for item in items { counts[item] = (0, 0, 0) }
        var answered = 0
        for ballot in ballots {
            let placed = ballot.fields(after: prefix)
            if !placed.isEmpty { answered += 1 }
            for (item, value) in placed {
                guard let sum = counts[item], let count = Int(value) else { continue }
                counts[item] = (sum.dots + count, sum.people + 1, max(sum.largest, count))
            }
        }
        let sorted = counts.sorted { ($1.value.dots, $0.key) < ($0.value.dots, $1.key) }
        var rows: [Row] = []
        rows.reserveCapacity(sorted.count)
        for (index, entry) in sorted.enumerated() {
            let tiedBefore = index > 0 && sorted[index - 1].value.dots == entry.value.dots
            let tiedAfter = index + 1 < sorted.count && sorted[index + 1].value.dots == entry.value.dots
            rows.append(
                Row(
                    item: entry.key, dots: entry.value.dots, people: entry.value.people, largest: entry.value.largest,
                    place: tiedBefore ? rows[index - 1].place : index + 1, isTied: tiedBefore || tiedAfter))
        }
        self.rows = rows
        self.ballots = answered
        self.dots = sorted.reduce(0) { $0 + $1.value.dots }
    }
}
