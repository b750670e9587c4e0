import GRDB
import Workshop

/// The facilitators' own notes on a workshop. They are on no screen but the console and in no export.
extension Store {
    /// The most characters of a workshop's notes.
    public static let notesLimit = 8000

    /// Keeps `text` as the workshop's notes.
    ///
    /// - Parameter seen: The notes that the text was written over.
    /// - Throws: `Refusal.changedMeanwhile` when other notes stand there by now; what `PlainText.checked` throws.
    public func setNotes(_ text: String, seen: String, in code: SpokenCode) async throws {
        _ = try await change(code) { db, stored in
            let checked =
                text.allSatisfy(\.isWhitespace) ? "" : try PlainText.checked(text, limit: Self.notesLimit)
            let now = try Self.notes(of: stored.row, db)
            if now == checked { return false }
            guard now == (try? PlainText.checked(seen, limit: Self.notesLimit)) ?? "" else {
                throw Refusal.changedMeanwhile(now: now)
            }
            try db.execute(sql: "UPDATE workshop SET notes = ? WHERE id = ?", arguments: [checked, stored.row])
            return true
        }
    }

    static func notes(of workshop: Int64, _ db: Database) throws -> String {
        let statement = try db.cachedStatement(sql: "SELECT notes FROM workshop WHERE id = ?")
        return try String.fetchOne(statement, arguments: [workshop]) ?? ""
    }
}
