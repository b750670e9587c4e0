import Glibc

/// The files beside the database while another one is put in its place.
struct RestoreFiles {
    /// The database that is served.
    let database: String
    /// The new one until it has been checked.
    var incoming: String { database + ".restoring" }
    /// The previous one until the new one has been opened in its place.
    var previous: String { database + ".previous" }

    init(_ database: String) {
        self.database = database
    }

    /// Puts the previous database back where a restoration was cut short at the one moment when there may be none.
    func recover() {
        if access(database, F_OK) != 0, access(previous, F_OK) == 0 { rename(previous, database) }
    }

    /// Removes what a restoration that was cut short has left. The database in its place is whole: the change is one
    /// renaming.
    func removeLeftovers() {
        for path in [incoming, previous] { Self.remove(path) }
    }

    /// Removes a database with what lies beside it.
    static func remove(_ path: String) {
        for ending in ["", "-wal", "-shm", "-journal"] { unlink(path + ending) }
    }

    /// Keeps the database also as the previous one, if there is any. Its log must have been brought into it.
    func keepPrevious() throws(StoreError) {
        Self.remove(previous)
        if access(database, F_OK) != 0 { return }
        // A second name for the same file, so that there is no moment without a database.
        guard link(database, previous) == 0 || rename(database, previous) == 0 else {
            throw .notWritable(path: previous)
        }
    }

    /// Puts the new database in the place of the old.
    func exchange() throws(StoreError) {
        // The old one's log must not be taken for the new one's.
        for ending in ["-wal", "-shm"] { unlink(database + ending) }
        guard rename(incoming, database) == 0 else { throw .notWritable(path: database) }
        Self.syncDirectory(of: database)
    }

    /// Puts the previous database back.
    func putBack() {
        for ending in ["-wal", "-shm"] { unlink(database + ending) }
        if access(previous, F_OK) == 0 { rename(previous, database) } else { unlink(database) }
        Self.syncDirectory(of: database)
    }

    /// Makes `path` whole on the disk.
    static func sync(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    static func syncDirectory(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        _ = sync(folder.isEmpty ? "/" : folder)
    }
}
