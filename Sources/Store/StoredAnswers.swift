import GRDB
import Workshop

/// The ideas, groups and ballots that an activity holds.
extension Store {
    /// Every idea of an activity that collects them, in order of group, then identifier; ideas without a group last.
    static func ideas(of facts: ActivityFacts, _ db: Database) throws -> [StoredIdea] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT idea.* FROM idea LEFT JOIN idea_group ON idea_group.id = idea.idea_group
                WHERE idea.activity = ?
                ORDER BY idea_group.position IS NULL, idea_group.position, idea.id
                """)
        return try Row.fetchAll(statement, arguments: [facts.activity.id.description]).map(StoredIdea.init)
    }

    /// The visible ideas of an activity that collects them, and the groups that hold any.
    static func visibleIdeas(
        of facts: ActivityFacts, _ db: Database
    ) throws -> (ideas: [Idea], groups: [IdeaGroup]) {
        let visible = try ideas(of: facts, db).map(\.idea).filter { $0.status == .visible }
        let used = Set(visible.compactMap(\.group))
        return (visible, try groups(of: facts, db).filter { used.contains($0.id) })
    }

    static func groups(of facts: ActivityFacts, _ db: Database) throws -> [IdeaGroup] {
        let statement = try db.cachedStatement(
            sql: "SELECT id, name FROM idea_group WHERE activity = ? AND NOT is_dissolved ORDER BY position")
        return try Row.fetchAll(statement, arguments: [facts.activity.id.description]).compactMap { row in
            Identifier(row["id"] as String).map { IdeaGroup(id: $0, name: row["name"]) }
        }
    }

    /// The ballots of an activity, in order of pseudonym.
    static func ballots(of facts: ActivityFacts, _ db: Database) throws -> [PseudonymousBallot] {
        let statement = try db.cachedStatement(
            sql: "SELECT pseudonym, value, source FROM ballot WHERE activity = ? ORDER BY pseudonym")
        return try Row.fetchAll(statement, arguments: [facts.activity.id.description]).map { row in
            guard let ballot = Ballot(encoded: row["value"] as String) else {
                throw StoreError.corrupt(path: "ballot")
            }
            return PseudonymousBallot(
                pseudonym: hexadecimal(row["pseudonym"]), ballot: ballot,
                source: BallotSource(rawValue: row["source"]) ?? .phone)
        }
    }
}
