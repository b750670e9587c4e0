import Appliance
import CLinux
import Exports
import Glibc

/// Writes a folder of files so that a reader sees the old one or the whole new one.
enum OutputFolder {
    /// The file that lists the others with their hashes, as `sha256sum --check` reads it.
    static let manifest = "SHA256SUMS"

    /// Writes `files` and their manifest beside `path`, syncs, and puts the folder in the place of `path`.
    ///
    /// - Throws: ``Failure`` when `path` holds something that is not an export, or cannot be written; then what was there
    ///   is still there.
    static func write(_ files: [(name: String, bytes: [UInt8])], to path: String) throws {
        let path = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
        let exists = access(path, F_OK) == 0
        // An earlier export is known by its manifest; anything else is not this program's to replace.
        if exists, access("\(path)/\(manifest)", F_OK) != 0 {
            throw Failure("'\(path)' is not an earlier export; choose another folder with --output.", Exit.cannotCreate)
        }
        let temporary = "\(path).part-\(getpid())"
        remove(temporary)
        guard mkdir(temporary, 0o755) == 0 else { throw cannotWrite(path) }
        do {
            var list = ""
            for file in files {
                try OutputFile.write(file.bytes, to: "\(temporary)/\(file.name)")
                list += "\(Digest.sha256(file.bytes))  \(file.name)\n"
            }
            try OutputFile.write(Array(list.utf8), to: "\(temporary)/\(manifest)")
            try sync(temporary)
            if exists {
                // One step: at no moment is there no export.
                guard renameat2(AT_FDCWD, temporary, AT_FDCWD, path, kiosk_rename_exchange) == 0 else {
                    throw cannotWrite(path)
                }
                remove(temporary)
            } else {
                guard rename(temporary, path) == 0 else { throw cannotWrite(path) }
            }
            let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            try sync(parent.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : parent)
        } catch {
            remove(temporary)
            throw error
        }
    }

    private static func sync(_ folder: String) throws {
        guard FolderListing.sync(folder) else { throw cannotWrite(folder) }
    }

    /// Removes a folder of files; folders in it are not this program's to remove.
    private static func remove(_ folder: String) { FolderListing.remove(folder, depth: 0) }

    private static func cannotWrite(_ path: String) -> Failure {
        Failure(
            "'\(path)' cannot be written (\(String(cString: strerror(errno)))); choose another place with --output.",
            Exit.cannotCreate)
    }
}
