import GRDB
import Workshop

/// Copies of the box that its own services made before an update: what an erasure took is not to live on in them.
///
/// The store cannot remove them, they are not the daemon's. So a mark in the database says that somebody still has to; it
/// is set in the erasure's own transaction, so that no pulled plug and no full memory loses it.
extension Store {
    private static let keptCopies = "kept_copies"

    /// Says within an erasure's transaction that the copies are to be removed.
    static func markKeptCopies(_ db: Database) throws {
        // Another value each time: what was done for one erasure must not be taken for what a later one needs.
        try set(keptCopies, SecureRandom.token(), db)
    }

    /// Takes the mark out of a copy: it is about the copies of the box that it was made on.
    static func dropKeptCopiesMark(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [keptCopies])
    }

    /// The mark of the latest erasure, while the copies from before it may still be there; nil when they are gone.
    public func copiesToRemove() async throws -> String? {
        try await read { db in try Self.setting(Self.keptCopies, db) }
    }

    /// Notes that the copies from before the erasure with this mark are gone; a later erasure's mark stays.
    public func copiesAreRemoved(_ mark: String) async throws {
        try await writer.write(isCompound: false) { db, _ in
            try db.execute(
                sql: "DELETE FROM setting WHERE name = ? AND value = ?", arguments: [Self.keptCopies, mark])
            return ((), nil)
        }
    }
}
