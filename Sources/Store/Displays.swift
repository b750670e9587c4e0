import GRDB
import Workshop

/// What the facilitator sets the display to. Each change moves the workshop's revision by one.
extension Store {
    /// Draws the display in the colours of `theme`.
    public func setTheme(_ theme: DisplayState.Theme, in code: SpokenCode) async throws {
        try await changeDisplay(code) { $0.theme = theme }
    }

    /// Shows a calm empty screen, or the workshop again.
    public func setBlank(_ isBlank: Bool, in code: SpokenCode) async throws {
        try await changeDisplay(code) { $0.isBlank = isBlank }
    }

    /// Shows or hides the start screen until the next step or question begins.
    public func setWelcome(_ isShown: Bool, in code: SpokenCode) async throws {
        try await changeDisplay(code) { $0.showsWelcome = isShown }
    }

    /// Points at something that the display shows; nil points at nothing.
    public func point(at pointer: DisplayState.Pointer?, in code: SpokenCode) async throws {
        try await changeDisplay(code) { $0.pointer = pointer }
    }

    /// Keeps what the display shows now, until ``unfreeze(_:)`` or until something in it must not be seen any more.
    ///
    /// - Parameter render: The contents by language code, made of what the room may see. It runs within the write, so
    ///   that nothing that is sealed or hidden meanwhile can be kept.
    public func freeze(
        _ code: SpokenCode, render: @escaping @Sendable (RoomSnapshot) -> [String: String]
    ) async throws {
        _ = try await change(code) { db, stored in
            if try !Self.frozen(stored.row, db).isEmpty { return false }
            for (language, content) in render(try Self.room(code, audience: .room, db, .ofWriter)) {
                try db.execute(
                    sql: "INSERT INTO frozen_display (workshop, language, content) VALUES (?, ?, ?)",
                    arguments: [stored.row, language, content])
            }
            return true
        }
    }

    /// Lets the display follow the workshop again.
    public func unfreeze(_ code: SpokenCode) async throws {
        _ = try await change(code) { db, stored in
            try Self.unfreeze(stored.row, db)
            return db.changesCount > 0
        }
    }

    static func unfreeze(_ workshop: Int64, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM frozen_display WHERE workshop = ?", arguments: [workshop])
    }

    static func removePointer(of workshop: Int64, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE display SET pointed_activity = NULL, pointed_row = NULL WHERE workshop = ?",
            arguments: [workshop])
    }

    static func endWelcome(of workshop: Int64, _ db: Database) throws {
        try db.execute(sql: "UPDATE display SET shows_welcome = NULL WHERE workshop = ?", arguments: [workshop])
    }

    /// Keeps nothing on the display that shows a result: it may be sealed now.
    static func clearDisplay(of workshop: Int64, _ db: Database) throws {
        try unfreeze(workshop, db)
        try removePointer(of: workshop, db)
    }

    static func displayState(of workshop: Int64, _ db: Database) throws -> DisplayState {
        var state = DisplayState()
        let statement = try db.cachedStatement(sql: "SELECT * FROM display WHERE workshop = ?")
        if let row = try Row.fetchOne(statement, arguments: [workshop]) {
            state.theme = DisplayState.Theme(rawValue: row["theme"]) ?? .automatic
            state.isBlank = row["is_blank"]
            state.showsWelcome = row["shows_welcome"]
            if let activity = (row["pointed_activity"] as String?).flatMap({ Identifier($0) }),
                let pointed = row["pointed_row"] as String?
            {
                state.pointer = DisplayState.Pointer(activity: activity, row: pointed)
            }
        }
        state.frozen = try frozen(workshop, db)
        return state
    }

    private static func frozen(_ workshop: Int64, _ db: Database) throws -> [String: String] {
        let statement = try db.cachedStatement(sql: "SELECT language, content FROM frozen_display WHERE workshop = ?")
        return Dictionary(
            try Row.fetchAll(statement, arguments: [workshop]).map {
                ($0["language"] as String, $0["content"] as String)
            }
        ) { first, _ in first }
    }

    private func changeDisplay(
        _ code: SpokenCode, _ body: @escaping @Sendable (inout DisplayState) -> Void
    ) async throws {
        _ = try await change(code) { db, stored in
            let old = try Self.displayState(of: stored.row, db)
            var state = old
            body(&state)
            if state == old { return false }
            try db.execute(
                sql: """
                    INSERT INTO display (workshop, theme, is_blank, shows_welcome, pointed_activity, pointed_row)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (workshop) DO UPDATE SET theme = excluded.theme, is_blank = excluded.is_blank,
                        shows_welcome = excluded.shows_welcome, pointed_activity = excluded.pointed_activity,
                        pointed_row = excluded.pointed_row
                    """,
                arguments: [
                    stored.row, state.theme.rawValue, state.isBlank, state.showsWelcome,
                    state.pointer?.activity.description, state.pointer?.row,
                ])
            return true
        }
    }
}
