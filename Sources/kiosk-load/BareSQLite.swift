import ArgumentParser
import GRDBSQLite
import Glibc

/// `kiosk-load bare-sqlite`: the yardstick of the disk.
struct BareSQLite: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bare-sqlite",
        abstract:
            "The same rows written by SQLite alone, in WAL with synchronous=FULL, in transactions of a given size.")

    @Option(help: "A directory on the disk to measure.")
    var directory: String

    @Option(help: "Rows in one transaction.")
    var rows = 1

    @Option(help: "Participants whose ballots they are: each row replaces the one before of the same participant.")
    var participants = 64

    @Option(help: "Seconds, at most 120.")
    var seconds = 3.0

    func run() throws {
        var db: OpaquePointer?
        guard sqlite3_open("\(directory)/bare.sqlite", &db) == SQLITE_OK else { throw LoadError("no database") }
        defer { sqlite3_close(db) }
        func execute(_ sql: String) throws {
            guard sqlite3_exec(db, sql, nil, nil, nil) == SQLITE_OK else {
                throw LoadError(String(cString: sqlite3_errmsg(db)))
            }
        }
        try execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON")
        try execute(
            """
            CREATE TABLE IF NOT EXISTS ballot (activity TEXT NOT NULL, pseudonym BLOB NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (activity, pseudonym)) STRICT, WITHOUT ROWID
            """)
        var statement: OpaquePointer?
        sqlite3_prepare_v2(
            db,
            """
            INSERT INTO ballot VALUES ('0123456789abcdef', ?, ?)
            ON CONFLICT (activity, pseudonym) DO UPDATE SET value = excluded.value
            """, -1, &statement, nil)
        defer { sqlite3_finalize(statement) }
        var written = 0
        let start = LoadLoop.now()
        while LoadLoop.now() < start + min(120, seconds) {
            try execute("BEGIN IMMEDIATE")
            for _ in 0..<max(1, rows) {
                let participant = UInt64(written % max(1, participants))
                var pseudonym = (participant &* 0x9E37_79B9_7F4A_7C15, participant)
                let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
                sqlite3_bind_blob(statement, 1, &pseudonym, 16, transient)
                sqlite3_bind_text(statement, 2, "000000000000000\(written % 10):2,0000000000000010:1", -1, transient)
                guard sqlite3_step(statement) == SQLITE_DONE else { throw LoadError("a row was not written") }
                sqlite3_reset(statement)
                written += 1
            }
            try execute("COMMIT")
        }
        print(jsonLine(["rate": Double(written) / (LoadLoop.now() - start)]))
    }
}
