import GRDB
import Workshop

/// Faults of accessibility that people report on the box: kept without identity, time or order.
extension Store {
    /// A report of a fault.
    public struct Fault: Sendable, Equatable {
        /// The identifier, random.
        public let id: Identifier
        /// What does not work, in the words of the one who reports it.
        public let text: String
    }

    /// The most characters of a report.
    public static let faultCharacterLimit = 1000
    /// The most reports that the box keeps: it must not be filled by one visitor.
    public static let faultLimit = 200

    /// Keeps a report.
    ///
    /// - Returns: Whether there was room for it.
    /// - Throws: what `PlainText.checked` throws.
    public func reportFault(_ text: String) async throws -> Bool {
        let text = try PlainText.checked(text, limit: Self.faultCharacterLimit)
        return try await writer.write(isCompound: true) { db, _ in
            let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM fault") ?? 0
            guard count < Self.faultLimit else { return (false, nil) }
            try db.execute(
                sql: "INSERT INTO fault (id, text) VALUES (?, ?)",
                arguments: [Identifier.random().description, text])
            return (true, nil)
        }
    }

    /// The reports, in order of their random identifiers.
    public func faults() async throws -> [Fault] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT id, text FROM fault ORDER BY id").compactMap { row in
                Identifier(row["id"] as String).map { Fault(id: $0, text: row["text"]) }
            }
        }
    }

    /// Takes a report away that has been dealt with. Doing it again changes nothing.
    public func removeFault(_ id: Identifier) async throws {
        try await writer.write(isCompound: true) { db, _ in
            try db.execute(sql: "DELETE FROM fault WHERE id = ?", arguments: [id.description])
            return ((), nil)
        }
    }
}
