import FoundationEssentials
import GRDB
import GRDBSQLite
import Workshop

/// The statement that writes a ballot, prepared by GRDB, and bound and stepped without it.
///
/// A hall votes in the same few seconds. The values that GRDB makes of a statement's arguments, and what it asks itself
/// around each step, took longer than the writing; here SQLite reads the arguments where they lie
/// (https://sqlite.org/c3ref/bind_blob.html, `SQLITE_STATIC`).
final class BallotWriting {
    private let statement: Statement

    /// The statement in `db`. To be used and let go on its queue only.
    init(_ db: Database) throws {
        statement = try db.makeStatement(
            sql: """
                INSERT INTO ballot (activity, pseudonym, value, source) VALUES (?, ?, ?, ?)
                ON CONFLICT (activity, pseudonym) DO UPDATE SET value = excluded.value, source = excluded.source
                """)
    }

    /// Writes `value`, a ballot as it is encoded, in place of an earlier one.
    ///
    /// The batch's transaction may be gone when it fails, as by a full disk: what follows would be committed alone, and
    /// GRDB, which is not asked, does not stop it. The caller looks before it goes on.
    ///
    /// - Throws: `DatabaseError`, without the statement's text.
    func write(
        _ value: [UInt8], of pseudonym: Data, in activity: [UInt8], from source: BallotSource, _ db: Database
    ) throws {
        let prepared = statement.sqliteStatement
        var source = source.rawValue
        let code = value.withUnsafeBytes { value in
            pseudonym.withUnsafeBytes { pseudonym in
                activity.withUnsafeBytes { activity in
                    source.withUTF8 { source in
                        var code = Self.bind(activity, to: 1, of: prepared)
                        if code == SQLITE_OK {
                            code = sqlite3_bind_blob(prepared, 2, pseudonym.baseAddress, Int32(pseudonym.count), nil)
                        }
                        if code == SQLITE_OK { code = Self.bind(value, to: 3, of: prepared) }
                        if code == SQLITE_OK { code = Self.bind(UnsafeRawBufferPointer(source), to: 4, of: prepared) }
                        return code == SQLITE_OK ? sqlite3_step(prepared) : code
                    }
                }
            }
        }
        // Before the next ballot can bind its own: what is bound lies in memory that is another's by now.
        defer {
            sqlite3_reset(prepared)
            sqlite3_clear_bindings(prepared)
        }
        guard code == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage)
        }
    }

    /// Binds a text. A null pointer would be NULL, which an empty text is not.
    private static func bind(_ text: UnsafeRawBufferPointer, to place: Int32, of statement: OpaquePointer) -> Int32 {
        let start = text.baseAddress ?? UnsafeRawPointer(("" as StaticString).utf8Start)
        return sqlite3_bind_text(statement, place, start.assumingMemoryBound(to: CChar.self), Int32(text.count), nil)
    }
}
