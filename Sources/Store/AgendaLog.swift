import FoundationEssentials
import GRDB
import Workshop

/// How the agenda was before an act, as far as the act changed it.
struct AgendaInverse: Codable {
    /// An activity's state.
    struct State: Codable {
        var activity: Identifier
        var status: ActivityStatus
        var isRevealed: Bool
    }

    /// The activity that was the current one, if another was gone to.
    var current: Identifier?
    /// When the step began that was gone from, if another was gone to.
    var stepBegan: Int64?
    var states: [State] = []

    /// What differs between two moments of a workshop; nil when something cannot be taken back: what is closed for good.
    init?(from before: StoredWorkshop, to after: StoredWorkshop) {
        if before.workshop.current != after.workshop.current {
            current = before.current?.activity.id
            stepBegan = before.workshop.pace?.stepBegan
        }
        for old in before.workshop.agenda {
            guard let new = after.workshop.activity(old.id), new != old else { continue }
            if new.status == .final, old.status != .final { return nil }
            states.append(
                State(activity: old.id, status: old.status, isRevealed: old.isRevealed))
        }
    }

    private static func isAnswered(_ activity: String, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM idea WHERE activity = ?) OR EXISTS (SELECT 1 FROM ballot WHERE activity = ?)
                """, arguments: [activity, activity]) ?? false
    }

    /// Whether restoring it seals a result that is revealed now.
    func seals(_ workshop: Workshop) -> Bool {
        states.contains { !$0.isRevealed && workshop.activity($0.activity)?.isRevealed == true }
    }

    /// Restores the earlier state. Steps that have been taken out of the agenda since are left alone, and so is what has
    /// been closed for good. A step that has been answered becomes closed, not unopened: its answers keep its rules, and
    /// it cannot be taken away. Timers are left as they are: they are set apart from acts.
    func apply(to workshop: StoredWorkshop, _ db: Database) throws {
        for state in states {
            let id = state.activity.description
            var status = state.status
            if status == .upcoming, try Self.isAnswered(id, db) { status = .closed }
            try db.execute(
                sql: "UPDATE activity SET status = ?, is_revealed = ? WHERE id = ? AND status <> 'final'",
                arguments: [status.rawValue, state.isRevealed, id])
        }
        if let current, let position = workshop.workshop.activity(current)?.position {
            try db.execute(
                sql: "UPDATE workshop SET current = ? WHERE id = ?", arguments: [position, workshop.row])
            // The step goes on from where it was: it did not begin anew by a mistaken tap.
            if let stepBegan, let pace = workshop.workshop.pace?.returning(toStepBegan: stepBegan) {
                try Store.save(pace, of: workshop.row, db)
            }
        }
    }
}

/// The log of what facilitators did with the agenda. It holds no times, only an order.
extension Store {
    /// How many acts the console shows.
    private static let shownActs = 12

    /// Undoes the act `number`, if it is still the latest one of its workshop that is not undone.
    ///
    /// - Throws: `Refusal.movedOn` when another act came after it; `.nothingToUndo`; `.noSuchWorkshop`.
    public func undoAct(_ number: Int64, in code: SpokenCode) async throws {
        _ = try await change(code) { db, stored in
            let row = try Row.fetchOne(
                db, sql: "SELECT id, inverse FROM act WHERE workshop = ? AND NOT is_undone ORDER BY id DESC LIMIT 1",
                arguments: [stored.row])
            guard let row else { throw Refusal.nothingToUndo }
            guard row["id"] as Int64 == number else { throw Refusal.movedOn }
            guard let json = row["inverse"] as String? else { throw Refusal.final }
            let inverse = try JSONDecoder().decode(AgendaInverse.self, from: Data(json.utf8))
            try inverse.apply(to: stored, db)
            // What is sealed again, or left, is gone from the display, too.
            if inverse.seals(stored.workshop) { try Self.clearDisplay(of: stored.row, db) }
            if inverse.current != nil { try Self.removePointer(of: stored.row, db) }
            try db.execute(sql: "UPDATE act SET is_undone = 1 WHERE id = ?", arguments: [number])
            return true
        }
        await truncateLog()
    }

    /// Logs an act that led from `before` to `after`; nothing when it changed nothing.
    static func log(
        _ kind: LoggedAct.Kind, on activity: Identifier, by facilitator: String, from before: StoredWorkshop,
        to after: StoredWorkshop, _ db: Database
    ) throws {
        let inverse = AgendaInverse(from: before, to: after)
        if let inverse, inverse.current == nil, inverse.states.isEmpty { return }
        let json = try inverse.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try db.execute(
            sql:
                "INSERT INTO act (workshop, facilitator, kind, activity, inverse, is_undone) VALUES (?, ?, ?, ?, ?, 0)",
            arguments: [before.row, facilitator, kind.rawValue, activity.description, json])
    }

    static func acts(in workshop: Int64, _ db: Database) throws -> [LoggedAct] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM act WHERE workshop = ? ORDER BY id DESC LIMIT \(shownActs)")
        var latest: Int64?
        return try Row.fetchAll(statement, arguments: [workshop]).compactMap { row in
            guard let kind = LoggedAct.Kind(rawValue: row["kind"]),
                let activity = Identifier(row["activity"] as String)
            else { return nil }
            let isUndone: Bool = row["is_undone"]
            let number: Int64 = row["id"]
            if !isUndone, latest == nil { latest = number }
            return LoggedAct(
                number: number, kind: kind, activity: activity, facilitator: row["facilitator"], isUndone: isUndone,
                canUndo: number == latest && (row["inverse"] as String?) != nil)
        }
    }
}
