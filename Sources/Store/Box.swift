import FoundationEssentials
import GRDB
import Threads
import Workshop

/// What lets the facilitator in.
public struct Box: Sendable, Equatable {
    /// Six digits, or more of the facilitators' own choice.
    public var pin: String
    /// The code that makes a new PIN when this one is lost.
    public var recoveryCode: SpokenCode
}

extension Store {
    /// The box's PIN and recovery code; made at the first call.
    ///
    /// They are kept in clear: they must be printable again, and a hash of six digits would protect nothing. The file
    /// is its user's only.
    public func box() async throws -> Box {
        if let box = try await read(Self.box) { return box }
        return try await writer.write(isCompound: true) { db, _ in
            if let box = try Self.box(db) { return (box, nil) }
            return (try Self.makeBox(db), nil)
        }
    }

    /// A new PIN and a new recovery code for whoever knows the old recovery code; ends every session. Nil for a wrong
    /// code.
    public func recover(_ code: SpokenCode) async throws -> Box? {
        let box: Box? = try await writer.write(isCompound: true) { db, _ in
            guard try Self.box(db)?.recoveryCode == code else { return (nil, nil) }
            try db.execute(sql: "DELETE FROM session")
            return (try Self.makeBox(db), nil)
        }
        if box != nil { sessions.endAll() }
        return box
    }

    /// The most characters of the name by which a facilitator is told from others.
    public static let facilitatorNameLimit = 40

    /// Opens a session for a facilitator and returns its token.
    ///
    /// - Parameter name: What the facilitator wants to be called beside others; may be empty.
    /// - Throws: What `PlainText.checked` throws for the name.
    public func signIn(name: String = "") async throws -> String {
        let token = SecureRandom.token()
        let name = try Self.checkedName(name)
        try await writer.write(isCompound: true) { db, _ in
            try db.execute(
                sql: "INSERT INTO session (token_hash, facilitator) VALUES (?, ?)",
                arguments: [SecureRandom.hash(token), name])
            try Self.noteUsed(db)
            return ((), nil)
        }
        sessions.begin(SecureRandom.hash(token))
        return token
    }

    /// Whether `token` opens a facilitator's session, as far as memory tells: quick, and enough to decide how much a
    /// request may bring. Who may act is for ``facilitator(_:)`` to say.
    public func seemsSignedIn(_ token: String) -> Bool {
        sessions.isKnown(SecureRandom.hash(token))
    }

    /// The hashes of every session's token.
    static func sessionHashes(_ db: Database) throws -> Set<Data> {
        try Set(Data.fetchAll(db, sql: "SELECT token_hash FROM session"))
    }

    /// The name of the facilitator whose session `token` opens, empty without one; nil when it opens none.
    public func facilitator(_ token: String) async throws -> String? {
        // From the database each time: a command beside the server can have ended the session.
        try await read { db in
            let statement = try db.cachedStatement(sql: "SELECT facilitator FROM session WHERE token_hash = ?")
            return try String.fetchOne(statement, arguments: [SecureRandom.hash(token)])
        }
    }

    /// Gives the facilitator whose session `token` opens another name. What is in the log keeps the earlier one.
    ///
    /// - Throws: What `PlainText.checked` throws for the name.
    public func rename(_ token: String, to name: String) async throws {
        let name = try Self.checkedName(name)
        try await writer.write(isCompound: false) { db, _ in
            try db.execute(
                sql: "UPDATE session SET facilitator = ? WHERE token_hash = ?",
                arguments: [name, SecureRandom.hash(token)])
            return ((), nil)
        }
    }

    private static func checkedName(_ name: String) throws -> String {
        name.allSatisfy(\.isWhitespace) ? "" : try PlainText.checked(name, limit: facilitatorNameLimit)
    }

    /// Ends the session of `token`.
    public func signOut(_ token: String) async throws {
        try await writer.write(isCompound: false) { db, _ in
            try db.execute(sql: "DELETE FROM session WHERE token_hash = ?", arguments: [SecureRandom.hash(token)])
            return ((), nil)
        }
        sessions.end(SecureRandom.hash(token))
    }

    static func box(_ db: Database) throws -> Box? {
        let rows = try Row.fetchAll(db, sql: "SELECT name, value FROM setting WHERE name IN ('pin', 'recovery_code')")
        var values: [String: String] = [:]
        for row in rows { values[row["name"]] = row["value"] }
        guard let pin = values["pin"],
            let code = SpokenCode(values["recovery_code"] ?? "", length: SpokenCode.recoveryLength)
        else { return nil }
        return Box(pin: pin, recoveryCode: code)
    }

    static func makeBox(_ db: Database) throws -> Box {
        var generator = SystemRandomNumberGenerator()
        let box = Box(
            pin: PIN.random(using: &generator),
            recoveryCode: .random(length: SpokenCode.recoveryLength, using: &generator))
        try set("pin", box.pin, db)
        try set("recovery_code", box.recoveryCode.description, db)
        return box
    }
}

/// The sessions that are open, as this process knows.
final class SessionCache: Sendable {
    /// The hash of every token that opens a session.
    private let hashes = Locked<Set<Data>>([])

    func isKnown(_ hash: Data) -> Bool {
        hashes.use { $0.contains(hash) }
    }

    /// Knows the sessions that are open when the store is.
    func load(_ loaded: Set<Data>) {
        hashes.use { $0 = loaded }
    }

    func begin(_ hash: Data) {
        hashes.use { _ = $0.insert(hash) }
    }

    func end(_ hash: Data) {
        hashes.use { _ = $0.remove(hash) }
    }

    /// Ends every session, except the one of `kept`.
    func endAll(but kept: Data? = nil) {
        hashes.use { hashes in hashes = hashes.filter { $0 == kept } }
    }
}
