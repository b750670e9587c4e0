import GRDB
import Workshop

/// Which workshop a display shows that nobody has told a code.
extension Store {
    /// What such a display is to show.
    public struct Followed: Sendable, Equatable {
        /// The workshop to show; nil when the box has none.
        public var code: SpokenCode?
        /// The title of a newer workshop that does not take over by itself, because the one shown is going on.
        public var newerTitle: String?
    }

    /// What a display is to show that shows `shown` now.
    ///
    /// A newer workshop takes over when `shown` is gone or has not begun, or when it has no open step and people have
    /// joined the newer one: what is prepared in a break does not push away what the room is looking at. A rehearsal takes
    /// over only from what has not begun: the room is not to see invented answers. One that was taken in from a file is
    /// over already.
    public func followed(showing shown: SpokenCode?) async throws -> Followed {
        try await read { db in
            guard let newest = try Self.standing("WHERE origin IS NULL ORDER BY id DESC LIMIT 1", [], db) else {
                return Followed()
            }
            guard let shown, shown != newest.code,
                let current = try Self.standing("WHERE code = ?", [shown.description], db)
            else { return Followed(code: newest.code) }
            if !current.hasBegun { return Followed(code: newest.code) }
            if newest.isRehearsal { return Followed(code: shown) }
            if !current.isOpen && newest.hasBegun { return Followed(code: newest.code) }
            return Followed(code: shown, newerTitle: newest.title)
        }
    }

    /// Whether there is a workshop with `code`.
    public func exists(_ code: SpokenCode) async throws -> Bool {
        try await read { db in try Self.standing("WHERE code = ?", [code.description], db) != nil }
    }

    private struct Standing {
        var code: SpokenCode
        var title: String
        var isOpen: Bool
        var hasBegun: Bool
        var isRehearsal: Bool
    }

    private static func standing(_ condition: String, _ arguments: StatementArguments, _ db: Database) throws
        -> Standing?
    {
        let statement = try db.cachedStatement(
            sql: """
                SELECT code, title, rehearsal_of IS NOT NULL AS is_rehearsal,
                       EXISTS (SELECT 1 FROM activity WHERE activity.workshop = workshop.id AND status = 'open') AS is_open,
                       current > 0
                       OR EXISTS (SELECT 1 FROM activity WHERE activity.workshop = workshop.id AND status <> 'upcoming')
                       OR EXISTS (SELECT 1 FROM participant WHERE participant.workshop = workshop.id) AS has_begun
                FROM workshop \(condition)
                """)
        guard let row = try Row.fetchOne(statement, arguments: arguments) else { return nil }
        guard let code = SpokenCode(row["code"] as String, length: SpokenCode.joinLength) else {
            throw StoreError.corrupt(path: "workshop")
        }
        return Standing(
            code: code, title: row["title"], isOpen: row["is_open"], hasBegun: row["has_begun"],
            isRehearsal: row["is_rehearsal"])
    }
}
