import FoundationEssentials
import GRDB
import Glibc
import Workshop

/// What the box's self-test asks of the store, and making the box new again.
extension Store {
    /// Whether the database is whole.
    ///
    /// - Parameter isThorough: Whether every index is compared with its table, too, which takes longer.
    public func isWhole(isThorough: Bool) async -> Bool {
        do {
            return try await read { db in
                let check = isThorough ? "integrity_check" : "quick_check"
                guard try String.fetchOne(db, sql: "PRAGMA \(check)(1)") == "ok" else { return false }
                return try !isThorough || Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil
            }
        } catch {
            return false
        }
    }

    /// Whether the disk takes what is written, as far as it is known: false for one that has turned read-only.
    public var isWritable: Bool {
        var status = statvfs()
        let isReadOnly = statvfs(path, &status) == 0 && status.f_flag & UInt(ST_RDONLY) != 0
        return !isReadOnly && !writer.isRefused
    }

    /// The bytes of the database and the log beside it.
    public var databaseBytes: Int {
        [path, "\(path)-wal"].reduce(0) { sum, file in
            var status = stat()
            return stat(file, &status) == 0 ? sum + Int(status.st_size) : sum
        }
    }

    /// The free bytes of the disk that the database is on; nil when they cannot be told.
    public var freeBytes: Int? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }

    /// The latest day that the box has noted; nil when it has noted none.
    public func latestDay() async throws -> CalendarDay? {
        try await read { db in
            try Int.fetchOne(
                db, sql: "SELECT max(day) FROM (SELECT day FROM erasure UNION ALL SELECT day FROM due_warning)")
        }.map { CalendarDay(number: $0) }
    }

    /// Erases everything, settings, log of erasures and material, too, and makes a new PIN and recovery code.
    ///
    /// - Returns: The new way in.
    public func resetToNew() async throws -> Box {
        let (box, codes) = try await writer.write(isCompound: true) { db, _ in
            let codes = try Erasing.codes(db)
            // Whatever tables there are: what is forgotten here would stay for the next owner.
            try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
            let tables = try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM sqlite_master
                    WHERE type = 'table' AND name <> 'grdb_migrations' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                    """)
            // How phones reach the box is how it stands in its room: without it nobody could set it up again.
            for table in tables where table != "setting" { try db.execute(sql: "DELETE FROM \"\(table)\"") }
            try db.execute(sql: "DELETE FROM setting WHERE name NOT LIKE 'network\\_%' ESCAPE '\\'")
            try db.execute(sql: "DELETE FROM sqlite_sequence")
            let box = try Self.makeBox(db)
            try Self.markUnclean(db)
            try Self.markKeptCopies(db)
            return ((box, Set(codes)), nil)
        }
        language.use { $0 = "" }
        forget(codes, endsSessions: true)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: materialDirectory)) ?? [] {
            try? FileManager.default.removeItem(atPath: "\(materialDirectory)/\(name)")
        }
        await finishErasing()
        return box
    }
}
