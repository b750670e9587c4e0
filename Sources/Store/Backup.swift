import GRDB
import Glibc
import Workshop

/// The whole box in one file, and back.
extension Store {
    /// Writes the whole box to `path`, also while it is served: workshops, answers, participants' devices, methods, PIN
    /// and recovery code. Facilitators' sessions stay out: whoever restores it signs in with the PIN.
    ///
    /// The file is written beside its place, checked, and renamed: a backup that is cut short never replaces a good one.
    public func backup(to path: String) throws(StoreError) {
        let partial = "\(path).part-\(getpid())"
        defer { RestoreFiles.remove(partial) }
        try Self.copy(pool, to: partial)
        do {
            let queue = try DatabaseQueue(path: partial)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA secure_delete = ON")
                try db.execute(sql: "DELETE FROM session")
                try Self.dropKeptCopiesMark(db)
                try db.execute(sql: "VACUUM")
            }
            try Self.check(queue, path: partial)
            try queue.close()
        } catch {
            throw Self.asStoreError(StoreError.translating(error, path: path))
        }
        guard RestoreFiles.sync(partial), Glibc.rename(partial, path) == 0 else { throw .notWritable(path: path) }
        RestoreFiles.syncDirectory(of: path)
    }

    /// What a backup holds.
    public struct BackupContent: Sendable, Equatable {
        /// The workshops.
        public var workshops: Int
        /// The participants of all of them.
        public var participants: Int
    }

    /// What the box in `directory` holds now; nil when there is none.
    ///
    /// - Throws: `StoreError.locked` when it is being served.
    public static func content(ofBoxIn directory: String) throws(StoreError) -> BackupContent? {
        guard access("\(directory)/workshops.sqlite", F_OK) == 0 else { return nil }
        let lock = try DirectoryLock(directory: directory)
        defer { lock.release() }
        try refuseLinks("\(directory)/workshops.sqlite")
        do {
            let queue = try DatabaseQueue(path: "\(directory)/workshops.sqlite")
            defer { try? queue.close() }
            return try queue.read(content)
        } catch {
            // What cannot be read is no reason to keep it: restoring is what one does about it.
            return BackupContent(workshops: 0, participants: 0)
        }
    }

    /// Puts the backup at `path` in the place of what `directory` holds.
    ///
    /// The copy is checked and brought up to this version before it takes the place, and opened there before the previous
    /// database is removed; if anything fails, the previous one is there as it was.
    ///
    /// - Throws: `StoreError.locked` while the directory is being served, `.newerVersion` for a backup of a newer program,
    ///   `.corrupt` for one that is damaged or no backup.
    public static func restore(_ path: String, to directory: String) throws(StoreError) -> BackupContent {
        try makeDirectory(directory)
        let lock = try DirectoryLock(directory: directory)
        defer { lock.release() }
        let files = RestoreFiles("\(directory)/workshops.sqlite")
        files.recover()
        try refuseLinks(files.database)
        do {
            files.removeLeftovers()
            defer { RestoreFiles.remove(files.incoming) }
            try prepare(path, files)
            if access(files.database, F_OK) == 0 {
                // Its log goes into it, so that the one file is all of it. A damaged one is kept as it is.
                if let old = try? DatabaseQueue(path: files.database) {
                    try? old.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
                    try? old.close()
                }
            }
            try files.keepPrevious()
            try files.exchange()
        } catch {
            throw asStoreError(StoreError.translating(error, path: path))
        }
        do {
            let store = try Store(directory: directory, role: .tool)
            defer { store.close() }
            let content = try store.pool.read(content)
            RestoreFiles.remove(files.previous)
            return content
        } catch {
            files.putBack()
            throw asStoreError(StoreError.translating(error, path: path))
        }
    }

    /// Copies the backup at `path` beside the database, checks it, and brings it up to this version.
    private static func prepare(_ path: String, _ files: RestoreFiles) throws {
        guard access(path, R_OK) == 0 else { throw StoreError.missing(path: path) }
        try refuseForeign(path)
        var configuration = Configuration()
        configuration.readonly = true
        let source = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? source.close() }
        let (identifier, isNewer) = try source.read { db in
            (
                try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                try Schema.migrator.hasBeenSuperseded(db)
            )
        }
        guard identifier == Schema.applicationIdentifier else { throw StoreError.corrupt(path: path) }
        if isNewer { throw StoreError.newerVersion(path: path) }
        try check(source, path: path)
        try copy(source, to: files.incoming)
        let incoming = try DatabaseQueue(path: files.incoming)
        try Schema.migrator.migrate(incoming)
        try check(incoming, path: path)
        // Every workshop can be read, not only every page.
        try incoming.read { db in for code in try Erasing.codes(db) { _ = try StoredWorkshop.fetch(db, code) } }
        try incoming.close()
        guard RestoreFiles.sync(files.incoming) else { throw StoreError.notWritable(path: files.incoming) }
    }

    /// Copies a database into one new file for this user only, without a log beside it.
    private static func copy(_ source: some DatabaseReader, to path: String) throws(StoreError) {
        RestoreFiles.remove(path)
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .notWritable(path: path) }
        Glibc.close(descriptor)
        do {
            let target = try DatabaseQueue(path: path)
            try source.backup(to: target)
            try target.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
            try target.close()
        } catch {
            throw asStoreError(StoreError.translating(error, path: path))
        }
    }

    private static func check(_ database: some DatabaseReader, path: String) throws {
        let isWhole = try database.read { db in
            let isIntact = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") == "ok"
            return try isIntact && Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil
        }
        guard isWhole else { throw StoreError.corrupt(path: path) }
    }

    private static func content(_ db: Database) throws -> BackupContent {
        BackupContent(
            workshops: try Int.fetchOne(db, sql: "SELECT count(*) FROM workshop WHERE rehearsal_of IS NULL") ?? 0,
            participants: try Int.fetchOne(db, sql: "SELECT count(*) FROM participant") ?? 0)
    }
}
