import GRDB
import Workshop

/// Changes of a workshop's agenda while it is prepared and while it runs.
extension Store {
    /// Changes the agenda. The current step stays the current one; if it is taken away, the one that comes to stand in
    /// its place is.
    ///
    /// - Throws: `AgendaProblem`, `Refusal.noSuchWorkshop`.
    public func edit(_ edit: AgendaEdit, in code: SpokenCode) async throws -> Workshop {
        try await change(code) { db, stored in
            let old = stored.facts.map(\.activity)
            let opened = old.filter { $0.asks && $0.status != .upcoming }.map(\.definition.name)
            let agenda = try edit.applied(to: old.map(\.definition), opened: Set(opened))
            if agenda == old.map(\.definition) { return false }
            let byName = Dictionary(old.map { ($0.definition.name, $0) }) { first, _ in first }
            let kept = Set(agenda.map(\.name))
            for activity in old where !kept.contains(activity.definition.name) {
                try db.execute(sql: "DELETE FROM activity WHERE id = ?", arguments: [activity.id.description])
            }
            // Out of each other's way first: two steps never share a place, not even for a moment.
            try db.execute(
                sql: "UPDATE activity SET position = -1 - position WHERE workshop = ?", arguments: [stored.row])
            for (position, definition) in agenda.enumerated() {
                try Self.place(definition, at: position, instead: byName[definition.name], in: stored.row, db)
            }
            let name = stored.current?.activity.definition.name
            let current = agenda.firstIndex { $0.name == name } ?? min(stored.workshop.current, agenda.count - 1)
            try db.execute(sql: "UPDATE workshop SET current = ? WHERE id = ?", arguments: [current, stored.row])
            return true
        }
    }

    private static func place(
        _ definition: ActivityDefinition, at position: Int, instead old: Activity?, in workshop: Int64, _ db: Database
    ) throws {
        let json = try Definitions.encode(definition)
        if let old {
            try db.execute(
                sql: "UPDATE activity SET position = ?, definition = ? WHERE id = ?",
                arguments: [position, json, old.id.description])
        } else {
            try insert(json, id: SecureRandom.identifier(), at: position, in: workshop, db)
        }
    }

    static func insert(
        _ definition: String, id: Identifier, at position: Int, in workshop: Int64, _ db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO activity (id, workshop, position, definition, status, is_revealed, key)
                VALUES (?, ?, ?, ?, ?, 0, ?)
                """,
            arguments: [
                id.description, workshop, position, definition, ActivityStatus.upcoming.rawValue,
                PseudonymKey.random().data,
            ])
    }
}
