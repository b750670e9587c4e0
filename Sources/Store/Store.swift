import GRDB
import Glibc
import Workshop

/// Keeps workshops in an SQLite file.
///
/// An answer or an act that has returned is on disk: committed and fsynced. Reads see one consistent moment each.
public final class Store: Sendable {
    /// What the store is opened for.
    public enum Role: Sendable {
        /// To serve: the only one of its kind on the directory.
        case daemon
        /// To look or to change something, also beside a server.
        case tool
    }

    let pool: DatabasePool
    let writer: Writer
    let path: String
    let memberships = MembershipCache()
    let sessions = Locked<Set<String>>([])
    private let lock: DirectoryLock?
    private let change: Locked<@Sendable (Set<SpokenCode>) -> Void>
    private let isClosed = Locked(false)

    /// Opens the store in `directory`, which is made if it does not exist (for this user only).
    public init(directory: String, role: Role) throws(StoreError) {
        try Self.makeDirectory(directory)
        lock = role == .daemon ? try DirectoryLock(directory: directory) : nil
        path = "\(directory)/workshops.sqlite"
        do {
            pool = try Self.open(path, role: role)
            let change = Locked<@Sendable (Set<SpokenCode>) -> Void>({ _ in })
            self.change = change
            writer = try Writer(pool: pool, path: path) { codes in change.use { $0 }(codes) }
        } catch {
            lock?.release()
            throw Self.asStoreError(StoreError.translating(error, path: path))
        }
    }

    /// Called after each commit with the codes of the workshops that it changed. It must not block.
    public func onChange(_ body: @escaping @Sendable (Set<SpokenCode>) -> Void) {
        change.use { $0 = body }
    }

    /// Writes what waits, brings everything into the one file, and gives the directory free.
    public func close() {
        let first = isClosed.use { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard first else { return }
        writer.close()
        // Without the checkpoint the file alone would lack the latest answers. It is only tidiness here: if it fails,
        // the next start reads them from the log beside the file.
        try? pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        try? pool.close()
        lock?.release()
    }

    private static func makeDirectory(_ directory: String) throws(StoreError) {
        var partial = directory.hasPrefix("/") ? "" : "."
        for part in directory.split(separator: "/") {
            partial += "/\(part)"
            mkdir(partial, 0o700)
        }
        var status = stat()
        guard stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, access(directory, W_OK | X_OK) == 0
        else {
            throw .notWritable(path: directory)
        }
    }

    private static func open(_ path: String, role: Role) throws -> DatabasePool {
        // The file is this user's only, whatever the umask: PIN and answers are in it.
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.notWritable(path: path) }
        Glibc.close(descriptor)
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.label = "store"
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // Set here and not while the connection is prepared: GRDB sets NORMAL after that.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA secure_delete = ON")
            let identifier = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard tables == 0 || identifier == Schema.applicationIdentifier else {
                throw StoreError.corrupt(path: path)
            }
            if try tables > 0 && Schema.migrator.hasBeenSuperseded(db) { throw StoreError.newerVersion(path: path) }
            if role == .daemon, try String.fetchOne(db, sql: "PRAGMA quick_check(1)") != "ok" {
                throw StoreError.corrupt(path: path)
            }
        }
        try Schema.migrator.migrate(pool)
        return pool
    }

    private static func asStoreError(_ error: any Error) -> StoreError {
        error as? StoreError ?? .disk("\(error)")
    }

    /// Reads one consistent moment.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw StoreError.translating(error, path: path)
        }
    }

    /// Brings the log into the file and empties it, so that it keeps nothing of what was erased nor of the order in which
    /// answers came. Readers may delay it; it is tried again a few times, and at the next close.
    func truncateLog() async {
        for _ in 0..<5 {
            let truncated: Void? = try? await pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
            if truncated != nil { return }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }
}
