import FoundationEssentials
import GRDB
import Workshop

/// What the facilitator does with the agenda. Each act that changes something moves the workshop's revision by one.
extension Store {
    /// Does `act` to an activity. Opening one that takes its items from earlier ones also reveals those: what they
    /// brought is on every phone then.
    ///
    /// - Parameters:
    ///   - facilitator: Who does it, as they named themselves.
    ///   - seen: The activity that was the current one for whoever asks; nil takes the current one as it is.
    ///   - now: The time, for the workshop's pace; nil leaves the pace alone.
    /// - Throws: what `Activity.applying` throws; `Refusal.noSuchWorkshop`, `.noSuchActivity`; `.movedOn` when the
    ///   current activity is not `seen` any more.
    public func act(
        _ act: FacilitatorAct, on activity: Identifier, from seen: Identifier? = nil, in code: SpokenCode,
        by facilitator: String = "", at now: ClockReading? = nil
    ) async throws -> Workshop {
        let kind = LoggedAct.Kind(act)
        let workshop = try await logged(kind, in: code, by: facilitator, at: now) { db, stored in
            if let seen, stored.current?.activity.id != seen { throw Refusal.movedOn }
            let facts = try stored.facts(of: activity)
            let next = try facts.activity.applying(act)
            var changed = try Self.save(next, instead: facts.activity, db)
            // What is sealed again is gone from a frozen display, too, and the first question ends the start screen.
            if facts.activity.isRevealed && !next.isRevealed { try Self.clearDisplay(of: stored.row, db) }
            if act == .open { try Self.endWelcome(of: stored.row, db) }
            try Self.renewDoorNumbers(for: act, on: facts.activity, of: stored, db)
            if act == .open || act == .reopen {
                for source in stored.sources(of: facts) where source.activity.status != .upcoming {
                    let revealed = try source.activity.applying(.reveal)
                    changed = try Self.save(revealed, instead: source.activity, db) || changed
                }
            }
            if act == .finish, facts.key != nil {
                // The last moment at which it can be told how groups answered.
                let split = try Self.split(of: facts, stored, db).map {
                    String(decoding: try JSONEncoder().encode($0), as: UTF8.self)
                }
                try db.execute(
                    sql: "UPDATE activity SET key = NULL, split = ? WHERE id = ?",
                    arguments: [split, activity.description])
                try Self.markUnclean(db)
                changed = true
            }
            return changed ? activity : nil
        }
        if act == .close || act == .finish { await truncateLog() }
        return workshop
    }

    /// Goes `step` places on in the agenda, closing the activity that is left if it is open.
    ///
    /// - Parameter seen: The activity that was the current one for whoever asks; nil takes the current one as it is.
    /// - Throws: `Refusal.endOfAgenda`; `.movedOn` when the current activity is not `seen` any more.
    public func move(
        by step: Int, from seen: Identifier? = nil, in code: SpokenCode, by facilitator: String = "",
        at now: ClockReading? = nil
    ) async throws -> Workshop {
        let workshop = try await logged(.move, in: code, by: facilitator, at: now) { db, stored in
            if let seen, stored.current?.activity.id != seen { throw Refusal.movedOn }
            if step == 0 { return nil }
            let target = stored.workshop.current + step
            guard stored.facts.indices.contains(target) else { throw Refusal.endOfAgenda }
            return try Self.go(to: target, stored, db) ? stored.facts[target].activity.id : nil
        }
        await truncateLog()
        return workshop
    }

    /// Goes to `activity`, closing the one that is left if it is open.
    ///
    /// - Parameter seen: The activity that was the current one for whoever asks; nil takes the current one as it is.
    /// - Throws: `Refusal.noSuchActivity`; `.movedOn` when the current activity is neither `seen` nor the one asked for.
    public func move(
        to activity: Identifier, from seen: Identifier? = nil, in code: SpokenCode, by facilitator: String = "",
        at now: ClockReading? = nil
    ) async throws -> Workshop {
        let workshop = try await logged(.move, in: code, by: facilitator, at: now) { db, stored in
            if let seen, let current = stored.current?.activity.id, current != seen, current != activity {
                throw Refusal.movedOn
            }
            let target = try stored.facts(of: activity).activity.position
            return try Self.go(to: target, stored, db) ? activity : nil
        }
        await truncateLog()
        return workshop
    }

    /// Runs `body` on the workshop with `code`, and logs what it did if it says which activity it changed.
    private func logged(
        _ kind: LoggedAct.Kind, in code: SpokenCode, by facilitator: String, at now: ClockReading?,
        _ body: @escaping @Sendable (Database, StoredWorkshop) throws -> Identifier?
    ) async throws -> Workshop {
        try await change(code) { db, stored in
            if stored.workshop.isImported { throw Refusal.imported }
            guard let activity = try body(db, stored) else { return nil }
            if let now {
                let pace =
                    stored.workshop.pace?.noting(now, isNewStep: kind == .move) ?? Pace(startingAt: now)
                try Self.save(pace, of: stored.row, db)
            }
            return activity
        } then: { db, activity, before, after in
            try Self.log(kind, on: activity, by: facilitator, from: before, to: after, db)
        }
    }

    static func save(_ pace: Pace, of workshop: Int64, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE workshop SET pace = ? WHERE id = ?",
            arguments: [String(decoding: try JSONEncoder().encode(pace), as: UTF8.self), workshop])
    }

    private static func go(to target: Int, _ stored: StoredWorkshop, _ db: Database) throws -> Bool {
        if target == stored.workshop.current { return false }
        if let left = stored.current, left.activity.status == .open {
            _ = try save(try left.activity.applying(.close), instead: left.activity, db)
        }
        try db.execute(sql: "UPDATE workshop SET current = ? WHERE id = ?", arguments: [target, stored.row])
        try removePointer(of: stored.row, db)
        try endWelcome(of: stored.row, db)
        return true
    }

    /// Sets or removes an activity's timer.
    public func setTimer(
        _ timer: ActivityTimer?, on activity: Identifier, in code: SpokenCode
    ) async throws -> Workshop {
        try await change(code) { db, stored in
            if stored.workshop.isImported { throw Refusal.imported }
            let facts = try stored.facts(of: activity)
            var next = facts.activity
            next.timer = timer
            return try Self.save(next, instead: facts.activity, db)
        }
    }

    /// Runs `body` on the workshop with `code`; if it says that it changed something, the revision moves on.
    func change(
        _ code: SpokenCode, _ body: @escaping @Sendable (Database, StoredWorkshop) throws -> Bool
    ) async throws -> Workshop {
        try await change(code) { db, stored in
            try body(db, stored) ? () : nil
        } then: { _, _, _, _ in
        }
    }

    /// The same for what says what it changed.
    ///
    /// - Parameter log: Told of the change, with the workshop as it was before and as it is after.
    func change<Change>(
        _ code: SpokenCode, _ body: @escaping @Sendable (Database, StoredWorkshop) throws -> Change?,
        then log: @escaping @Sendable (Database, Change, StoredWorkshop, StoredWorkshop) throws -> Void
    ) async throws -> Workshop {
        try await writer.write(isCompound: true) { db, _ in
            let before = try StoredWorkshop.fetch(db, code)
            guard let change = try body(db, before) else { return (before.workshop, nil) }
            try Self.bumpRevision(of: before.row, db)
            let after = try StoredWorkshop.fetch(db, code)
            try log(db, change, before, after)
            return (after.workshop, code)
        }
    }

    static func bumpRevision(of workshop: Int64, _ db: Database) throws {
        try db.execute(sql: "UPDATE workshop SET revision = revision + 1 WHERE id = ?", arguments: [workshop])
    }

    /// Saves `activity`'s state; false when nothing differs.
    private static func save(_ activity: Activity, instead old: Activity, _ db: Database) throws -> Bool {
        if activity == old { return false }
        let timer = try activity.timer.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try db.execute(
            sql: "UPDATE activity SET status = ?, is_revealed = ?, timer = ? WHERE id = ?",
            arguments: [activity.status.rawValue, activity.isRevealed, timer, activity.id.description])
        return true
    }
}

extension LoggedAct.Kind {
    fileprivate init(_ act: FacilitatorAct) {
        switch act {
        case .open: self = .open
        case .close: self = .close
        case .reopen: self = .reopen
        case .reveal: self = .reveal
        case .seal: self = .seal
        case .finish: self = .finish
        }
    }
}
