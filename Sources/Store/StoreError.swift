import GRDB

/// Why the store cannot do what it is asked. Facts only.
public enum StoreError: Error, Sendable, Equatable {
    /// Another program uses the data directory.
    case locked(holder: String)
    /// The directory or the file in it cannot be written.
    case notWritable(path: String)
    /// There is no such file, or it cannot be read.
    case missing(path: String)
    /// The file is damaged, or is not this program's.
    case corrupt(path: String)
    /// The file was written by a newer version of this program.
    case newerVersion(path: String)
    /// There is no room on the disk.
    case diskFull
    /// The disk has failed to keep what it was told to (fsync(2)). What it holds now can only be known by reading it anew:
    /// the store takes nothing more, and has to be opened again.
    case unreliable
    /// The database failed in another way; the text is SQLite's.
    case disk(String)
    /// The store has been closed.
    case closed

    /// What `error`, thrown by GRDB for the database at `path`, means here.
    static func translating(_ error: any Error, path: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        switch error.extendedResultCode {
        case .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC: return StoreError.unreliable
        // A card that has turned read-only refuses each write; SQLite has no word of its own for that.
        case .SQLITE_IOERR_WRITE, .SQLITE_IOERR_TRUNCATE: return StoreError.notWritable(path: path)
        default: break
        }
        switch error.resultCode {
        case .SQLITE_FULL: return StoreError.diskFull
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: return StoreError.corrupt(path: path)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: return StoreError.notWritable(path: path)
        default: return StoreError.disk(error.message ?? "\(error.resultCode)")
        }
    }
}
