import GRDB
import Workshop

/// Changes of a workshop's agenda while it is prepared and while it runs.
extension Store {
    /// Changes the agenda, and logs it, so that it can be undone. The current step stays the current one; if it is taken
    /// away, the one that comes to stand in its place is.
    ///
    /// - Parameter facilitator: Who does it, as they named themselves.
    /// - Throws: `AgendaProblem`, `Refusal.noSuchWorkshop`.
    public func edit(_ edit: AgendaEdit, in code: SpokenCode, by facilitator: String = "") async throws -> Workshop {
        try await change(code) { db, stored in
            if stored.workshop.isImported { throw Refusal.imported }
            let old = stored.workshop.agenda
            let opened = old.filter { $0.asks && $0.status != .upcoming }.map(\.definition.name)
            let agenda = try edit.applied(to: old.map(\.definition), opened: Set(opened))
            if agenda == old.map(\.definition) { return nil }
            let known = Dictionary(old.map { ($0.definition.name, $0.id) }) { first, _ in first }
            let steps = agenda.map { definition in
                AgendaInverse.Arrangement.Step(
                    id: known[definition.name] ?? Identifier.random(), definition: definition)
            }
            try Self.arrange(steps, in: stored, db)
            let (kind, name) = Self.logged(edit, added: agenda.first { known[$0.name] == nil }?.name)
            return (kind, known[name] ?? steps.first { $0.definition.name == name }?.id)
        } then: { (db, logged: (kind: LoggedAct.Kind, subject: Identifier?), before, after) in
            guard let subject = logged.subject else { return }
            try Self.log(logged.kind, on: subject, by: facilitator, from: before, to: after, db)
        }
    }

    /// What the log calls an edit, and the name of the step that it is about.
    private static func logged(_ edit: AgendaEdit, added: String?) -> (LoggedAct.Kind, String) {
        switch edit {
        case .add(let step, _): (.add, step.name)
        case .replace(let step): (.edit, step.name)
        case .remove(let name): (.remove, name)
        case .move(let name, _): (.shift, name)
        case .duplicate(let name), .askAgain(let name): (.add, added ?? name)
        }
    }

    /// Makes `steps` the agenda of `stored`: those that are new are put in, those that are missing are taken away.
    static func arrange(
        _ steps: [AgendaInverse.Arrangement.Step], in stored: StoredWorkshop, _ db: Database
    ) throws {
        let old = Set(stored.workshop.agenda.map(\.id))
        for id in old.subtracting(steps.map(\.id)) {
            try db.execute(sql: "DELETE FROM activity WHERE id = ?", arguments: [id.description])
        }
        // Out of each other's way first: two steps never share a place, not even for a moment.
        try db.execute(
            sql: "UPDATE activity SET position = -1 - position WHERE workshop = ?", arguments: [stored.row])
        for (position, step) in steps.enumerated() {
            let json = try Definitions.encode(step.definition)
            if old.contains(step.id) {
                try db.execute(
                    sql: "UPDATE activity SET position = ?, definition = ? WHERE id = ?",
                    arguments: [position, json, step.id.description])
            } else {
                try insert(json, id: step.id, at: position, in: stored.row, db)
            }
        }
        let id = stored.current?.activity.id
        let current = steps.firstIndex { $0.id == id } ?? min(stored.workshop.current, steps.count - 1)
        try db.execute(sql: "UPDATE workshop SET current = ? WHERE id = ?", arguments: [current, stored.row])
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
