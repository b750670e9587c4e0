import GRDB
import Threads
import Workshop

/// What many pages show alike, worked out once for each state of the database: when a result is revealed, hundreds of
/// phones ask for their page within a second, and each would count all ballots anew.
final class SharedReadings: Sendable {
    /// What is shared.
    enum Key: Hashable {
        /// The result of a revealed activity.
        case results(Identifier)
        /// The visible ideas of an activity and their groups.
        case visibleIdeas(Identifier)
        /// What an activity asks about.
        case asked(Identifier)
        /// How many have answered an activity, and how much.
        case turnout(Identifier)
    }

    /// The readings of one connection.
    private struct Kept {
        var version: Int
        var values: [Key: any Sendable] = [:]
    }

    /// By connection, as each numbers the states of the database by itself.
    private let kept = Locked<[ObjectIdentifier: Kept]>([:])

    /// Forgets what was kept for `db`, which is a new connection: its numbers begin anew, and an earlier connection may
    /// have lain in the same place.
    func begin(_ db: Database) {
        let connection = ObjectIdentifier(db)
        kept.use { $0[connection] = nil }
    }

    /// Forgets everything, so that nothing erased stays in memory.
    func forget() {
        kept.use { $0 = [:] }
    }

    /// The readings of the state that `db` reads in its transaction.
    ///
    /// SQLite's `data_version` is a number of the connection that changes when another connection, also of another
    /// process, has committed; within a transaction it stays.
    func of(_ db: Database) throws -> Moment {
        let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
        return Moment(readings: self, connection: ObjectIdentifier(db), version: version)
    }

    /// The readings of one state of the database on one connection.
    struct Moment {
        fileprivate let readings: SharedReadings?
        fileprivate let connection: ObjectIdentifier?
        fileprivate let version: Int

        /// Keeps nothing: for the writer, whose own changes do not change its number.
        static var ofWriter: Moment { Moment(readings: nil, connection: nil, version: 0) }

        /// What is kept under `key`, or what `read` finds, which is kept then.
        func value<Value: Sendable>(_ key: Key, _ read: () throws -> Value) rethrows -> Value {
            guard let readings, let connection else { return try read() }
            // Unwrapped before it is cast: nil would turn into a `Value` that is an optional.
            let known: Value? = readings.kept.use { kept in
                guard let state = kept[connection], state.version == version, let held = state.values[key] else {
                    return nil
                }
                return held as? Value
            }
            if let known { return known }
            let value = try read()
            readings.kept.use { kept in
                if kept[connection]?.version != version { kept[connection] = Kept(version: version) }
                kept[connection]?.values[key] = value
            }
            return value
        }
    }
}
