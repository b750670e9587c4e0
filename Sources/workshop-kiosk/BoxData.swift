import Appliance
import Glibc
import Store

/// The box's data as they are written onto a stick: also from a card that can only be read, by a copy in memory.
struct BoxData {
    /// The data.
    let store: Store
    private let copy: String?

    /// Opens what is in `directory`; a copy, where one is needed, is made beside `reports`.
    ///
    /// - Throws: What `Store` throws, and `StoreError.missing` when it cannot be copied.
    init(_ directory: String, reports: String) throws {
        do {
            store = try Store(directory: directory, role: .tool)
            copy = nil
        } catch StoreError.notWritable {
            let copy = "\(reports)/.data"
            Self.remove(copy)
            do {
                try Self.copy(directory, to: copy)
                store = try Store(directory: copy, role: .tool)
            } catch {
                Self.remove(copy)
                throw error
            }
            self.copy = copy
        }
    }

    /// Closes it; of a copy nothing is left.
    func close() {
        store.close()
        if let copy { Self.remove(copy) }
    }

    /// The database, and the log with what has not been brought into it yet. Nothing changes on a card that can only be read.
    private static let files = ["workshops.sqlite", "workshops.sqlite-wal"]

    private static func copy(_ directory: String, to copy: String) throws {
        guard mkdir(copy, 0o700) == 0 else { throw StoreError.missing(path: copy) }
        for (place, file) in files.enumerated() {
            let (from, to) = ("\(directory)/\(file)", "\(copy)/\(file)")
            if place > 0, access(from, F_OK) != 0 { continue }
            guard StickFiles.copy(from, to: to, limit: StickFiles.updateSize) != nil else {
                throw StoreError.missing(path: from)
            }
        }
    }

    private static func remove(_ copy: String) {
        for file in files + ["workshops.sqlite-shm"] { unlink("\(copy)/\(file)") }
        rmdir(copy)
    }
}
