import GRDB
import Workshop

/// What a workshop records of itself for the follow-up.
extension Store {
    /// Keeps `record` in place of the earlier one.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func setRecord(_ record: Ballot, in code: SpokenCode) async throws {
        _ = try await change(code) { db, stored in
            if stored.workshop.record == record { return false }
            try db.execute(
                sql: "UPDATE workshop SET record = ? WHERE id = ?", arguments: [record.encoded, stored.row])
            return true
        }
    }
}
