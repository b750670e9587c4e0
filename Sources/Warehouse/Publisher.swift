import Exports
import FoundationEssentials

/// Loads bundles into a PostgreSQL database, one at a time, in one transaction: all of them or none.
///
/// Of the bundles of one workshop the latest counts, by the rules of ``ProgrammeReader``: also of those that were
/// published before, in whatever order they come. The same bundle again changes nothing.
public final class Publisher {
    /// What came of it.
    public struct Outcome: Sendable, Equatable {
        /// How many bundles were loaded: new, or later than what was there.
        public let loaded: Int
        /// How many workshops the database holds now.
        public let workshops: Int
    }

    /// The bytes of rows that are gathered before they are sent: much less would be many commands, much more only memory.
    var batch = 4 << 20
    /// Publishers of one database wait for each other by this number.
    private static let lock = 7_461_320_918

    private let database: PSQL
    private var rows: [BundleRows.Table: [UInt8]] = [:]
    private var files: [UInt8] = []
    private var gathered = 0
    private var keys: Set<String> = []

    /// Connects, and makes the tables where they are missing.
    ///
    /// - Throws: ``PublishError``.
    public init(to address: DatabaseAddress, schema: WarehouseSchema) throws(PublishError) {
        database = try PSQL(address)
        let encoding = try database.ask(
            "SET client_min_messages = error; SET search_path = pg_catalog; SHOW server_encoding;")
        guard encoding == "UTF8" else { throw .refused("its encoding is \(encoding), but has to be UTF8") }
        try database.send("BEGIN; SELECT pg_advisory_xact_lock(\(Self.lock)) \\g /dev/null\n")
        let exists = try database.ask("SELECT to_regclass('workshop_kiosk.schema_version') IS NOT NULL;")
        let held =
            exists == "t" ? Int(try database.ask("SELECT max(version) FROM workshop_kiosk.schema_version;")) ?? 0 : 0
        guard held <= schema.versions.count else { throw .newerSchema(held) }
        for commands in schema.versions[held...] { try database.send(commands) }
        _ = try database.ask("CALL workshop_kiosk.prepare_incoming();")
    }

    /// Reads the bundle `bytes`.
    ///
    /// - Parameter name: What errors call it: the file's name.
    /// - Throws: ``ProgrammeError`` for the bundle, ``PublishError`` for the database. Nothing is published then.
    public func add(_ bytes: [UInt8], name: String) throws {
        let rows: BundleRows
        do {
            rows = try BundleRows(try BundleExport.decode(bytes))
        } catch {
            throw ProgrammeError.bundle(error, file: name)
        }
        // The database tells copies in other batches.
        guard keys.insert(rows.key).inserted else { return }
        for (table, copy) in rows.copies {
            self.rows[table, default: []] += copy
            gathered += copy.count
        }
        CopyText.append([.text(rows.key), .text(name)], to: &files)
        if gathered >= batch { try flush() }
    }

    /// Publishes what has been read.
    ///
    /// - Throws: ``ProgrammeError/wordingChanged(_:_:_:)`` when two workshops, of these or of those in the database,
    ///   asked the instrument in other words; ``PublishError``.
    public func finish() throws -> Outcome {
        try flush()
        try compareWordings()
        let answer = try database.ask(
            """
            SELECT (SELECT count(DISTINCT workshop) FROM pg_temp.incoming_taken JOIN workshop_kiosk.workshop USING (workshop))
                || ' ' || (SELECT count(*) FROM workshop_kiosk.workshop);
            """)
        let numbers = answer.split(separator: " ").compactMap { Int($0) }
        // The planner knows nothing of rows that have just come.
        if numbers.first ?? 0 > 0 {
            for table in BundleRows.Table.allCases { try database.send("ANALYZE workshop_kiosk.\(table.rawValue);\n") }
        }
        _ = try database.ask("COMMIT;")
        guard numbers.count == 2 else { throw PublishError.refused(answer) }
        return Outcome(loaded: numbers[0], workshops: numbers[1])
    }

    /// Sends what is gathered.
    private func flush() throws(PublishError) {
        guard !keys.isEmpty else { return }
        for (table, copy) in rows { try send(copy, to: table.rawValue) }
        try send(files, to: "file")
        // Waits, so that an error shows before more is read.
        _ = try database.ask("CALL workshop_kiosk.take_incoming();")
        rows = [:]
        files = []
        gathered = 0
        keys = []
    }

    private func send(_ rows: [UInt8], to table: String) throws(PublishError) {
        try database.send("COPY pg_temp.incoming_\(table) FROM STDIN;\n")
        try database.send(rows)
        try database.send("\\.\n")
    }

    private func compareWordings() throws {
        struct Change: Decodable {
            var name: String
            var text: String
            var other: String
            var place: String
            var otherPlace: String
        }
        func place(_ workshop: String) -> String {
            """
            coalesce((SELECT min(file) FROM pg_temp.incoming_file AS f WHERE f.workshop = c.\(workshop)),
                (SELECT 'workshop ' || code || ' in the database' FROM workshop_kiosk.workshop AS w
                    WHERE w.workshop = c.\(workshop)))
            """
        }
        let answer = try database.ask(
            """
            SELECT json_build_object('name', c.name, 'text', c.text, 'other', c.other_text,
                'place', \(place("workshop")), 'otherPlace', \(place("other_workshop")))
            FROM workshop_kiosk.changed_wording() AS c;
            """)
        if answer.isEmpty { return }
        let change = try JSONDecoder().decode(Change.self, from: Data(answer.utf8))
        throw ProgrammeError.wordingChanged(
            change.name, .init(file: change.place, text: change.text),
            .init(file: change.otherPlace, text: change.other))
    }
}
