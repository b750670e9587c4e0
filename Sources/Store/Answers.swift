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
    /// - Throws: `Refusal.notOpen`, `.wrongKind`, `.tooManyIdeas`, or what `PlainText.checked` throws.
    public func writeIdea(
        _ text: String, key: String, activity: Identifier, participant: Participant
    ) async throws -> Idea {
        try await writer.write(isCompound: false) { db, cache in
            let facts = try cache.activity(activity, db)
            guard case .ideas(let rules) = facts.activity.kind else { throw Refusal.wrongKind }
            let text = try PlainText.checked(text, limit: rules.characterLimit)
            guard let secret = facts.key else { throw Refusal.notOpen }
            let id = secret.idea(of: participant, key: key, text: text)
            if let known = try Self.idea(id, in: activity, db) { return (known.idea, nil) }
            guard facts.activity.status == .open else { throw Refusal.notOpen }
            let pseudonym = secret.pseudonym(of: participant)
            let statement = try db.cachedStatement(
                sql: "SELECT count(*) FROM idea WHERE activity = ? AND pseudonym = ? AND status <> 'retracted'")
            let count = try Int.fetchOne(statement, arguments: [activity.description, pseudonym]) ?? 0
            guard count < rules.perPerson else { throw Refusal.tooManyIdeas(limit: rules.perPerson) }
            try db.cachedStatement(
                sql: "INSERT INTO idea (id, activity, pseudonym, text, status) VALUES (?, ?, ?, ?, 'visible')"
            ).execute(arguments: [id.description, activity.description, pseudonym, text])
            cache.clearItems()
            return (Idea(id: id, text: text), facts.code)
        }
    }

    /// Gives an own idea another text; its group and status stay.
    ///
    /// - Throws: as ``writeIdea(_:key:activity:participant:)``; `Refusal.noSuchIdea` also for one that was taken back;
    ///   `.notYours`.
    public func editIdea(
        _ id: Identifier, text: String, activity: Identifier, participant: Participant
    ) async throws -> Idea {
        try await writer.write(isCompound: false) { db, cache in
            let facts = try cache.activity(activity, db)
            guard case .ideas(let rules) = facts.activity.kind else { throw Refusal.wrongKind }
            let text = try PlainText.checked(text, limit: rules.characterLimit)
            var (idea, isOwn) = try Self.ownIdea(id, facts, participant, db)
            guard isOwn else { throw Refusal.notYours }
            guard idea.status != .retracted else { throw Refusal.noSuchIdea }
            if idea.text == text { return (idea, nil) }
            guard facts.activity.status == .open else { throw Refusal.notOpen }
            try db.cachedStatement(sql: "UPDATE idea SET text = ? WHERE id = ?")
                .execute(arguments: [text, id.description])
            idea.text = text
            return (idea, facts.code)
        }
    }

    /// Takes an own idea back: its text is erased. Doing it again changes nothing.
    ///
    /// - Throws: `Refusal.notOpen`, `.noSuchIdea`, `.notYours`.
    public func retractIdea(_ id: Identifier, activity: Identifier, participant: Participant) async throws {
        try await writer.write(isCompound: false) { db, cache in
            let facts = try cache.activity(activity, db)
            let (idea, isOwn) = try Self.ownIdea(id, facts, participant, db)
            guard isOwn else { throw Refusal.notYours }
            if idea.status == .retracted { return ((), nil) }
            guard facts.activity.status == .open else { throw Refusal.notOpen }
            // The row stays without its text, so that a late repetition of the first sending does not bring it back.
            try db.cachedStatement(
                sql: "UPDATE idea SET text = '', status = 'retracted', idea_group = NULL WHERE id = ?"
            ).execute(arguments: [id.description])
            cache.clearItems()
            return ((), facts.code)
        }
    }

    /// Keeps `dots` as the participant's ballot, in place of an earlier one. What is stored already is acknowledged
    /// even when the activity is closed by now.
    ///
    /// - Throws: `Refusal.notOpen`, `.wrongKind`, or what `DotsBallot` throws.
    public func castDots(
        _ dots: [Identifier: Int], activity: Identifier, participant: Participant
    ) async throws -> DotsBallot {
        try await writer.write(isCompound: false) { db, cache in
            let facts = try cache.activity(activity, db)
            guard case .dots(let rules) = facts.activity.kind else { throw Refusal.wrongKind }
            guard let secret = facts.key else { throw Refusal.notOpen }
            let pseudonym = cache.pseudonym(of: participant, in: facts, secret)
            guard facts.activity.status == .open else {
                let sent = DotsBallot(unchecked: dots)
                guard try Self.ballot(pseudonym, in: activity, db) == sent else { throw Refusal.notOpen }
                return (sent, nil)
            }
            let ballot = try DotsBallot(dots, rules: rules, items: try cache.items(of: facts, rules, db))
            try db.cachedStatement(
                sql: """
                    INSERT INTO ballot (activity, pseudonym, value) VALUES (?, ?, ?)
                    ON CONFLICT (activity, pseudonym) DO UPDATE SET value = excluded.value
                    """
            ).execute(arguments: [activity.description, pseudonym, ballot.encoded])
            return (ballot, facts.code)
        }
    }

    static func ballot(_ pseudonym: Data, in activity: Identifier, _ db: Database) throws -> DotsBallot? {
        let statement = try db.cachedStatement(sql: "SELECT value FROM ballot WHERE activity = ? AND pseudonym = ?")
        let value = try String.fetchOne(statement, arguments: [activity.description, pseudonym])
        return value.flatMap { DotsBallot(encoded: $0) }
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

    init(_ row: Row) throws {
        guard let id = Identifier(row["id"] as String), let status = IdeaStatus(rawValue: row["status"]) else {
            throw StoreError.corrupt(path: "idea")
        }
        let group = (row["idea_group"] as String?).flatMap { Identifier($0) }
        idea = Idea(id: id, text: row["text"], status: status, group: group)
        pseudonym = row["pseudonym"]
    }
}
