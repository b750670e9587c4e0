import Glibc

/// Finds files on a stick and copies them off it. A stick may have been prepared by anybody: no link is followed, nothing
/// but plain files of a limited size is opened, and no name of the stick becomes a name on the box.
public enum StickFiles {
    /// The most files that are brought.
    public static let count = 50
    /// The most bytes of one.
    public static let size = 16 << 20
    /// The most bytes of all together, which are kept in memory.
    public static let total = 64 << 20
    /// The most bytes of a name as it is told.
    static let nameBytes = 200
    /// The most bytes of an update.
    public static let updateSize = 256 << 20

    /// The paths of plain files under `root`, at most two folders deep, whose name ends with `suffix`. Hidden ones are
    /// left out: other systems keep their own things in those.
    public static func find(_ suffix: String, in root: String, depth: Int = 2) -> [String] {
        var found: [String] = []
        for name in FolderListing.names(root, limit: 2000) where !name.hasPrefix(".") {
            let path = "\(root)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG where name.lowercased().hasSuffix(suffix): found.append(path)
            case S_IFDIR where depth > 0: found += find(suffix, in: path, depth: depth - 1)
            default: break
            }
            if found.count >= 1000 { break }
        }
        return found
    }

    /// Copies the plain file at `path` to `target`, readable to everybody; its bytes, or nil when it is no plain file, is
    /// longer than `limit` or cannot be read.
    public static func copy(_ path: String, to target: String, limit: Int) -> Int? {
        let source = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard source >= 0 else { return nil }
        defer { close(source) }
        var status = stat()
        guard fstat(source, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            return nil
        }
        let file = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { return nil }
        defer { close(file) }
        fchmod(file, 0o644)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var copied = 0
        while true {
            let count = read(source, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            // It may have grown since.
            guard count >= 0, copied + count <= limit else { break }
            if count == 0 { return fsync(file) == 0 ? copied : nil }
            var written = 0
            while written < count {
                let more = buffer[written..<count].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
                guard more > 0 else {
                    unlink(target)
                    return nil
                }
                written += more
            }
            copied += count
        }
        unlink(target)
        return nil
    }

    /// Copies the files that boxes save from the stick at `root` into the new folder `incoming`.
    public static func bring(from root: String, to incoming: String) -> [StickReport.File] {
        FolderListing.remove(incoming)
        guard mkdir(incoming, 0o755) == 0 else { return [] }
        chmod(incoming, 0o755)
        var (files, total): ([StickReport.File], Int) = ([], 0)
        for path in find(".json", in: root) where files.count < count {
            let limit = min(size, Self.total - total)
            guard let bytes = copy(path, to: "\(incoming)/\(files.count)", limit: limit) else { continue }
            total += bytes
            files.append(.init(name: shown(path.dropFirst(root.count + 1)), size: bytes))
        }
        return files
    }

    /// A stick's `path` as it is told: without control characters, and only its end where it is long, so that no stick makes
    /// a report that is too long to be read.
    static func shown(_ path: Substring) -> String {
        let scalars = path.unicodeScalars.filter { $0.properties.generalCategory != .control }
        let name = String(String.UnicodeScalarView(scalars))
        guard name.utf8.count > nameBytes else { return name }
        func end(_ lengths: some BidirectionalCollection<Int>) -> Int {
            var bytes = 0
            for length in lengths.reversed() {
                if bytes + length > nameBytes { break }
                bytes += length
            }
            return bytes
        }
        var bytes = end(name.map(\.utf8.count))
        // One character may be as long as it likes.
        if bytes == 0 { bytes = end(name.unicodeScalars.map(\.utf8.count)) }
        return "…" + String(decoding: name.utf8.suffix(bytes), as: UTF8.self)
    }

    /// Takes away what a stick brought into `incoming`.
    public static func clear(_ incoming: String) { FolderListing.remove(incoming) }
}
