import Workshop

/// Results as tidy CSV tables: one row per idea and per dot.
public enum CSVExport {
    /// The names of the columns, in order.
    public static let columns = [
        "workshop", "activity", "activity_title", "kind", "answer", "idea", "idea_text", "group", "status", "dots",
    ]

    /// The results as one table. Activities that are sealed have no rows. Rows are in order of random identifiers, which
    /// says nothing about the order of arrival.
    ///
    /// - Parameter language: The language code of the activities' titles.
    public static func results(_ results: WorkshopResults, language: String) -> [UInt8] {
        var rows = [columns]
        for activity in results.activities where activity.activity.isRevealed {
            let head = [
                results.workshop.code.description, activity.activity.id.description,
                activity.activity.title.text(in: language),
            ]
            switch activity.activity.kind {
            case .ideas:
                rows += ideas(activity).map { head + $0 }
            case .dots(let rules):
                let source = results.activities.indices.contains(rules.source) ? results.activities[rules.source] : nil
                rows += dots(activity, source).map { head + $0 }
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

    private static func ideas(_ results: ActivityResults) -> [[String]] {
        let groups = names(of: results.groups)
        return results.ideas.map { authored in
            let idea = authored.idea
            return [
                "idea", authored.pseudonym, idea.id.description, idea.text, idea.group.flatMap { groups[$0] } ?? "",
                idea.status.rawValue, "",
            ]
        }
    }

    private static func dots(_ results: ActivityResults, _ source: ActivityResults?) -> [[String]] {
        let ideas = Dictionary((source?.ideas ?? []).map { ($0.idea.id, $0.idea) }) { first, _ in first }
        let groups = names(of: source?.groups ?? [])
        var rows: [[String]] = []
        for cast in results.ballots {
            for (item, count) in cast.ballot.dots.sorted(by: { $0.key < $1.key }) {
                let idea = ideas[item]
                let row = [
                    "dot", cast.pseudonym, item.description, idea?.text ?? "",
                    idea?.group.flatMap { groups[$0] } ?? "", idea?.status.rawValue ?? "", "1",
                ]
                rows += Array(repeating: row, count: count)
            }
        }
        return rows
    }

    private static func names(of groups: [IdeaGroup]) -> [Identifier: String] {
        Dictionary(groups.map { ($0.id, $0.name) }) { first, _ in first }
    }
}
