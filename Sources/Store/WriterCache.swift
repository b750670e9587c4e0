import FoundationEssentials
import GRDB
import Workshop

/// What the writer knows of activities without asking the database again for each answer.
///
/// Emptied by every act of this process and whenever another process has written (`PRAGMA data_version`).
final class WriterCache {
    private var activities: [Identifier: ActivityFacts] = [:]
    private var pseudonyms: [Identifier: [Identifier: Data]] = [:]
    private var asked: [Identifier: AskedItems] = [:]
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
        asked = [:]
    }

    /// Forgets what activities ask about: an idea has come, gone or changed.
    func clearItems() {
        asked = [:]
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

    /// What an activity asks about.
    func asked(_ facts: ActivityFacts, _ db: Database) throws -> AskedItems {
        if let known = asked[facts.activity.id] { return known }
        let fetched = try AskedItems.fetch(facts, try StoredWorkshop.fetch(db, facts.code), db)
        asked[facts.activity.id] = fetched
        return fetched
    }

    /// The identifiers of the ideas that a new one may build on; nil when ideas stand alone.
    func buildable(_ facts: ActivityFacts, _ db: Database) throws -> Set<String>? {
        guard facts.activity.kind.items != nil else { return nil }
        return Set(try asked(facts, db).items.map(\.id))
    }

    /// Forgets what depends on the ballots of `activity`: one has changed.
    func noteBallot(in activity: Identifier) {
        for (id, items) in asked where items.decidedBy.contains(activity) { asked[id] = nil }
    }
}
