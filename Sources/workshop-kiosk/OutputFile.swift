import Glibc

/// Writes a file so that a reader sees the old one or the whole new one, never a torn one.
enum OutputFile {
    /// Writes `bytes` beside `path`, syncs, and renames.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let temporary = "\(path).part-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw cannotWrite(path) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let failure = cannotWrite(path)
                close(descriptor)
                unlink(temporary)
                throw failure
            }
            offset += count
        }
        let synced = fsync(descriptor) == 0
        guard close(descriptor) == 0, synced, rename(temporary, path) == 0 else {
            let failure = cannotWrite(path)
            unlink(temporary)
            throw failure
        }
    }

    /// Whether both paths lead to the same file that exists.
    static func isSame(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    private static func cannotWrite(_ path: String) -> Failure {
        Failure(
            "'\(path)' cannot be written (\(String(cString: strerror(errno)))); choose another place with --output.",
            Exit.cannotCreate)
    }
}
