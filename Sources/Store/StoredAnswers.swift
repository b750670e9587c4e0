import FoundationEssentials
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

    /// The ideas of one author that are not retracted, in order of identifier: as quick as they are few, however many the
    /// others have written.
    static func ideas(by pseudonym: Data, in facts: ActivityFacts, _ db: Database) throws -> [Idea] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM idea WHERE activity = ? AND pseudonym = ? AND status <> 'retracted' ORDER BY id")
        return try Row.fetchAll(statement, arguments: [facts.activity.id.description, pseudonym])
            .map { try StoredIdea($0).idea }
    }

    /// What a question about groups asks about: the groups that hold visible ideas, and the visible ideas in none.
    ///
    /// Ideas in groups are not read one by one: every phone's page asks, and groups are few.
    static func groupsAndLoners(of facts: ActivityFacts, _ db: Database) throws -> (groups: [IdeaGroup], alone: [Idea])
    {
        let activity = facts.activity.id.description
        let used = try db.cachedStatement(
            sql:
                "SELECT DISTINCT idea_group FROM idea WHERE activity = ? AND status = 'visible' AND idea_group NOT NULL"
        )
        let held = Set(try String.fetchAll(used, arguments: [activity]))
        let loners = try db.cachedStatement(
            sql: """
                SELECT idea.* FROM idea LEFT JOIN idea_group ON idea_group.id = idea.idea_group
                WHERE idea.activity = ? AND status = 'visible' AND ifnull(idea_group.is_dissolved, 1)
                ORDER BY idea_group.position IS NULL, idea_group.position, idea.id
                """)
        return (
            try groups(of: facts, db).filter { held.contains($0.id.description) },
            try Row.fetchAll(loners, arguments: [activity]).map { try StoredIdea($0).idea }
        )
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
                pseudonym: hexadecimal(row["pseudonym"] as Data), ballot: ballot,
                source: BallotSource(rawValue: row["source"]) ?? .phone)
        }
    }
}
