import Crypto
import FoundationEssentials
import GRDB
import Workshop

/// Printed cards: each carries a random code, and whoever holds it is the same participant again. The box keeps only
/// hashes of the codes.
extension Store {
    /// The most cards printed at once.
    public static let largestCardSheet = 200

    /// New cards.
    ///
    /// - Parameter count: 1 to ``largestCardSheet``.
    public func makeCards(_ count: Int) async throws -> [SpokenCode] {
        try await writer.write(isCompound: true) { db, _ in
            // In here, where nothing waits: the thread sanitizer loses a variable of no size in a function that does.
            var generator = SystemRandomNumberGenerator()
            let cards = (0..<max(1, min(count, Self.largestCardSheet))).map { _ in
                SpokenCode.random(length: SpokenCode.cardLength, using: &generator)
            }
            for card in cards {
                try db.execute(
                    sql: "INSERT INTO card (token_hash) VALUES (?) ON CONFLICT DO NOTHING",
                    arguments: [SecureRandom.hash(card.description)])
            }
            return (cards, nil)
        }
    }

    /// Whether the box has printed a card with this code.
    public func isKnown(card: SpokenCode) async throws -> Bool {
        try await read { db in try Self.isKnown(card, db) }
    }

    /// The participant who holds `card` in the workshop with `code`; made if there is none yet. For ballots on paper, which
    /// a facilitator enters: whoever is made so waits at no door.
    ///
    /// - Throws: `Refusal.noSuchCard`, `.noSuchWorkshop`.
    public func participant(card: SpokenCode, in code: SpokenCode) async throws -> Participant {
        try await writer.write(isCompound: true) { db, _ in
            let stored = try StoredWorkshop.fetch(db, code)
            let participant = try Self.participant(card: card, name: nil, mayWait: false, stored, db)
            // Who waits at the door with the card is not turned away any more: the paper's answers are theirs.
            try db.execute(
                sql: "UPDATE participant SET has_been_in = 1 WHERE id = ? AND is_waiting",
                arguments: [participant.id.description])
            return (participant, code)
        }
    }

    /// The participant who holds `card` in the workshop with `code`; nil when the card has not been used there.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func holder(of card: SpokenCode, in code: SpokenCode) async throws -> Participant? {
        try await read { db in
            let stored = try StoredWorkshop.fetch(db, code)
            return try Self.holder(Self.hash(card, stored), stored, db)
        }
    }

    /// What the form of `activity` is made with when nobody has filled it in yet.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`, `.noSuchActivity`.
    public func emptyForm(of activity: Identifier, in code: SpokenCode) async throws -> ActivityForm {
        try await read { db in
            let stored = try StoredWorkshop.fetch(db, code)
            let asked = try AskedItems.fetch(try stored.facts(of: activity), stored, db)
            return ActivityForm(targets: asked.targets, items: asked.items)
        }
    }

    static func isKnown(_ card: SpokenCode, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM card WHERE token_hash = ?)",
            arguments: [SecureRandom.hash(card.description)]) ?? false
    }

    /// The holder of `card` in a workshop, or a new participant: with the card, or without one.
    static func participant(
        card: SpokenCode?, name: String?, background: Ballot = Ballot(), mayWait: Bool = true,
        _ stored: StoredWorkshop, _ db: Database
    ) throws -> Participant {
        if stored.workshop.isImported { throw Refusal.imported }
        if card == nil, stored.workshop.admission == .card { throw Refusal.cardNeeded }
        let hash = card.map { Self.hash($0, stored) }
        if let card, let hash {
            guard try isKnown(card, db) else { throw Refusal.noSuchCard }
            if let known = try Self.holder(hash, stored, db) {
                // A card that was first entered from paper brought neither: what its holder says now is kept, once.
                try db.execute(
                    sql: """
                        UPDATE participant SET name = coalesce(name, ?),
                            background = CASE background WHEN '' THEN ? ELSE background END WHERE id = ?
                        """,
                    arguments: [
                        stored.workshop.privacy == .named ? name : nil, background.encoded, known.id.description,
                    ])
                return known
            }
        }
        var generator = SystemRandomNumberGenerator()
        var reentry = SpokenCode.random(length: SpokenCode.reentryLength, using: &generator)
        while try Self.participant(reentry: reentry, in: stored.row, db) != nil {
            reentry = .random(length: SpokenCode.reentryLength, using: &generator)
        }
        let link = try link(card, stored.workshop.privacy, db)
        let waits = mayWait && stored.workshop.admission == .door
        let number = waits ? try Self.freeDoorNumber(in: stored.row, db) : nil
        let participant = Participant(id: Identifier.random(), reentry: reentry, link: link)
        try db.execute(
            sql:
                """
                INSERT INTO participant (id, workshop, reentry, card, link, name, background, is_waiting, door_number)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                participant.id.description, stored.row, reentry.description, hash, link.map { Data($0) },
                stored.workshop.privacy == .named ? name : nil, background.encoded, waits, number,
            ])
        return participant
    }

    /// A card is known by another hash in each workshop, so that no two of them can be laid side by side.
    private static func hash(_ card: SpokenCode, _ stored: StoredWorkshop) -> Data {
        SecureRandom.hash("\(stored.workshop.code) \(card)")
    }

    static func holder(of card: SpokenCode, _ stored: StoredWorkshop, _ db: Database) throws -> Participant? {
        try holder(hash(card, stored), stored, db)
    }

    private static func holder(_ hash: Data, _ stored: StoredWorkshop, _ db: Database) throws -> Participant? {
        try Row.fetchOne(
            db, sql: "SELECT id, reentry, link FROM participant WHERE workshop = ? AND card = ?",
            arguments: [stored.row, hash]
        ).flatMap(participant)
    }

    /// The pseudonym that a participant keeps, where the privacy level gives one: for a card the same in every linked
    /// workshop of the box, the first 16 bytes of HMAC-SHA256 (RFC 2104) of its code under the box's key.
    static func link(_ card: SpokenCode?, _ privacy: Privacy, _ db: Database) throws -> [UInt8]? {
        switch privacy {
        case .anonymous: return nil
        case .named: return SecureRandom.bytes(16)
        case .linked:
            guard let card else { return nil }
            let code = HMAC<SHA256>.authenticationCode(
                for: Array("card \(card)".utf8), using: SymmetricKey(data: Array(try linkKey(db).utf8)))
            return Array(Array(code).prefix(16))
        }
    }

    private static func linkKey(_ db: Database) throws -> String {
        if let key = try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'link_key'") { return key }
        let key = SecureRandom.token() + SecureRandom.token()
        try db.execute(sql: "INSERT INTO setting (name, value) VALUES ('link_key', ?)", arguments: [key])
        return key
    }
}
