import Glibc

/// Small files that are read and written whole.
enum WholeFile {
    /// Writes `bytes` beside `path` and renames, so that a reader sees the earlier content or this one.
    ///
    /// - Parameter isDurable: Whether that also holds for who reads after a power cut, which costs two waits for the disk.
    static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t, isDurable: Bool = false
    ) throws(ApplianceError) {
        let partial = "\(path).part-\(getpid())"
        unlink(partial)
        let file = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw .system(call: "open", path: partial, errno: errno) }
        // The umask of a service takes away what others are to read.
        fchmod(file, mode)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                let number = errno
                close(file)
                unlink(partial)
                throw .system(call: "write", path: partial, errno: number)
            }
            written += count
        }
        let isSafe = !isDurable || fsync(file) == 0
        let number = errno
        close(file)
        guard isSafe else {
            unlink(partial)
            throw .system(call: "fsync", path: partial, errno: number)
        }
        guard rename(partial, path) == 0 else {
            let number = errno
            unlink(partial)
            throw .system(call: "rename", path: path, errno: number)
        }
        if isDurable { syncFolder(of: path) }
    }

    /// Has the names in the folder of `path` on disk. Where the file system cannot, the file is there all the same.
    static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        _ = FolderListing.sync(folder.isEmpty ? "/" : folder)
    }

    /// The content of the plain file at `path`; nil when it is missing, a link or something else, or longer than `limit`.
    static func read(_ path: String, limit: Int) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return read(file, limit: limit)
    }

    /// The content of the plain file that is open as `file`; nil as above, or when it belongs to somebody other than
    /// `owner`.
    static func read(_ file: Int32, limit: Int, owner: uid_t? = nil) -> [UInt8]? {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_uid == owner ?? status.st_uid
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < bytes.count {
            let room = bytes.count - count
            let more = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress.map { $0 + count }, room) }
            if more < 0, errno == EINTR { continue }
            if more < 0 { return nil }
            if more == 0 { break }
            count += more
        }
        return count > limit ? nil : Array(bytes.prefix(count))
    }
}
