import FoundationEssentials
import GRDB
import Workshop

/// The log of what facilitators did with the agenda. It holds no times, only an order.
extension Store {
    /// How many acts the console shows.
    private static let shownActs = 12

    /// Undoes the act `number`, if it is still the latest one of its workshop that is not undone.
    ///
    /// - Throws: `Refusal.movedOn` when another act came after it; `.nothingToUndo`; `.noSuchWorkshop`;
    ///   `AgendaProblem.opened` when a step that has been opened since would be taken away or given other rules.
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
        if let inverse, inverse.isEmpty { return }
        let json = try inverse.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try db.execute(
            sql:
                "INSERT INTO act (workshop, facilitator, kind, activity, inverse, is_undone) VALUES (?, ?, ?, ?, ?, 0)",
            arguments: [before.row, facilitator, kind.rawValue, activity.description, json])
    }

    /// What facilitators did lately with the agenda of the workshop with `code`, the latest first.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func acts(in code: SpokenCode) async throws -> [LoggedAct] {
        try await read { db in try Self.acts(in: try StoredWorkshop.fetch(db, code).row, db) }
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
            let json = row["inverse"] as String?
            let inverse = json.flatMap { try? JSONDecoder().decode(AgendaInverse.self, from: Data($0.utf8)) }
            return LoggedAct(
                number: number, kind: kind, activity: activity, title: inverse?.title(of: activity),
                facilitator: row["facilitator"], isUndone: isUndone, canUndo: number == latest && inverse != nil)
        }
    }
}
