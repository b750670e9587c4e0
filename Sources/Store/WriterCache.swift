import FoundationEssentials
import GRDB
import Workshop

/// What the writer knows of activities without asking the database again for each answer.
///
/// Emptied by every act of this process and whenever another process has written (`PRAGMA data_version`).
final class WriterCache {
    private var activities: [Identifier: ActivityFacts] = [:]
    private var pseudonyms: [Identifier: [Identifier: Data]] = [:]
    private var items: [Identifier: Set<Identifier>] = [:]
    private var dataVersion = -1

    /// Empties the cache if another connection has written since the last look.
    func refresh(_ db: Database) throws {
        let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
        if version != dataVersion {
            clear()
            dataVersion = version
        }
    }

    /// Forgets everything.
    func clear() {
        activities = [:]
        pseudonyms = [:]
        items = [:]
    }

    /// Forgets which ideas are items: one has come or gone.
    func clearItems() {
        items = [:]
    }

    /// The facts of the activity `id`.
    func activity(_ id: Identifier, _ db: Database) throws -> ActivityFacts {
        if let facts = activities[id] { return facts }
        guard let facts = try ActivityFacts.fetch(db, id) else { throw Refusal.noSuchActivity }
        activities[id] = facts
        return facts
    }

    /// The pseudonym of `participant` in an activity whose key is `key`.
    func pseudonym(of participant: Participant, in facts: ActivityFacts, _ key: PseudonymKey) -> Data {
        if let known = pseudonyms[facts.activity.id]?[participant.id] { return known }
        let pseudonym = key.pseudonym(of: participant)
        pseudonyms[facts.activity.id, default: [:]][participant.id] = pseudonym
        return pseudonym
    }

    /// The identifiers of the items of a dots activity: the visible ideas of its source.
    func items(of facts: ActivityFacts, _ rules: DotsRules, _ db: Database) throws -> Set<Identifier> {
        if let known = items[facts.activity.id] { return known }
        let statement = try db.cachedStatement(
            sql: """
                SELECT idea.id FROM idea JOIN activity ON activity.id = idea.activity
                WHERE activity.workshop = ? AND activity.position = ? AND idea.status = 'visible'
                """)
        let identifiers = try String.fetchAll(statement, arguments: [facts.workshop, rules.source])
        let fetched = Set(identifiers.compactMap { Identifier($0) })
        items[facts.activity.id] = fetched
        return fetched
    }
}
