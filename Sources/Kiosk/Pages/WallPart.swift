/// Which ideas stand on the wall when there are more than a projected page has room for.
///
/// Some of each group in turn, so that no group hides another. Ideas are in order of their identifiers, which are
/// random: those that are shown are as good as drawn by lot, and the same ones at each renewal.
struct WallPart {
    /// The sections that have ideas to show, each with only those.
    private(set) var sections: [[String: Any]] = []
    /// The sections of which no idea has room.
    private(set) var left: [[String: Any]] = []
    /// How many ideas are shown.
    private(set) var shown = 0
    /// How much they fill, counted as the wall's room is.
    private(set) var length = 0

    /// - Parameters:
    ///   - all: The sections with all their ideas.
    ///   - most: The ideas that have room.
    ///   - room: The characters that have room, the edges of the cards counted as characters.
    init(of all: [[String: Any]], most: Int, room: Int) {
        let items = all.map { $0["items"] as? [[String: Any]] ?? [] }
        var taken = items.map { _ in 0 }
        length = all.filter { $0["hasName"] as? Bool ?? false }.count * Self.heading
        var goesOn = true
        while goesOn {
            goesOn = false
            for section in items.indices where shown < most && taken[section] < items[section].count {
                let filled = Self.length(of: items[section][taken[section]])
                guard length + filled <= room else { continue }
                (length, shown, goesOn) = (length + filled, shown + 1, true)
                taken[section] += 1
            }
        }
        for (section, count) in zip(all, taken) {
            if count == 0 {
                left.append(section)
            } else {
                let items = (section["items"] as? [[String: Any]] ?? []).prefix(count)
                sections.append(section.merging(["items": Array(items)]) { $1 })
            }
        }
    }

    /// What a heading with its count fills.
    private static let heading = 60
    /// What the edges of a card fill.
    static let edge = 20

    private static func length(of item: [String: Any]) -> Int {
        let details = item["details"] as? [String] ?? []
        return (item["text"] as? String ?? "").count + details.reduce(0) { $0 + $1.count } + edge
    }
}
