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
        guard isNew else { return Self.shown(published) }
        return try await writer.write(isCompound: true) { db, _ in
            let (published, isNew) = try Self.published(code, db)
            if isNew { try Self.savePublishedReach(published, of: try StoredWorkshop.fetch(db, code), db) }
            return (Self.shown(published), nil)
        }
    }

    /// The tables that have been published or may be now, by question, the oldest first, and whether one is new.
    private static func published(
        _ code: SpokenCode, _ db: Database
    ) throws -> (tables: [String: [Reach]], isNew: Bool) {
        let stored = try StoredWorkshop.fetch(db, code)
        if stored.workshop.isAsking { return ([:], false) }
        var tables = try publishedReach(of: stored, db)
        let answers = try String.fetchAll(
            db, sql: "SELECT background FROM participant WHERE workshop = ? AND NOT is_waiting", arguments: [stored.row]
        ).map { Ballot(encoded: $0) ?? Ballot() }
        var isNew = false
        for question in stored.workshop.background {
            let counted = Reach(answers.map { $0[question] ?? "" })
            let earlier = tables[question] ?? []
            let splits = tables[splitTables(question)] ?? []
            guard counted != earlier.last, counted.mayFollow(earlier + splits) else { continue }
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

    static func savePublishedReach(_ tables: [String: [Reach]], of stored: StoredWorkshop, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE workshop SET published_reach = ? WHERE id = ?",
            arguments: [String(decoding: try JSONEncoder().encode(tables), as: UTF8.self), stored.row])
    }

    /// The latest table of each question; those of splits are only kept to be compared with.
    private static func shown(_ tables: [String: [Reach]]) -> [String: Reach] {
        tables.filter { !$0.key.contains("/") }.compactMapValues(\.last)
    }
}
