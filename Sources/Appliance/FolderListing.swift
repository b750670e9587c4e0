import Glibc

/// The names in folders.
public enum FolderListing {
    /// The names in `folder` that are text, without `.` and `..`, in order; at most `limit` are looked at. None where
    /// `folder` is a link: what a stick names may lead anywhere.
    public static func names(_ folder: String, limit: Int = 10_000) -> [String] {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        guard let directory = fdopendir(descriptor) else {
            close(descriptor)
            return []
        }
        defer { closedir(directory) }
        var names: [String] = []
        var seen = 0
        while seen < limit, let entry = readdir(directory) {
            seen += 1
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            if let name, name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes `folder` with its files and, to `depth`, its folders: the usual one is that of what the box's services make.
    /// Follows no link.
    public static func remove(_ folder: String, depth: Int = 2) {
        // A link in its place is itself what is in the way.
        if unlink(folder) == 0 { return }
        for name in names(folder) {
            let path = "\(folder)/\(name)"
            if unlink(path) != 0, depth > 0 { remove(path, depth: depth - 1) }
        }
        rmdir(folder)
    }

    /// Has the names in `folder` on the disk; false, with errno, where that cannot be.
    public static func sync(_ folder: String) -> Bool {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        let isSynced = fsync(descriptor) == 0
        let number = errno
        close(descriptor)
        errno = number
        return isSynced
    }
}
