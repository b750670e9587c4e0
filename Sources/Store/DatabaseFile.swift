import GRDB
import Glibc
import Workshop

/// How the database's file is opened: made for this user only, refused where it is not this program's, and brought up to
/// this version.
extension Store {
    static func makeDirectory(_ directory: String) throws(StoreError) {
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

    static func open(_ path: String, role: Role, _ shared: SharedReadings) throws -> DatabasePool {
        RestoreFiles(path).recover()
        try refuseLinks(path)
        // The file is this user's only, whatever the umask: PIN and answers are in it.
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw StoreError.notWritable(path: path) }
        Glibc.close(descriptor)
        if role == .daemon { readFromDisk(path) }
        try refuseForeign(path)
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.label = "store"
        configuration.prepareDatabase { db in shared.begin(db) }
        let pool = try DatabasePool(path: path, configuration: configuration)
        do {
            try prepare(pool, path, role: role)
        } catch {
            if StoreError.translating(error, path: path) as? StoreError == .unreliable { leaveOpen(pool) }
            throw error
        }
        if role == .daemon { RestoreFiles(path).removeLeftovers() }
        return pool
    }

    private static func prepare(_ pool: DatabasePool, _ path: String, role: Role) throws {
        try pool.writeWithoutTransaction { db in
            // Set here and not while the connection is prepared: GRDB sets NORMAL after that.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA secure_delete = ON")
            // Vacuuming makes a second database for a moment: not on the disk, where its bytes would stay.
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            let identifier = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard tables == 0 || identifier == Schema.applicationIdentifier else {
                throw StoreError.corrupt(path: path)
            }
            // By itself and before the migrator makes its table: were the power cut between the two, the file would be
            // taken for a stranger's at the next start.
            if tables == 0 { try db.execute(sql: "PRAGMA application_id = \(Schema.applicationIdentifier)") }
            if try tables > 0 && Schema.migrator.hasBeenSuperseded(db) { throw StoreError.newerVersion(path: path) }
            if role == .daemon, try String.fetchOne(db, sql: "PRAGMA quick_check(1)") != "ok" {
                throw StoreError.corrupt(path: path)
            }
        }
        try Schema.migrator.migrate(pool)
        // An erasure that was cut short is brought to its end before anything else.
        try cleanIfNeeded(pool)
    }

    /// Has the files read from the disk, not from the memory in which the system keeps what it has read and written: after
    /// a failed fsync the two may differ.
    private static func readFromDisk(_ path: String) {
        for file in [path, "\(path)-wal", "\(path)-journal"] {
            let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            if descriptor < 0 { continue }
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
            Glibc.close(descriptor)
        }
    }

    /// Refuses a database that is not made of files of its own: root opens the box, too, in a folder that is the daemon's,
    /// and must not be led to another file. SQLite follows no link to the files beside the database, but the database's
    /// own, and does not say which of them is in the way.
    static func refuseLinks(_ path: String) throws(StoreError) {
        for file in ["", "-wal", "-shm", "-journal"].map({ path + $0 }) {
            var status = stat()
            if lstat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG { throw .notWritable(path: file) }
        }
    }

    /// Refuses a file that is not this program's before anything is changed in it: opening a pool switches its journal.
    static func refuseForeign(_ path: String) throws {
        guard let file = fopen(path, "r") else { throw StoreError.notWritable(path: path) }
        defer { fclose(file) }
        var header = [UInt8](repeating: 0, count: 100)
        let count = fread(&header, 1, header.count, file)
        if count == 0 { return }
        // The very first page, torn by a power cut: its journal takes it back when SQLite opens the file.
        if header.allSatisfy({ $0 == 0 }), access("\(path)-journal", F_OK) == 0 { return }
        // The database header (SQLite's file format, 1.3): a magic string, and at 68 the application's identifier, which
        // is 0 while the tables have not been made.
        let identifier = header[68..<72].reduce(0) { $0 << 8 | Int($1) }
        guard count == header.count, header.starts(with: Array("SQLite format 3\0".utf8)),
            identifier == Schema.applicationIdentifier || identifier == 0
        else { throw StoreError.corrupt(path: path) }
    }
}
