import FoundationEssentials
import GRDB
import Workshop

/// How groups of participants answered, kept as means once an activity is closed for good.
extension Store {
    /// The split of an activity that still has its key; nil where the workshop splits nothing, or the split would give a
    /// small group away: by itself, or laid beside the counts and splits that have been made before.
    static func split(of facts: ActivityFacts, _ stored: StoredWorkshop, _ db: Database) throws -> Split? {
        let question = stored.workshop.split
        // Where the answers of several steps belong together, the means of the groups and the single answers in the files
        // are equations enough to tell who is in which group.
        guard !question.isEmpty, stored.workshop.privacy == .anonymous, facts.activity.kind.compared != nil,
            let key = facts.key
        else { return nil }
        var answers: [String: String] = [:]
        let rows = try Row.fetchAll(
            db, sql: "SELECT id, reentry, link, background FROM participant WHERE workshop = ?",
            arguments: [stored.row])
        for row in rows {
            guard let participant = participant(row) else { continue }
            answers[hexadecimal(key.pseudonym(of: participant))] =
                Ballot(encoded: row["background"] as String)?[question] ?? ""
        }
        let ballots = try ballots(of: facts, db).map { (answer: answers[$0.pseudonym] ?? "", ballot: $0.ballot) }
        let items = try AskedItems.fetch(facts, stored, db).items
        guard let split = Split(question: question, of: ballots, facts.activity.definition, items) else { return nil }
        var tables = try publishedReach(of: stored, db)
        let earlier = tables[question] ?? []
        let splits = tables[splitTables(question)] ?? []
        guard split.people.mayFollow(earlier + splits) else { return nil }
        // Whoever has the report keeps its tables, whatever is erased here later.
        tables[splitTables(question), default: []].append(split.people)
        try savePublishedReach(tables, of: stored, db)
        return split
    }

    /// The name under which the counts of the splits by `question` are kept among the published tables.
    static func splitTables(_ question: String) -> String { "\(question)/split" }

    /// The splits of a workshop's activities, those that are sealed included.
    static func splits(of stored: StoredWorkshop, _ db: Database) throws -> [Identifier: Split] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT id, split FROM activity WHERE workshop = ? AND split IS NOT NULL", arguments: [stored.row])
        return try rows.reduce(into: [:]) { splits, row in
            guard let id = Identifier(row["id"] as String) else { return }
            splits[id] = try JSONDecoder().decode(Split.self, from: Data((row["split"] as String).utf8))
        }
    }
}
