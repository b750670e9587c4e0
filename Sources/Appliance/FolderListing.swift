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
    /// Follows no link; what the names are, and how many, does not matter.
    public static func remove(_ folder: String, depth: Int = 2) {
        // A link in its place is itself what is in the way.
        if unlink(folder) == 0 { return }
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if descriptor >= 0 { empty(descriptor, depth: depth) }
        rmdir(folder)
    }

    /// Removes what lies in the folder that is open as `descriptor`, and closes it.
    private static func empty(_ descriptor: Int32, depth: Int) {
        guard let directory = fdopendir(descriptor) else {
            close(descriptor)
            return
        }
        defer { closedir(directory) }
        // Where a folder changes while it is read, a file system may leave names out: until there is nothing to remove. Not
        // for ever, where somebody else goes on filling it.
        var removed = true
        for _ in 0..<1000 where removed {
            removed = false
            rewinddir(directory)
            while let entry = readdir(directory) {
                // As the bytes that they are: names need not be text.
                withUnsafePointer(to: &entry.pointee.d_name) { name in
                    name.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                        if strcmp(name, ".") != 0, strcmp(name, "..") != 0, remove(name, in: descriptor, depth: depth) {
                            removed = true
                        }
                    }
                }
            }
        }
    }

    private static func remove(_ name: UnsafePointer<CChar>, in folder: Int32, depth: Int) -> Bool {
        if unlinkat(folder, name, 0) == 0 { return true }
        guard depth > 0 else { return false }
        let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if inner >= 0 { empty(inner, depth: depth - 1) }
        return unlinkat(folder, name, AT_REMOVEDIR) == 0
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
