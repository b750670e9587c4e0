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

    private struct State {
        /// By connection, as each numbers the states of the database by itself.
        var kept: [ObjectIdentifier: Kept] = [:]
        /// How often everything was forgotten.
        var generation = 0
    }

    private let state = Locked(State())

    /// Forgets what was kept for `db`, which is a new connection: its numbers begin anew, and an earlier connection may
    /// have lain in the same place.
    func begin(_ db: Database) {
        let connection = ObjectIdentifier(db)
        state.use { $0.kept[connection] = nil }
    }

    /// Forgets everything, and what is being read now is not kept: erased texts are not to lie in memory until somebody
    /// asks again. What another process erases is not told of here; it is never shown, but may lie so long.
    func forget() {
        state.use { state in
            state.kept = [:]
            state.generation += 1
        }
    }

    /// The readings of the state that `db` reads in its transaction.
    ///
    /// SQLite's `data_version` is a number of the connection that changes when another connection, also of another
    /// process, has committed; within a transaction it stays.
    func of(_ db: Database) throws -> Moment {
        let generation = state.use { $0.generation }
        let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
        return Moment(
            readings: self, connection: ObjectIdentifier(db), version: version, generation: generation)
    }

    /// The readings of one state of the database on one connection.
    struct Moment {
        fileprivate let readings: SharedReadings?
        fileprivate let connection: ObjectIdentifier?
        fileprivate let version: Int
        fileprivate let generation: Int

        /// Keeps nothing: for the writer, whose own changes do not change its number.
        static var ofWriter: Moment { Moment(readings: nil, connection: nil, version: 0, generation: 0) }

        /// What is kept under `key`, or what `read` finds, which is kept then.
        func value<Value: Sendable>(_ key: Key, _ read: () throws -> Value) rethrows -> Value {
            guard let readings, let connection else { return try read() }
            // Unwrapped before it is cast: nil would turn into a `Value` that is an optional.
            let known: Value? = readings.state.use { state in
                guard let kept = state.kept[connection], kept.version == version, let held = kept.values[key] else {
                    return nil
                }
                return held as? Value
            }
            if let known { return known }
            let value = try read()
            readings.state.use { state in
                guard state.generation == generation else { return }
                if state.kept[connection]?.version != version { state.kept[connection] = Kept(version: version) }
                state.kept[connection]?.values[key] = value
            }
            return value
        }
    }
}
