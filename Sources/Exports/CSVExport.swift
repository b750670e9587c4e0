import Workshop

/// Results as tidy CSV tables: one row per idea and per answer, one per dot.
public enum CSVExport {
    /// The names of the columns, in order.
    public static let columns = [
        "workshop", "activity", "activity_title", "kind", "row", "answer", "target", "target_text", "item",
        "item_text", "group", "status", "field", "value", "source", "name",
    ]

    /// The results as one table. Activities that are sealed have no rows. Rows are in order of random identifiers, which
    /// says nothing about the order of arrival.
    ///
    /// - Parameter language: The language code of titles and options.
    public static func results(_ results: WorkshopResults, language: String) -> [UInt8] {
        var ideas: [String: (idea: Idea, group: String)] = [:]
        for activity in results.activities {
            let groups = Dictionary(activity.groups.map { ($0.id, $0.name) }) { first, _ in first }
            for authored in activity.ideas {
                ideas[authored.idea.id.description] = (authored.idea, authored.idea.group.flatMap { groups[$0] } ?? "")
            }
        }
        var rows = [columns]
        for activity in results.activities where activity.activity.isRevealed {
            let definition = activity.activity.definition
            let head = [
                results.workshop.code.description, activity.activity.id.description,
                definition.title.text(in: language), definition.kind.name,
            ]
            rows += activity.ideas.flatMap { authored -> [[String]] in
                let idea = authored.idea
                let place = [
                    "", "", idea.id.description, idea.text, ideas[idea.id.description]?.group ?? "",
                    idea.status.rawValue,
                ]
                let lenses = idea.lenses.fields.sorted { $0.key < $1.key }
                let details = idea.details.fields.sorted { $0.key < $1.key }
                let name = results.names[authored.pseudonym] ?? ""
                return [head + ["idea", authored.pseudonym] + place + ["", "", authored.source.rawValue, name]]
                    + details.map {
                        head + ["detail", authored.pseudonym] + place + [
                            $0.key, $0.value, authored.source.rawValue, name,
                        ]
                    }
                    + lenses.map { head + ["lens", ""] + place + [$0.key, $0.value, "", ""] }
            }
            let targets = texts(of: activity.targets, language)
            let items = texts(of: activity.items, language)
            for cast in activity.ballots {
                for (target, row) in definition.rows(of: cast.ballot, targets: activity.targets) {
                    // An answer that names an option is about that option.
                    let item = row.item.isEmpty && items[row.value] != nil ? row.value : row.item
                    rows.append(
                        head + [
                            "answer", cast.pseudonym, target, targets[target] ?? "", item,
                            items[item] ?? ideas[item]?.idea.text ?? "", ideas[item]?.group ?? "",
                            ideas[item]?.idea.status.rawValue ?? "", row.field, row.value,
                            cast.source.rawValue,
                            results.names[cast.pseudonym] ?? "",
                        ])
                }
            }
        }
        return CSVText.encode(rows)
    }

    /// The description of the columns, with the meaning in every language that the descriptions have.
    public static func fields(_ fields: ExportFields) -> [UInt8] {
        let languages = Set(fields.fields.flatMap { $0.meaning.texts.keys }).sorted()
        let head = ["field"] + languages.map { "meaning_\($0)" }
        let rows = fields.fields.map { field in [field.name] + languages.map { field.meaning.texts[$0] ?? "" } }
        return CSVText.encode([head] + rows)
    }

    private static func texts(of items: [Item], _ language: String) -> [String: String] {
        Dictionary(items.map { ($0.id, $0.label.wordings(in: language).text(in: language)) }) { first, _ in first }
    }
}
