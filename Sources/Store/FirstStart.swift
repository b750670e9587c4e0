import GRDB
import Workshop

/// What the box is set to for all its workshops.
public struct BoxSettings: Sendable, Equatable {
    /// The code of the language that new workshops and the box's own pages begin with; empty for the usual one.
    public var language = ""
    /// Who is responsible for the data of new workshops; may be empty.
    public var organisation = ""
    /// The months after which a new workshop is to be deleted; 0 for no proposal.
    public var deletionMonths = 0

    /// Nothing set.
    public init() {}
}

/// The box's first start: a new box tells its PIN, until it has been used and set up.
extension Store {
    private static let isSetUpName = "setup_done"
    private static let isToldName = "pin_told"
    private static let languageName = "box_language"
    private static let organisationName = "box_organisation"
    private static let monthsName = "box_deletion_months"

    /// What the box is set to.
    public func boxSettings() async throws -> BoxSettings {
        try await read { db in
            var settings = BoxSettings()
            settings.language = try Self.setting(Self.languageName, db) ?? ""
            settings.organisation = try Self.setting(Self.organisationName, db) ?? ""
            settings.deletionMonths = try Self.setting(Self.monthsName, db).flatMap { Int($0) } ?? 0
            return settings
        }
    }

    /// The code of the language that the box's own pages begin with, from memory; empty for the usual one.
    public var boxLanguage: String { language.use { $0 } }

    /// Whether somebody has gone through the first start, or put it off for good.
    public func isSetUp() async throws -> Bool {
        try await read { db in try Self.setting(Self.isSetUpName, db) != nil }
    }

    /// Whether the box is new, so that its display may tell the PIN: nobody has ever signed in, and it holds no workshop
    /// (of a version that kept no note of that).
    public func isUnused() async throws -> Bool {
        try await read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT NOT EXISTS (SELECT 1 FROM setting WHERE name IN (?, ?))
                    AND NOT EXISTS (SELECT 1 FROM session) AND NOT EXISTS (SELECT 1 FROM workshop)
                    """, arguments: [Self.isToldName, Self.isSetUpName]) ?? false
        }
    }

    /// Keeps `settings`, and ends the first start.
    ///
    /// - Parameters:
    ///   - pin: Another PIN; the one before stays when nil. With a new one every session ends but that of `token`.
    ///   - token: The session of whoever sets the box up.
    /// - Returns: Whether the PIN is another one now, and the other sessions have ended.
    /// - Throws: What `PlainText.checked` throws for the organisation.
    @discardableResult
    public func setUp(_ settings: BoxSettings, pin: PIN?, by token: String) async throws -> Bool {
        let organisation =
            settings.organisation.allSatisfy(\.isWhitespace)
            ? "" : try PlainText.checked(settings.organisation, limit: Workshop.titleLimit)
        _ = try await box()
        let isNew = try await writer.write(isCompound: true) { db, _ in
            try Self.set(Self.languageName, settings.language, db)
            try Self.set(Self.organisationName, organisation, db)
            try Self.set(Self.monthsName, String(settings.deletionMonths), db)
            try Self.set(Self.isSetUpName, "1", db)
            guard let pin, try Self.setting("pin", db) != pin.description else { return (false, nil) }
            try Self.set("pin", pin.description, db)
            try db.execute(sql: "DELETE FROM session WHERE token_hash <> ?", arguments: [SecureRandom.hash(token)])
            return (true, nil)
        }
        language.use { $0 = settings.language }
        if isNew { sessions.endAll(but: SecureRandom.hash(token)) }
        return isNew
    }

    /// Ends the first start and leaves everything as it is.
    public func skipSetUp() async throws {
        try await writer.write(isCompound: true) { db, _ in
            try Self.set(Self.isSetUpName, "1", db)
            return ((), nil)
        }
    }

    /// Gives the box a new random PIN and ends every session; the recovery code stays.
    public func renewPIN() async throws -> Box {
        let box = try await box()
        let renewed = try await writer.write(isCompound: true) { db, _ in
            var generator = SystemRandomNumberGenerator()
            var renewed = box
            renewed.pin = PIN.random(using: &generator)
            try Self.set("pin", renewed.pin, db)
            try db.execute(sql: "DELETE FROM session")
            return (renewed, nil)
        }
        sessions.endAll()
        return renewed
    }

    /// Notes in the transaction of a sign-in that the PIN is known now.
    static func noteUsed(_ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO setting (name, value) VALUES (?, '1') ON CONFLICT DO NOTHING", arguments: [isToldName])
    }

    static func boxLanguage(_ db: Database) throws -> String { try setting(languageName, db) ?? "" }

    static func setting(_ name: String, _ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
    }

    static func set(_ name: String, _ value: String, _ db: Database) throws {
        try db.execute(
            sql:
                "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [name, value])
    }
}
