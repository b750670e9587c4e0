import FoundationEssentials
import GRDB
import Workshop

/// What the writer knows of activities without asking the database again for each answer.
///
/// Emptied by every act of this process and whenever another process has written (`PRAGMA data_version`).
final class WriterCache {
    private var activities: [Identifier: KnownActivity] = [:]
    private var dataVersion = -1
    private var writing: BallotWriting?

    /// The statement that writes a ballot, kept here: to look it up by its text would cost each vote more than to bind it.
    func ballotWriting(_ db: Database) throws -> BallotWriting {
        if let writing { return writing }
        let made = try BallotWriting(db)
        writing = made
        return made
    }

    /// Empties the cache if another connection has written since the last look.
    func refresh(_ db: Database) throws {
        let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
        if version != dataVersion {
            clear()
            dataVersion = version
        }
    }

    /// Forgets everything, the statement included. On the connection's queue only, as the statement is the connection's.
    func clear() {
        activities = [:]
        writing = nil
    }

    /// Forgets what activities ask about: an idea has come, gone or changed.
    func clearItems() {
        for known in activities.values { known.asked = nil }
    }

    /// The activity `id`.
    func known(_ id: Identifier, _ db: Database) throws -> KnownActivity {
        if let known = activities[id] { return known }
        guard let facts = try ActivityFacts.fetch(db, id) else { throw Refusal.noSuchActivity }
        let known = KnownActivity(facts)
        activities[id] = known
        return known
    }

    /// The facts of the activity `id`.
    func activity(_ id: Identifier, _ db: Database) throws -> ActivityFacts { try known(id, db).facts }

    /// The identifiers of the ideas that a new one may build on; nil when ideas stand alone.
    func buildable(_ facts: ActivityFacts, _ db: Database) throws -> Set<String>? {
        guard facts.activity.kind.items != nil else { return nil }
        return Set(try known(facts.activity.id, db).asked(db).context.items.map(\.id))
    }

    /// Forgets what depends on the ballots of `activity`: one has changed.
    func noteBallot(in activity: Identifier) {
        for known in activities.values where known.asked?.decidedBy.contains(activity) ?? false { known.asked = nil }
    }
}

/// An activity as the writer knows it. A class, and with what each ballot asks taken out beforehand: a hall votes in the
/// same few seconds.
final class KnownActivity {
    /// What it asks about at this moment. A class for the same reason: it is handed on without counting what it holds.
    final class Asked {
        /// The items for each of which it is asked; empty when it is asked once.
        let targets: [Item]
        /// What a ballot goes by where none is stored, or where the one that is does not matter.
        let context: BallotContext
        /// The earlier activities whose ballots decide which items these are.
        let decidedBy: Set<Identifier>

        fileprivate init(_ asked: AskedItems) {
            targets = asked.targets
            context = BallotContext(items: asked.items, identifiers: ItemIdentifiers(asked.items.lazy.map(\.id)))
            decidedBy = asked.decidedBy
        }
    }

    let facts: ActivityFacts
    /// The identifier as it is written, in bytes.
    let name: [UInt8]
    let definition: ActivityDefinition
    let takesBallots: Bool
    let accumulates: Bool
    let isOpen: Bool
    /// The join code of its workshop.
    let code: SpokenCode
    let key: PseudonymKey?
    fileprivate var asked: Asked?
    private var pseudonyms: [Identifier: Data] = [:]

    fileprivate init(_ facts: ActivityFacts) {
        self.facts = facts
        name = Array(facts.activity.id.description.utf8)
        definition = facts.activity.definition
        takesBallots = facts.activity.definition.kind.kind.takesBallots
        accumulates = facts.activity.definition.kind.kind.accumulates
        isOpen = facts.activity.status == .open
        code = facts.code
        key = facts.key
    }

    /// What it asks about.
    func asked(_ db: Database) throws -> Asked {
        if let asked { return asked }
        let fetched = Asked(try AskedItems.fetch(facts, try StoredWorkshop.fetch(db, facts.code), db))
        asked = fetched
        return fetched
    }

    /// The pseudonym of `participant`, by the activity's `key`.
    func pseudonym(of participant: Participant, _ key: PseudonymKey) -> Data {
        if let known = pseudonyms[participant.id] { return known }
        let pseudonym = key.pseudonym(of: participant)
        pseudonyms[participant.id] = pseudonym
        return pseudonym
    }
}
