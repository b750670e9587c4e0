import Crypto
import FoundationEssentials
import GRDB

/// How often files of the box's material are opened: counted without identity, time or order.
extension Store {
    /// Notes that `file` was opened.
    public func noteOpening(of file: String) async throws {
        let id = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
        try await writer.write(isCompound: false) { db, _ in
            try db.execute(sql: "INSERT INTO opening (id, file) VALUES (?, ?)", arguments: [id, file])
            return ((), nil)
        }
    }

    /// How often each file was opened.
    public func openings() async throws -> [String: Int] {
        try await read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT file, count(*) AS count FROM opening GROUP BY file")
            return Dictionary(rows.map { ($0["file"] as String, $0["count"] as Int) }) { first, _ in first }
        }
    }
}
