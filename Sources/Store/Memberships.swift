import FoundationEssentials
import GRDB
import Threads
import Workshop

extension Store {
    /// A participant on one device.
    public struct Membership: Sendable, Equatable {
        /// What the device shows to be recognised: 32 hexadecimal digits.
        public var token: String
        /// The participant.
        public var participant: Participant
        /// Whether joining made the participant just now.
        public var isNew = false
    }

    /// Makes a participant in the workshop with `code`, or recognises the one who holds `card` there.
    ///
    /// - Parameters:
    ///   - card: The code of a printed card.
    ///   - background: The answers to the background questions, by question.
    ///   - name: The name in a named workshop, 1 to 80 characters; else not kept.
    ///   - key: What the form for joining held, 32 hexadecimal digits: the device's token. The same form sent twice, as by
    ///     a double tap, is one participant. Without it, or with a card, the token is new.
    /// - Throws: `Refusal.noSuchCard`, `.cardNeeded`, `.missingField` for a name that is needed, what `PlainText.checked` throws.
    public func join(
        _ code: SpokenCode, card: SpokenCode? = nil, name: String? = nil, background: Ballot = Ballot(),
        key: String? = nil
    ) async throws -> Membership {
        let isToken = key.map { $0.utf8.count == 32 && $0.allSatisfy { $0.isASCII && $0.isHexDigit } } ?? false
        let chosen = card == nil && isToken ? key : nil
        let (doors, generation) = (doors, memberships.generation)
        let membership = try await writer.write(isCompound: true) { db, _ in
            let stored = try StoredWorkshop.fetch(db, code)
            var token = chosen ?? SecureRandom.token()
            if chosen != nil {
                if let known = try Self.participant(token: token, in: code, db) {
                    return (Membership(token: token, participant: known), nil)
                }
                // The form of another workshop says nothing about this one.
                if try Self.isKnown(token, db) { token = SecureRandom.token() }
            }
            var checked: String?
            if stored.workshop.privacy == .named {
                guard let name, !name.allSatisfy(\.isWhitespace) else { throw Refusal.missingField(name: "name") }
                checked = try PlainText.checked(name, limit: Participant.nameLimit)
            }
            let isKnown = try card.flatMap { try Self.holder(of: $0, stored, db) } != nil
            let participant = try Self.participant(card: card, name: checked, background: background, stored, db)
            try Self.addDevice(token, participant, db)
            if !isKnown, let number = try Self.doorNumber(of: participant, stored, db) {
                doors.putLast(number, in: code)
            }
            return (Membership(token: token, participant: participant, isNew: !isKnown), code)
        }
        return remember(membership, in: code, generation)
    }

    /// Recognises the participant with the re-entry code `reentry` on another device.
    ///
    /// - Throws: `Refusal.wrongReentryCode`.
    public func rejoin(_ code: SpokenCode, reentry: SpokenCode) async throws -> Membership {
        let (token, generation) = (SecureRandom.token(), memberships.generation)
        let participant = try await writer.write(isCompound: true) { db, _ in
            let stored = try StoredWorkshop.fetch(db, code)
            if stored.workshop.isImported { throw Refusal.imported }
            guard let participant = try Self.participant(reentry: reentry, in: stored.row, db) else {
                throw Refusal.wrongReentryCode
            }
            try Self.addDevice(token, participant, db)
            return (participant, nil)
        }
        return remember(Membership(token: token, participant: participant), in: code, generation)
    }

    /// The participant that the device with `token` was seen to be lately; nil also when it may be one all the same.
    public func recentParticipant(token: String, in code: SpokenCode) -> Participant? {
        memberships.participant(token: token, in: code)
    }

    /// The participant that the device with `token` is in the workshop with `code`; nil when it is none.
    public func participant(token: String, in code: SpokenCode) async throws -> Participant? {
        if let known = recentParticipant(token: token, in: code) { return known }
        let generation = memberships.generation
        let found = try await read { db in try Self.participant(token: token, in: code, db) }
        if let found { memberships.remember(found, token: token, in: code, generation) }
        return found
    }

    /// Forgets which devices are `participant`, who is not in the workshop any more.
    public func forget(_ participant: Participant) {
        memberships.forget(participant)
    }

    private func remember(_ membership: Membership, in code: SpokenCode, _ generation: Int) -> Membership {
        memberships.remember(membership.participant, token: membership.token, in: code, generation)
        return membership
    }

    private static func participant(token: String, in code: SpokenCode, _ db: Database) throws -> Participant? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT participant.id, participant.reentry, participant.link FROM device
                JOIN participant ON participant.id = device.participant
                JOIN workshop ON workshop.id = participant.workshop
                WHERE device.token_hash = ? AND workshop.code = ?
                """, arguments: [SecureRandom.hash(token), code.description]
        ).flatMap(participant)
    }

    private static func isKnown(_ token: String, _ db: Database) throws -> Bool {
        try Row.fetchOne(db, sql: "SELECT 1 FROM device WHERE token_hash = ?", arguments: [SecureRandom.hash(token)])
            != nil
    }

    private static func addDevice(_ token: String, _ participant: Participant, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO device (token_hash, participant) VALUES (?, ?)",
            arguments: [SecureRandom.hash(token), participant.id.description])
    }

    static func participant(reentry: SpokenCode, in workshop: Int64, _ db: Database) throws -> Participant? {
        try Row.fetchOne(
            db, sql: "SELECT id, reentry, link FROM participant WHERE workshop = ? AND reentry = ?",
            arguments: [workshop, reentry.description]
        ).flatMap(participant)
    }

    static func participant(_ row: Row) -> Participant? {
        guard let id = Identifier(row["id"] as String),
            let reentry = SpokenCode(row["reentry"] as String, length: SpokenCode.reentryLength)
        else { return nil }
        return Participant(id: id, reentry: reentry, link: (row["link"] as Data?).map { Array($0) })
    }
}

/// Which participant a token is, for the tokens seen lately: each vote asks.
final class MembershipCache: Sendable {
    private struct Key: Hashable {
        var token: String
        var code: SpokenCode
    }

    private struct State {
        var participants: [Key: Participant] = [:]
        var generation = 0
    }

    /// The most tokens remembered; beyond it the cache starts anew.
    private static let limit = 10_000

    private let state = Locked(State())

    /// How often something has been forgotten.
    var generation: Int { state.use { $0.generation } }

    func participant(token: String, in code: SpokenCode) -> Participant? {
        state.use { $0.participants[Key(token: token, code: code)] }
    }

    /// Remembers what was read when so much had been forgotten; not if more has been since: it may be what was read.
    func remember(_ participant: Participant, token: String, in code: SpokenCode, _ generation: Int) {
        state.use { state in
            guard state.generation == generation else { return }
            if state.participants.count >= Self.limit { state.participants = [:] }
            state.participants[Key(token: token, code: code)] = participant
        }
    }

    func forget(_ participant: Participant) {
        state.use { state in
            state.participants = state.participants.filter { $0.value.id != participant.id }
            state.generation += 1
        }
    }

    func clear() {
        state.use { state in
            state.participants = [:]
            state.generation += 1
        }
    }
}
