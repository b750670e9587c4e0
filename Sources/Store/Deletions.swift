import GRDB
import Workshop

/// The days by which workshops are to be deleted.
extension Store {
    /// Sets the day by which the workshop is to be deleted, `YYYY-MM-DD` or empty. Warnings about an earlier one count
    /// no more.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func setDeletionDate(_ date: String, in code: SpokenCode) async throws {
        _ = try await change(code) { db, stored in
            if stored.workshop.deletionDate == date { return false }
            try db.execute(sql: "UPDATE workshop SET deletion_date = ? WHERE id = ?", arguments: [date, stored.row])
            try db.execute(sql: "DELETE FROM due_warning WHERE workshop = ?", arguments: [stored.row])
            return true
        }
    }

    /// Keeps that on `day` people were shown that the workshop's deletion date has passed.
    ///
    /// Warnings of later days are forgotten: they were of a clock that went wrong.
    public func noteShownDue(_ code: SpokenCode, on day: CalendarDay) async throws {
        try await writer.write(isCompound: true) { db, _ in
            let row = try StoredWorkshop.fetch(db, code).row
            try db.execute(
                sql: "DELETE FROM due_warning WHERE workshop = ? AND day > ?", arguments: [row, day.number])
            try db.execute(
                sql: "INSERT INTO due_warning (workshop, day) VALUES (?, ?) ON CONFLICT DO NOTHING",
                arguments: [row, day.number])
            return ((), nil)
        }
    }

    /// Erases the workshops whose day has passed and whose warning has been shown as it must be; none that is open.
    ///
    /// - Returns: The codes of those that were erased.
    @discardableResult
    public func eraseDue(on today: CalendarDay, mark: LocalizedText) async throws -> [SpokenCode] {
        var erased: [SpokenCode] = []
        for workshop in try await workshops() where !workshop.isOpen && !workshop.isRehearsal {
            let due = DeletionDue(date: workshop.deletionDate, today: today, shown: workshop.shownDue)
            guard due.isErased(today: today, shown: workshop.shownDue) else { continue }
            try await erase(.workshop(workshop.code), mark: mark, on: today, isByDate: true)
            erased.append(workshop.code)
        }
        return erased
    }

    static func shownDue(of workshop: Int64, _ db: Database) throws -> [CalendarDay] {
        let statement = try db.cachedStatement(sql: "SELECT day FROM due_warning WHERE workshop = ? ORDER BY day")
        return try Int.fetchAll(statement, arguments: [workshop]).map { CalendarDay(number: $0) }
    }
}
