import Appliance
import Glibc

/// A directory for the length of one run.
struct TemporaryDirectory {
    let path: String

    init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/workshop-kiosk-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Failure(
                "No temporary directory can be made in '\(base)'; name a directory with --data.", Exit.cannotCreate)
        }
        path = template.withUnsafeBufferPointer { buffer in
            String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    /// Removes the directory and the files in it.
    func remove() { FolderListing.remove(path, depth: 0) }
}
