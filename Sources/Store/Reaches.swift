import FoundationEssentials
import GRDB
import Workshop

/// How many gave each answer to the background questions, published so that nobody can be found by subtracting.
extension Store {
    /// How the background questions of a workshop were answered, by question: only those that may be shown, and none
    /// while any activity is open.
    ///
    /// What has been published stays as it was until so many more have answered that the change itself hides them. It is
    /// kept, because the people who keep the tables keep them, too.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func reach(_ code: SpokenCode) async throws -> [String: Reach] {
        let (published, isNew) = try await read { db in try Self.published(code, db) }
        guard isNew else { return published.compactMapValues(\.last) }
        return try await writer.write(isCompound: true) { db, _ in
            let (published, isNew) = try Self.published(code, db)
            if isNew {
                try db.execute(
                    sql: "UPDATE workshop SET published_reach = ? WHERE code = ?",
                    arguments: [String(decoding: try JSONEncoder().encode(published), as: UTF8.self), code.description])
            }
            return (published.compactMapValues(\.last), nil)
        }
    }

    /// The tables that have been published or may be now, by question, the oldest first, and whether one is new.
    private static func published(
        _ code: SpokenCode, _ db: Database
    ) throws -> (tables: [String: [Reach]], isNew: Bool) {
        let stored = try StoredWorkshop.fetch(db, code)
        if stored.workshop.isAsking { return ([:], false) }
        let splits = try splits(of: stored, db).values
        var tables = try publishedReach(of: stored, db)
        let answers = try String.fetchAll(
            db, sql: "SELECT background FROM participant WHERE workshop = ?", arguments: [stored.row]
        ).map { Ballot(encoded: $0) ?? Ballot() }
        var isNew = false
        for question in stored.workshop.background {
            let counted = Reach(answers.map { $0[question] ?? "" })
            let earlier = tables[question] ?? []
            let split = splits.filter { $0.question == question }.map(\.people)
            guard counted != earlier.last, counted.mayFollow(earlier + split) else { continue }
            tables[question, default: []].append(counted)
            isNew = true
        }
        return (tables, isNew)
    }

    /// The tables that have been published, by question, the oldest first.
    static func publishedReach(of stored: StoredWorkshop, _ db: Database) throws -> [String: [Reach]] {
        let json = try String.fetchOne(
            db, sql: "SELECT published_reach FROM workshop WHERE id = ?", arguments: [stored.row])
        return try JSONDecoder().decode([String: [Reach]].self, from: Data((json ?? "{}").utf8))
    }
}
