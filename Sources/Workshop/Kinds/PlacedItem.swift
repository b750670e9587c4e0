/// An item and its place in a result.
public struct PlacedItem: Sendable, Equatable {
    /// The item's identifier.
    public var id: String
    /// Its place from 1, shared by ties ("1 2 2 4").
    public var place: Int
    /// Whether another item has the same place.
    public var isTied: Bool

    /// The item `id` at `place`.
    public init(id: String, place: Int, isTied: Bool) {
        self.id = id
        self.place = place
        self.isTied = isTied
    }

    /// Items by score, the highest first; equal scores share a place and stand in order of identifier.
    public static func ordered(_ scores: [(id: String, score: Double)]) -> [PlacedItem] {
        let sorted = scores.sorted { ($1.score, $0.id) < ($0.score, $1.id) }
        var placed: [PlacedItem] = []
        for (index, entry) in sorted.enumerated() {
            let tiedBefore = index > 0 && sorted[index - 1].score == entry.score
            let tiedAfter = index + 1 < sorted.count && sorted[index + 1].score == entry.score
            let place = tiedBefore ? placed[index - 1].place : index + 1
            placed.append(PlacedItem(id: entry.id, place: place, isTied: tiedBefore || tiedAfter))
        }
        return placed
    }
}
