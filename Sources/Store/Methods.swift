import FoundationEssentials
import GRDB
import Workshop

/// The methods that facilitators have made on this box, beside those that it came with.
extension Store {
    /// The box's own methods, in order of identifier.
    public func methods() async throws -> [Method] {
        try await read { db in
            try String.fetchAll(db, sql: "SELECT content FROM method ORDER BY id").map(Self.decodeMethod)
        }
    }

    /// Keeps `method` in place of the one with its identifier, if there is one.
    public func save(_ method: Method) async throws {
        let content = try Self.content(of: method)
        try await writer.write(isCompound: true) { db, _ in
            try db.execute(
                sql:
                    "INSERT INTO method (id, content) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET content = excluded.content",
                arguments: [method.id, content])
            return ((), nil)
        }
    }

    /// Changes the agenda of the box's own method `id`; its stated minutes follow.
    ///
    /// - Throws: `AgendaProblem`, `Refusal.noSuchMethod`.
    public func edit(_ edit: AgendaEdit, inMethod id: String) async throws {
        try await writer.write(isCompound: true) { db, _ in
            guard let content = try String.fetchOne(db, sql: "SELECT content FROM method WHERE id = ?", arguments: [id])
            else { throw Refusal.noSuchMethod }
            var method = try Self.decodeMethod(content)
            method.agenda = try edit.applied(to: method.agenda)
            method.minutes = method.agenda.reduce(0) { $0 + $1.minutes }
            try db.execute(
                sql: "UPDATE method SET content = ? WHERE id = ?", arguments: [try Self.content(of: method), id])
            return ((), nil)
        }
    }

    /// Takes the box's own method `id` away. Workshops made from it keep their agenda.
    public func removeMethod(_ id: String) async throws {
        try await writer.write(isCompound: true) { db, _ in
            try db.execute(sql: "DELETE FROM method WHERE id = ?", arguments: [id])
            return ((), nil)
        }
    }

    static func content(of method: Method) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(method), as: UTF8.self)
    }

    static func decodeMethod(_ content: String) throws -> Method {
        do {
            return try JSONDecoder().decode(Method.self, from: Data(content.utf8))
        } catch {
            throw StoreError.corrupt(path: "method")
        }
    }
}
