import Workshop

/// One thing among what the display shows that the facilitator can point at.
struct Pointable: Sendable, Equatable {
    /// How forms and the database name it.
    var row: String
    /// What it is.
    var text: String
    /// Its place, if it has one.
    var place: String?
    /// Its amount, if it has one.
    var amount: String?
    /// What it stands under.
    var heading: String?

    /// The name of an idea.
    static func idea(_ id: String) -> String { "idea-\(id)" }
    /// The name of a group of ideas.
    static func group(_ id: String) -> String { "group-\(id)" }
    /// The name of what has the identifier `id` in one figure of a result.
    static func part(_ id: String, section: Int, figure: Int) -> String { "part-\(section)-\(figure)-\(id)" }
    /// The name of what has no identifier but its words: FNV-1a, 64 bits, so that forms stay short.
    static func words(_ text: String, section: Int) -> String {
        let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return "words-\(section)-\(String(hash, radix: 16))"
    }

    /// Everything that can be pointed at in `snapshot`: only what the room may see.
    static func all(_ snapshot: RoomSnapshot, _ wording: Wording) -> [Pointable] {
        if Pages.showsWelcome(snapshot) { return [] }
        let fallback = snapshot.workshop.language
        var all = Pages.showsWall(snapshot) ? onWall(snapshot) : []
        var section = 0
        var figure = 0
        var heading: String?
        for block in snapshot.results ?? [] {
            if case .heading(let label) = block {
                (section, figure, heading) = (section + 1, 0, wording.words(label, fallback: fallback))
            }
            all += inside(block, section: section, figure: figure, wording, fallback).map { pointable in
                var pointable = pointable
                pointable.heading = heading
                return pointable
            }
            if block.isFigure { figure += 1 }
        }
        return all
    }

    private static func onWall(_ snapshot: RoomSnapshot) -> [Pointable] {
        let visible = snapshot.ideas.filter { $0.status == .visible }
        let used = Set(visible.compactMap(\.group))
        let groups = snapshot.groups.filter { used.contains($0.id) }
        return groups.map { Pointable(row: group($0.id.description), text: $0.name) }
            + visible.map { shown in
                Pointable(
                    row: idea(shown.id.description), text: shown.text,
                    heading: groups.first { $0.id == shown.group }?.name)
            }
    }

    private static func inside(
        _ block: ResultBlock, section: Int, figure: Int, _ wording: Wording, _ fallback: String
    ) -> [Pointable] {
        switch block {
        case .heading, .note, .aside: []
        case .table(let table):
            table.rows.compactMap { row in
                guard let id = row.id, let head = row.cells.first else { return nil }
                return Pointable(
                    row: part(id, section: section, figure: figure), text: wording.words(head, fallback: fallback),
                    amount: zip(table.columns, row.cells).dropFirst().map { column, cell in
                        wording.text(
                            "display_amount",
                            [
                                "heading": wording.words(column, fallback: fallback),
                                "amount": wording.words(cell, fallback: fallback),
                            ])
                    }.joined(separator: " · "))
            }
        case .bars(let bars):
            bars.rows.map { row in
                var pointable = Pointable(
                    row: part(row.id, section: section, figure: figure),
                    text: wording.words(row.label, fallback: fallback))
                pointable.amount = wording.text(
                    "display_amount",
                    [
                        "heading": wording.words(bars.amountHeading, fallback: fallback),
                        "amount": wording.words(row.text, fallback: fallback),
                    ])
                pointable.place = row.place.map {
                    wording.text(row.isTied ? "place_tied" : "place", ["place": String($0)])
                }
                return pointable
            }
        case .plot(let plot):
            plot.points.enumerated().map { index, point in
                Pointable(
                    row: part(point.id, section: section, figure: figure),
                    text: wording.words(point.label, fallback: fallback), place: String(index + 1))
            }
        case .words(let list):
            list.map {
                Pointable(
                    row: words($0.text, section: section), text: $0.text,
                    amount: wording.count("display_people", $0.people))
            }
        case .texts(let texts):
            texts.map { label in
                let text = wording.words(label, fallback: fallback)
                return Pointable(row: words(text, section: section), text: text)
            }
        }
    }
}

extension Pages {
    /// What the display enlarges; nil when nothing that it shows is pointed at.
    func pointedContent(_ snapshot: RoomSnapshot, _ wording: Wording) -> [String: Any]? {
        guard let pointed = Self.pointed(snapshot, wording) else { return nil }
        var content: [String: Any] = ["text": pointed.text]
        content["place"] = pointed.place
        content["amount"] = pointed.amount
        content["heading"] = pointed.heading
        return content
    }

    /// What is pointed at, if the room sees it now.
    static func pointed(_ snapshot: RoomSnapshot, _ wording: Wording) -> Pointable? {
        guard let pointer = snapshot.display.pointer, pointer.activity == snapshot.shown?.id else { return nil }
        return Pointable.all(snapshot, wording).first { $0.row == pointer.row }
    }
}
