import GRDB
import Threads
import Workshop

/// Taking what was erased out of the free space of the files.
///
/// `secure_delete` overwrites what is deleted where it lies. It does not reach what SQLite left behind when it moved rows
/// from one page to another: an earlier copy in the unused part of a page. So after an erasure the whole file is written
/// anew, and the log beside it emptied. A mark in the database says that this is still to be done; it is set in the
/// erasure's own transaction and taken away at the end, so that a power cut in between only puts the cleaning off until the
/// next start.
extension Store {
    private static let unclean = "unclean"

    /// Says within an erasure's transaction that its remains are to be cleaned away.
    static func markUnclean(_ db: Database) throws {
        // Another value each time: cleaning must not take away the mark of an erasure that came while it worked.
        try db.execute(
            sql:
                "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [unclean, SecureRandom.token()])
    }

    /// Cleans if an erasure says so. Readers may be in the way of the last part: then it is tried again, a few times now,
    /// and otherwise with the next call.
    public func finishErasing() async {
        isCleaning.use { $0 = true }
        defer { isCleaning.use { $0 = false } }
        for _ in 0..<5 {
            let (pool, writer) = (pool, writer)
            // On a thread of its own: writing the file anew takes a while, and the cooperative threads must not block.
            let error = await BlockingThread.value { () -> (any Error)? in
                do { try Self.cleanIfNeeded(pool, writer) } catch { return error }
                return nil
            }
            if error == nil { return Self.forgetTexts() }
            if isBroken { return }
            try? await Task.sleep(for: .milliseconds(200))
        }
    }

    /// - Parameter writer: Judges what the disk says; nil while the store is being opened, which then fails.
    static func cleanIfNeeded(_ pool: DatabasePool, _ writer: Writer? = nil) throws {
        let mark = try pool.read { db in
            try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [unclean])
        }
        guard let mark else { return }
        try write(pool, writer) { db in try db.execute(sql: "VACUUM") }
        try truncate(pool, writer)
        try write(pool, writer) { db in
            try db.execute(sql: "DELETE FROM setting WHERE name = ? AND value = ?", arguments: [unclean, mark])
        }
        // The frames of the new file are not remains; emptied all the same, or the log would stay as large as the file. A
        // reader may be in the way.
        do { try truncate(pool, writer) } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {}
    }
}
