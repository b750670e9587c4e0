import FoundationEssentials
import GRDB
import Workshop

/// Taking in workshops that were held on other boxes.
extension Store {
    /// What became of a workshop that was to be taken in.
    public enum TakenIn: Sendable, Equatable {
        /// It is here now, under this code.
        case added(SpokenCode)
        /// It has taken the place of an earlier version of itself, which had been taken in before; so many had joined
        /// according to that one, and according to this one.
        case replaced(SpokenCode, earlier: Int, joined: Int)
        /// It, or a later version of it, is here already, taken in before: nothing was changed.
        case known(SpokenCode)
        /// It was held on this very box: nothing was changed.
        case own(SpokenCode)
        /// An earlier version is here, of which something has been changed or erased since; it stays as it is.
        case changedHere(SpokenCode)
    }

    /// Why a workshop cannot be taken in.
    public enum ImportProblem: Error, Sendable, Equatable {
        /// Some of its steps, ideas or groups are those of another workshop of this box.
        case mixed
        /// What it says of itself does not follow from its answers.
        case inconsistent
    }

    /// Takes in a workshop that was held elsewhere, whole or not at all. It is over: nothing of it is open.
    ///
    /// Workshops with a step in common are the same. One that was held here is never changed; an earlier version that
    /// was taken in is replaced, unless something has been changed of it. The join code is kept where it is free.
    ///
    /// - Parameters:
    ///   - results: The workshop, whose `origin` says how it comes here, and what it holds: checked as far as that can be
    ///     done without the other.
    ///   - matches: Whether what is stored, read again, is what was to be taken in; its code may be another.
    /// - Throws: ``ImportProblem``.
    public func takeIn(
        _ results: WorkshopResults, matches: @escaping @Sendable (WorkshopResults) -> Bool
    ) async throws -> TakenIn {
        let outcome = try await writer.write(isCompound: true) { db, _ in
            do {
                let outcome = try Self.takeIn(results, matches: matches, db)
                return (outcome, outcome.changed)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                throw ImportProblem.mixed
            }
        }
        if case .replaced = outcome { await finishErasing() }
        return outcome
    }

    private static func takeIn(
        _ results: WorkshopResults, matches: (WorkshopResults) -> Bool, _ db: Database
    ) throws -> TakenIn {
        let workshop = results.workshop
        var code = workshop.code
        var earlier: Int?
        let known = try Set(
            results.activities.compactMap { try ActivityFacts.fetch(db, $0.activity.id)?.code })
        if known.count > 1 { throw ImportProblem.mixed }
        if let there = known.first {
            let stored = try StoredWorkshop.fetch(db, there)
            guard let origin = stored.workshop.origin else { return .own(there) }
            if workshop.revision <= origin.revision { return .known(there) }
            if stored.workshop.revision != origin.revision { return .changedHere(there) }
            earlier = try joined(stored, db)
            try Erasing(mark: LocalizedText([:])).remove(stored, db)
            try markUnclean(db)
            code = there
        } else if try isTaken(code, db) {
            code = try freeCode(db)
        }
        try insert(results, as: code, db)
        guard matches(try Self.results(code, db)) else { throw ImportProblem.inconsistent }
        return earlier.map { .replaced(code, earlier: $0, joined: results.joined) } ?? .added(code)
    }

    private static func insert(_ results: WorkshopResults, as code: SpokenCode, _ db: Database) throws {
        let workshop = results.workshop
        let origin = try workshop.origin.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try db.execute(
            sql: """
                INSERT INTO workshop (code, title, language, method, organisation, deletion_date, privacy, admission,
                                      background, record, current, revision, origin)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, 0, ?, ?)
                """,
            arguments: [
                code.description, workshop.title, workshop.language, workshop.method, workshop.organisation,
                workshop.deletionDate, workshop.privacy.rawValue, workshop.admission.rawValue, workshop.record.encoded,
                workshop.revision, origin,
            ])
        let row = db.lastInsertedRowID
        try insertParticipants(results, in: row, db)
        for (position, activity) in results.activities.enumerated() {
            try insert(activity, at: position, in: row, db)
        }
    }

    /// As many participants as there were, so that they are counted as others are. They have no devices, and their codes
    /// open nothing.
    private static func insertParticipants(
        _ results: WorkshopResults, in workshop: Int64, _ db: Database
    ) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT INTO participant (id, workshop, reentry, link, name, background) VALUES (?, ?, ?, ?, ?, '')")
        var generator = SystemRandomNumberGenerator()
        var codes: Set<SpokenCode> = []
        var names = Array(results.names)
        while codes.count < results.joined {
            let reentry = SpokenCode.random(length: SpokenCode.reentryLength, using: &generator)
            guard codes.insert(reentry).inserted else { continue }
            let named = names.popLast()
            try statement.execute(arguments: [
                Identifier.random().description, workshop, reentry.description,
                try named.map { try pseudonym($0.key) }, named?.value,
            ])
        }
    }

    private static func insert(
        _ results: ActivityResults, at position: Int, in workshop: Int64, _ db: Database
    ) throws {
        let activity = results.activity
        let id = activity.id.description
        let isTold = !activity.isRevealed || activity.kind.isPrivate
        try db.execute(
            sql: """
                INSERT INTO activity (id, workshop, position, definition, status, is_revealed, key, told_answered,
                                      told_answers)
                VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?)
                """,
            arguments: [
                id, workshop, position, try Definitions.encode(activity.definition), activity.status.rawValue,
                activity.isRevealed, isTold ? results.turnout.answered : nil, isTold ? results.turnout.answers : nil,
            ])
        for (place, group) in results.groups.enumerated() {
            try db.cachedStatement(
                sql: "INSERT INTO idea_group (id, activity, position, name, is_dissolved) VALUES (?, ?, ?, ?, 0)"
            ).execute(arguments: [group.id.description, id, place, group.name])
        }
        let ideas = try db.cachedStatement(
            sql: """
                INSERT INTO idea (id, activity, pseudonym, text, status, details, source, lenses, idea_group)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for authored in results.ideas {
            let idea = authored.idea
            try ideas.execute(arguments: [
                idea.id.description, id, try pseudonym(authored.pseudonym), idea.text, idea.status.rawValue,
                idea.details.encoded, authored.source.rawValue, idea.lenses.encoded, idea.group?.description,
            ])
        }
        let ballots = try db.cachedStatement(
            sql: "INSERT INTO ballot (activity, pseudonym, value, source) VALUES (?, ?, ?, ?)")
        for cast in results.ballots {
            try ballots.execute(
                arguments: [id, try pseudonym(cast.pseudonym), cast.ballot.encoded, cast.source.rawValue])
        }
    }

    /// The bytes of a pseudonym of 32 hexadecimal digits.
    private static func pseudonym(_ digits: String) throws -> Data {
        guard digits.utf8.count == 32, let high = Identifier(digits.prefix(16)), let low = Identifier(digits.suffix(16))
        else { throw ImportProblem.inconsistent }
        let halves = [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half.bits >> (56 - 8 * $0)) }
        }
        return Data(halves)
    }
}

extension Store.TakenIn {
    /// The workshop that was changed by it.
    fileprivate var changed: SpokenCode? {
        switch self {
        case .added(let code), .replaced(let code, _, _): code
        case .known, .own, .changedHere: nil
        }
    }
}
