import Crypto
import Glibc
import Workshop

/// A new folder on a stick: written beside, and given its name when it is whole. Nothing that was there is touched.
public final class StickFolder {
    /// The file that lists a folder's files with their hashes, as `sha256sum --check` reads it.
    public static let manifest = "SHA256SUMS"

    /// Its name.
    public let name: String
    private let root: String
    private let temporary: String
    private var hashes: [(path: String, hash: String)] = []
    /// The bytes that all files need, also those that were not written for want of room.
    public private(set) var needed = 0
    /// Whether something was not written for want of room.
    public private(set) var isFull = false

    /// A folder in `root` with a name that begins with `stem` and that nothing there has.
    ///
    /// - Throws: `.full`, `.readonly`, `.gone`.
    public init(_ stem: String, in root: String) throws(StickReport.Reason) {
        var number = 1
        while access("\(root)/\(stem)-\(number)", F_OK) == 0 { number += 1 }
        name = "\(stem)-\(number)"
        self.root = root
        temporary = "\(root)/\(name).part"
        // What an earlier try left when its stick was pulled.
        FolderListing.remove(temporary)
        guard mkdir(temporary, 0o755) == 0 else { throw Self.reason(errno) }
    }

    /// Makes a folder in it.
    public func makeFolder(_ name: String) throws(StickReport.Reason) {
        guard isFull || mkdir("\(temporary)/\(name)", 0o755) == 0 else { throw Self.reason(errno) }
    }

    /// Where a file of that name is to be written by somebody else, to be told of by ``adopt(_:)``.
    public func path(_ name: String) -> String { "\(temporary)/\(name)" }

    /// Counts `bytes` that somebody else is to write as needed.
    public func expect(_ bytes: Int) { needed += bytes }

    /// Takes a file that somebody else wrote at ``path(_:)`` among its own.
    public func adopt(_ name: String) throws(StickReport.Reason) {
        guard let hash = Self.hash("\(temporary)/\(name)") else { throw .gone }
        hashes.append((name, hash))
    }

    /// Writes a file. When there is no room, it only counts what would be needed.
    ///
    /// - Throws: `.readonly`, `.gone`.
    public func write(_ bytes: [UInt8], as path: String) throws(StickReport.Reason) {
        needed += bytes.count
        if isFull { return }
        let file = open("\(temporary)/\(path)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { return try noteFull(errno) }
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return try noteFull(errno) }
            written += count
        }
        guard fsync(file) == 0 else { return try noteFull(errno) }
        hashes.append((path, hexadecimal(SHA256.hash(data: bytes))))
    }

    private func noteFull(_ number: Int32) throws(StickReport.Reason) {
        let reason = Self.reason(number)
        guard reason == .full else { throw reason }
        isFull = true
    }

    /// Writes the lists of hashes, one into each folder, has all of it on the stick, and gives the folder its name.
    ///
    /// - Throws: `.full`, `.readonly`, `.gone`; then nothing of it is left, if the stick can still be written.
    public func finish(_ part: MountedPart) throws(StickReport.Reason) {
        let folders = Dictionary(grouping: hashes) { $0.path.split(separator: "/").dropLast().joined(separator: "/") }
        for (folder, files) in folders.sorted(by: { $0.key < $1.key }) {
            let list = files.map { "\($0.hash)  \($0.path.split(separator: "/").last ?? "")\n" }.joined()
            try write(Array(list.utf8), as: folder.isEmpty ? Self.manifest : "\(folder)/\(Self.manifest)")
        }
        if isFull { throw .full }
        try part.sync()
        guard rename(temporary, "\(root)/\(name)") == 0 else { throw Self.reason(errno) }
        try part.sync()
    }

    /// Takes away what was written.
    public func abandon() { FolderListing.remove(temporary) }

    /// Whether the folder, on the stick that was mounted anew at `root`, holds exactly what was written.
    public func isWhole(at root: String) -> Bool {
        !hashes.isEmpty && hashes.allSatisfy { Self.hash("\(root)/\(name)/\($0.path)") == $0.hash }
    }

    /// The SHA-256 of the plain file at `path`; nil when it cannot be read to its end.
    static func hash(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 { return hexadecimal(hash.finalize()) }
            hash.update(data: buffer[..<count])
        }
    }

    private static func reason(_ number: Int32) -> StickReport.Reason {
        switch number {
        case ENOSPC, EDQUOT, EFBIG: .full
        case EROFS, EACCES, EPERM: .readonly
        default: .gone
        }
    }
}
