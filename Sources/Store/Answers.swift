import FoundationEssentials
import GRDB
import Workshop

/// What participants send. Each returns after the commit that holds it is on disk.
extension Store {
    /// Keeps a new idea.
    ///
    /// The same `key` and text again, from the same participant, is the same idea: it is acknowledged and nothing
    /// changes, even after it was edited or taken back, and even when the activity is closed by now.
    ///
    /// - Parameters:
    ///   - details: The fields beside the text: `sort`, `builds-on`, `part-…`.
    ///   - source: Where it was written.
    /// - Throws: `Refusal.notAdmitted`, `.notOpen`, `.wrongKind`, `.tooManyIdeas`, what `PlainText.checked` throws, or the `FieldRefusal`
    ///   of a detail.
    public func writeIdea(
        _ text: String, details: [(name: String, value: String)] = [], key: String, activity: Identifier,
        participant: Participant, source: BallotSource = .phone
    ) async throws -> Idea {
        try await writer.write(isCompound: false) { db, cache in
            let facts = try cache.activity(activity, db)
            guard let rules = facts.activity.kind.writing else { throw Refusal.wrongKind }
            let text = try PlainText.checked(text, limit: rules.characterLimit)
            guard let secret = facts.key else { throw Refusal.notOpen }
            if source == .phone { try Self.requireAdmitted(participant, facts, db) }
            let id = secret.idea(of: participant, key: key, text: text)
            if let known = try Self.idea(id, in: activity, db) { return (known.idea, nil) }
            guard facts.activity.status == .open else { throw Refusal.notOpen }
            let details = try rules.details(details, builtOn: try cache.buildable(facts, db))
            let pseudonym = secret.pseudonym(of: participant)
            let statement = try db.cachedStatement(
                sql: "SELECT count(*) FROM idea WHERE activity = ? AND pseudonym = ? AND status <> 'retracted'")
            let count = try Int.fetchOne(statement, arguments: [activity.description, pseudonym]) ?? 0
            guard count < rules.perPerson else { throw Refusal.tooManyIdeas(limit: rules.perPerson) }
            try db.cachedStatement(
                sql: """
                    INSERT INTO idea (id, activity, pseudonym, text, status, details, source)
                    VALUES (?, ?, ?, ?, 'visible', ?, ?)
                    """
            ).execute(
                arguments: [
                    id.description, activity.description, pseudonym, text, details.encoded, source.rawValue,
                ])
            cache.clearItems()
            return (Idea(id: id, text: text, details: details), facts.code)
        }
    }

    /// Gives an own idea another text; its group and status stay.
    ///
    /// - Throws: as ``writeIdea(_:key:activity:participant:)``; `Refusal.noSuchIdea` also for one that was taken back;
    ///   `.notYours`.
    public func editIdea(
        _ id: Identifier, text: String, details: [(name: String, value: String)] = [], activity: Identifier,
        participant: Participant
    ) async throws -> Idea {
        try await writer.write(isCompound: true) { db, cache in
            let facts = try cache.activity(activity, db)
            guard let rules = facts.activity.kind.writing else { throw Refusal.wrongKind }
            let text = try PlainText.checked(text, limit: rules.characterLimit)
            try Self.requireAdmitted(participant, facts, db)
            var (idea, isOwn) = try Self.ownIdea(id, facts, participant, db)
            guard isOwn else { throw Refusal.notYours }
            guard idea.status != .retracted else { throw Refusal.noSuchIdea }
            let details = try rules.details(details, builtOn: try cache.buildable(facts, db))
            if idea.text == text && idea.details == details { return (idea, nil) }
            guard facts.activity.status == .open else { throw Refusal.notOpen }
            try db.cachedStatement(sql: "UPDATE idea SET text = ?, details = ? WHERE id = ?")
                .execute(arguments: [text, details.encoded, id.description])
            // What its author has corrected does not stay on a frozen display.
            try Self.unfreeze(facts.workshop, db)
            idea.text = text
            idea.details = details
            cache.clearItems()
            return (idea, facts.code)
        }
    }

    /// Takes an own idea back: its text is erased. Doing it again changes nothing.
    ///
    /// - Throws: `Refusal.notAdmitted`, `.notOpen`, `.noSuchIdea`, `.notYours`.
    public func retractIdea(_ id: Identifier, activity: Identifier, participant: Participant) async throws {
        try await writer.write(isCompound: true) { db, cache in
            let facts = try cache.activity(activity, db)
            try Self.requireAdmitted(participant, facts, db)
            let (idea, isOwn) = try Self.ownIdea(id, facts, participant, db)
            guard isOwn else { throw Refusal.notYours }
            if idea.status == .retracted { return ((), nil) }
            guard facts.activity.status == .open else { throw Refusal.notOpen }
            // The row stays without its text, so that a late repetition of the first sending does not bring it back.
            try db.cachedStatement(
                sql:
                    "UPDATE idea SET text = '', details = '', lenses = '', status = 'retracted', idea_group = NULL WHERE id = ?"
            ).execute(arguments: [id.description])
            // What is taken back does not stay on a frozen display either, nor, from the next close on, in the unused
            // parts of the file.
            try Self.unfreeze(facts.workshop, db)
            try Self.markUnclean(db)
            cache.clearItems()
            return ((), facts.code)
        }
    }

    /// Keeps what a form holds as the participant's ballot, in place of an earlier one or added to it, as the kind says.
    /// What is stored already is acknowledged even when the activity is closed by now.
    ///
    /// - Parameters:
    ///   - fields: The fields of the form, with or without the activity's (``Workshop/BallotForm/activityField``), which is
    ///     passed over, and without others that belong to the page.
    ///   - source: Where the ballot was filled in.
    /// - Throws: `Refusal.notAdmitted`, `.notOpen`, `.wrongKind`, or the `FieldRefusal` of the kind.
    public func cast(
        _ fields: [(name: String, value: String)], activity: Identifier, participant: Participant,
        source: BallotSource = .phone
    ) async throws -> CastBallot {
        try await writer.write(isCompound: false) { db, cache in
            try Self.cast(fields, activity, participant, source, db, cache)
        }
    }

    /// The same for a ballot from a phone, without a task: a hall sends many at once. It is held until ``castHeld()``, which
    /// has to come soon, or the store's end; an act that comes meanwhile, such as to close the activity, is written before it.
    /// `done` is called on another thread after the commit that holds the ballot is on disk, or with the error; it must not
    /// block.
    public func hold(
        _ fields: [(name: String, value: String)], activity: Identifier, participant: Participant,
        done: @escaping @Sendable (Result<CastBallot, any Error>) -> Void
    ) {
        writer.hold(CastJob(fields, activity, participant, done))
    }

    /// Casts the ballots that are held, together: as each came, they would be many commits of few.
    public func castHeld() { writer.release() }

    /// The writing of a phone's ballot, without closures of its own.
    private final class CastJob: Writer.Job {
        private let fields: [(name: String, value: String)]
        private let activity: Identifier
        private let participant: Participant
        private let done: @Sendable (Result<CastBallot, any Error>) -> Void
        private var ballot: CastBallot?

        init(
            _ fields: [(name: String, value: String)], _ activity: Identifier, _ participant: Participant,
            _ done: @escaping @Sendable (Result<CastBallot, any Error>) -> Void
        ) {
            self.fields = fields
            self.activity = activity
            self.participant = participant
            self.done = done
            super.init(isCompound: false)
        }

        override func run(_ db: Database, _ cache: WriterCache) throws -> SpokenCode? {
            let (ballot, code) = try Store.cast(fields, activity, participant, .phone, db, cache)
            self.ballot = ballot
            return code
        }

        override func end(_ error: (any Error)?) {
            if let ballot, error == nil { done(.success(ballot)) } else { done(.failure(error ?? StoreError.closed)) }
        }
    }

    private static func cast(
        _ fields: [(name: String, value: String)], _ activity: Identifier, _ participant: Participant,
        _ source: BallotSource, _ db: Database, _ cache: WriterCache
    ) throws -> (CastBallot, SpokenCode?) {
        let known = try cache.known(activity, db)
        guard known.takesBallots else { throw Refusal.wrongKind }
        guard let secret = known.key else { throw Refusal.notOpen }
        if source == .phone { try requireAdmitted(participant, known.facts, db) }
        let pseudonym = known.pseudonym(of: participant, secret)
        let asked = try known.asked(db)
        func read(_ stored: Ballot?) throws(FieldRefusal) -> Ballot {
            guard let stored else { return try known.definition.ballot(fields, targets: asked.targets, asked.context) }
            var context = asked.context
            context.stored = stored
            return try known.definition.ballot(fields, targets: asked.targets, context)
        }
        guard known.isOpen else {
            guard let stored = try Self.ballot(pseudonym, in: activity, db), let sent = try? read(stored),
                sent == stored
            else { throw Refusal.notOpen }
            return (CastBallot(sent, known, asked), nil)
        }
        let ballot = try read(known.accumulates ? try Self.ballot(pseudonym, in: activity, db) : nil)
        try cache.ballotWriting(db).write(ballot.encodedBytes, of: pseudonym, in: known.name, from: source, db)
        cache.noteBallot(in: activity)
        return (CastBallot(ballot, known, asked), known.code)
    }

    /// A ballot that is on disk.
    public struct CastBallot: Sendable {
        /// The ballot.
        public let ballot: Ballot
        /// How many answers it holds, as the turnout counts them.
        public let answers: Int

        init(_ ballot: Ballot, _ known: KnownActivity, _ asked: KnownActivity.Asked) {
            self.ballot = ballot
            answers = known.definition.answers(in: ballot, targets: asked.targets)
        }
    }

    static func ballot(_ pseudonym: Data, in activity: Identifier, _ db: Database) throws -> Ballot? {
        let statement = try db.cachedStatement(sql: "SELECT value FROM ballot WHERE activity = ? AND pseudonym = ?")
        let value = try String.fetchOne(statement, arguments: [activity.description, pseudonym])
        return value.flatMap { Ballot(encoded: $0) }
    }

    /// An idea of an activity with its author's pseudonym.
    static func idea(_ id: Identifier, in activity: Identifier, _ db: Database) throws -> StoredIdea? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM idea WHERE id = ? AND activity = ?")
        return try Row.fetchOne(statement, arguments: [id.description, activity.description]).map(StoredIdea.init)
    }

    private static func ownIdea(
        _ id: Identifier, _ facts: ActivityFacts, _ participant: Participant, _ db: Database
    ) throws -> (idea: Idea, isOwn: Bool) {
        guard let stored = try idea(id, in: facts.activity.id, db) else { throw Refusal.noSuchIdea }
        guard let secret = facts.key else { throw Refusal.notOpen }
        return (stored.idea, stored.pseudonym == secret.pseudonym(of: participant))
    }
}

/// An idea as it is stored.
struct StoredIdea {
    var idea: Idea
    var pseudonym: Data
    var source: BallotSource

    init(_ row: Row) throws {
        guard let id = Identifier(row["id"] as String), let status = IdeaStatus(rawValue: row["status"]),
            let details = Ballot(encoded: row["details"] as String)
        else {
            throw StoreError.corrupt(path: "idea")
        }
        let group = (row["idea_group"] as String?).flatMap { Identifier($0) }
        idea = Idea(id: id, text: row["text"], status: status, group: group, details: details)
        idea.lenses = Ballot(encoded: row["lenses"] as String) ?? Ballot()
        pseudonym = row["pseudonym"]
        source = BallotSource(rawValue: row["source"]) ?? .phone
    }
}
