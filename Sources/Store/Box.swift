import FoundationEssentials
import GRDB
import Workshop

/// What lets the facilitator in.
public struct Box: Sendable, Equatable {
    /// Six digits.
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
        try await writer.write(isCompound: false) { db, _ in
            try db.execute(
                sql: "INSERT INTO session (token_hash, facilitator) VALUES (?, ?)",
                arguments: [SecureRandom.hash(token), name])
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
        if let name = sessions.name(of: token) { return name }
        let generation = sessions.generation
        let name = try await read { db in
            try String.fetchOne(
                db, sql: "SELECT facilitator FROM session WHERE token_hash = ?",
                arguments: [SecureRandom.hash(token)])
        }
        if let name { sessions.insert(token, name, ifStill: generation) }
        return name
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
        sessions.clear()
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

    private static func makeBox(_ db: Database) throws -> Box {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<6).map { _ in String(Int.random(in: 0...9, using: &generator)) }
        let box = Box(
            pin: digits.joined(),
            recoveryCode: .random(length: SpokenCode.recoveryLength, using: &generator))
        for (name, value) in [("pin", box.pin), ("recovery_code", box.recoveryCode.description)] {
            try db.execute(
                sql:
                    "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                arguments: [name, value])
        }
        return box
    }
}

/// The tokens that lately opened a session, with their facilitators' names.
final class SessionCache: Sendable {
    private struct State {
        var names: [String: String] = [:]
        /// The hash of every token that opens a session, whether it was seen lately or not.
        var hashes: Set<Data> = []
        var generation = 0
    }

    private let state = Locked(State())

    /// Counts how often sessions have been ended.
    var generation: Int { state.use { $0.generation } }

    func name(of token: String) -> String? {
        state.use { $0.names[token] }
    }

    /// Keeps `token` with its facilitator's name, unless sessions have been ended since `generation` was read.
    func insert(_ token: String, _ name: String, ifStill generation: Int) {
        state.use { state in
            if state.generation == generation, state.names.count < 1000 { state.names[token] = name }
        }
    }

    func isKnown(_ hash: Data) -> Bool {
        state.use { $0.hashes.contains(hash) }
    }

    /// Knows the sessions that are open when the store is.
    func load(_ hashes: Set<Data>) {
        state.use { $0.hashes = hashes }
    }

    func begin(_ hash: Data) {
        state.use { _ = $0.hashes.insert(hash) }
    }

    func end(_ hash: Data) {
        state.use { _ = $0.hashes.remove(hash) }
        clear()
    }

    func endAll() {
        state.use { $0.hashes = [] }
        clear()
    }

    func clear() {
        state.use { state in
            state.names = [:]
            state.generation += 1
        }
    }
}
