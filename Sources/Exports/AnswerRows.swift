import Workshop

/// The tidy rows of results: one per idea, per detail of an idea and per answer, one per dot.
enum AnswerRows {
    /// The names of the columns, in order.
    static let columns = [
        "workshop", "activity", "activity_title", "kind", "row", "answer", "target", "target_text", "item",
        "item_text", "group", "status", "field", "value", "source", "name",
    ]

    /// Calls `body` with each row, one after the other, so that the rows of a large workshop need not be in memory at
    /// once. Activities that are sealed have no rows. Rows are in order of random identifiers, which says nothing about
    /// the order of arrival.
    static func each(
        _ results: WorkshopResults, language: String, _ body: ([String]) throws -> Void
    ) rethrows {
        var ideas: [String: (idea: Idea, group: String)] = [:]
        for activity in results.activities {
            let groups = Dictionary(activity.groups.map { ($0.id, $0.name) }) { first, _ in first }
            for authored in activity.ideas {
                ideas[authored.idea.id.description] = (authored.idea, authored.idea.group.flatMap { groups[$0] } ?? "")
            }
        }
        for activity in results.activities where activity.activity.isRevealed {
            let definition = activity.activity.definition
            let head = [
                results.workshop.code.description, activity.activity.id.description,
                definition.title.text(in: language), definition.kind.name,
            ]
            for authored in activity.ideas {
                let idea = authored.idea
                let group = ideas[idea.id.description]?.group ?? ""
                let place = ["", "", idea.id.description, idea.text, group, idea.status.rawValue]
                let ending = [authored.source.rawValue, results.names[authored.pseudonym] ?? ""]
                try body(head + ["idea", authored.pseudonym] + place + ["", ""] + ending)
                for detail in idea.details.fields {
                    try body(head + ["detail", authored.pseudonym] + place + [detail.name, detail.value] + ending)
                }
                for lens in idea.lenses.fields {
                    try body(head + ["lens", ""] + place + [lens.name, lens.value, "", ""])
                }
            }
            let targets = texts(of: activity.targets, language)
            let items = texts(of: activity.items, language)
            for cast in activity.ballots {
                for (target, row) in definition.rows(of: cast.ballot, targets: activity.targets) {
                    let item = row.item { items[$0] != nil }
                    try body(
                        head + [
                            "answer", cast.pseudonym, target, targets[target] ?? "", item,
                            items[item] ?? ideas[item]?.idea.text ?? "", ideas[item]?.group ?? "",
                            ideas[item]?.idea.status.rawValue ?? "", row.field, row.value,
                            cast.source.rawValue, results.names[cast.pseudonym] ?? "",
                        ])
                }
            }
        }
    }

    private static func texts(of items: [Item], _ language: String) -> [String: String] {
        Dictionary(items.map { ($0.id, $0.label.wordings(in: language).text(in: language)) }) { first, _ in first }
    }
}
