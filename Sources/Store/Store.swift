import GRDB
import Threads
import Workshop

/// Keeps workshops in an SQLite file.
///
/// An answer or an act that has returned is on disk: committed and fsynced. Reads see one consistent moment each.
public final class Store: Sendable {
    /// What the store is opened for.
    public enum Role: Sendable {
        /// To serve: the only one of its kind on the directory.
        case daemon
        /// To look or to change something, also beside a server.
        case tool
    }

    let pool: DatabasePool
    let writer: Writer
    let path: String
    let memberships = MembershipCache()
    let doors = DoorQueue()
    let sessions = SessionCache()
    let language = Locked("")
    let recent = Locked(RecentWorkshops())
    let shared = SharedReadings()
    /// Whether the store had no PIN when it was opened: a box that starts for the first time.
    public let isNew: Bool
    let isCleaning = Locked(false)
    private let needsTruncation = Locked(false)
    private let lock: DirectoryLock?
    private let listener: Locked<Listener>
    private let isClosed = Locked(false)

    /// Who hears of commits. In a structure of its own: a bare closure behind the lock would be wrapped anew, and kept
    /// wrapped, at every use.
    private struct Listener: Sendable {
        var hear: @Sendable (Set<SpokenCode>) -> Void = { _ in }
        var hearBroken: @Sendable () -> Void = {}
        var gather: @Sendable (() -> Void) -> Void = { $0() }
    }

    /// Opens the store in `directory`, which is made if it does not exist (for this user only).
    public init(directory: String, role: Role) throws(StoreError) {
        try Self.makeDirectory(directory)
        lock = role == .daemon ? try DirectoryLock(directory: directory) : nil
        path = "\(directory)/workshops.sqlite"
        do {
            pool = try Self.open(path, role: role, shared)
            isNew = try pool.read(Self.box) == nil
            sessions.load(try pool.read(Self.sessionHashes))
            if role == .daemon { for (code, number) in try pool.read(Self.waiting) { doors.putLast(number, in: code) } }
            let kept = try pool.read(Self.boxLanguage)
            language.use { $0 = kept }
            let listener = Locked(Listener())
            self.listener = listener
            let (recent, pool, needsTruncation) = (recent, pool, needsTruncation)
            let shared = shared
            writer = try Writer(pool: pool, path: path) { codes, isAct in
                if isAct {
                    shared.forget()
                    recent.use { $0.forget(codes) }
                }
                listener.use { $0 }.hear(codes)
            } gathering: { batch in
                listener.use { $0 }.gather(batch)
            } acknowledged: { writer in
                // A checkpoint that readers were in the way of is made up for.
                guard needsTruncation.use({ $0 }), (try? Self.truncate(pool, writer)) != nil else { return }
                needsTruncation.use { $0 = false }
            } broken: {
                listener.use { $0 }.hearBroken()
            }
        } catch {
            lock?.release()
            throw Self.asStoreError(StoreError.translating(error, path: path))
        }
    }

    /// The folder beside the workshops for files that the box shows to everyone.
    public var materialDirectory: String {
        "\(path.dropLast("workshops.sqlite".count))material"
    }

    /// Called after each commit with the codes of the workshops that it changed. It must not block.
    public func onChange(_ body: @escaping @Sendable (Set<SpokenCode>) -> Void) {
        listener.use { $0.hear = body }
    }

    /// Called when the disk has failed to keep what it was told to (``StoreError/unreliable``): the program has to start
    /// again, from what the disk really holds. It must not block, and may be called a second time.
    public func onBroken(_ body: @escaping @Sendable () -> Void) {
        listener.use { $0.hearBroken = body }
        // It may have been said before anybody listened.
        if isBroken { body() }
    }

    /// Called with what acknowledges all that one commit holds; it has to run it, at once and on the same thread.
    public func onAcknowledging(_ body: @escaping @Sendable (() -> Void) -> Void) {
        listener.use { $0.gather = body }
    }

    /// Whether the disk has failed to keep what it was told to.
    public var isBroken: Bool { writer.isBroken }

    /// Lets everything that follows commits know that these workshops have changed.
    func tell(_ codes: Set<SpokenCode>) {
        if !codes.isEmpty { listener.use { $0 }.hear(codes) }
    }

    /// Writes what waits, brings everything into the one file, and gives the directory free.
    public func close() {
        let first = isClosed.use { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard first else { return }
        writer.close()
        defer { lock?.release() }
        if writer.isBroken { return Self.leaveOpen(pool) }
        // Without the checkpoint the file alone would lack the latest answers. It is only tidiness here: if it fails,
        // the next start reads them from the log beside the file.
        try? Self.truncate(pool, writer)
        if writer.isBroken { return Self.leaveOpen(pool) }
        try? pool.close()
    }

    /// Lets the files be as they are, to the end of the process, after a failed fsync: a connection that closes, also when
    /// nobody holds it any more, moves the log into the file.
    static func leaveOpen(_ pool: DatabasePool) {
        leftOpen.use { $0.append(pool) }
    }

    private static let leftOpen = Locked<[DatabasePool]>([])

    static func asStoreError(_ error: any Error) -> StoreError {
        error as? StoreError ?? .disk("\(error)")
    }

    /// Reads one consistent moment.
    ///
    /// - Throws: ``StoreError/closed`` when the store has been closed meanwhile; what `body` throws.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch {
            // SQLite's own word for a connection that is gone is "out of memory".
            if error is DatabaseError, isClosed.use({ $0 }) { throw StoreError.closed }
            throw StoreError.translating(error, path: path)
        }
    }

    /// Brings the log into the file and empties it, so that it keeps nothing of what was erased nor of the order in which
    /// answers came. Readers may be in the way: then it is tried again, and after that with every commit and at the
    /// close until it has been done.
    func truncateLog() async {
        await finishErasing()
        if isBroken { return }
        needsTruncation.use { $0 = true }
        for _ in 0..<5 {
            do {
                let writer = writer
                try await pool.writeWithoutTransaction { db in
                    try writer.judging { _ = try db.checkpoint(.truncate) }
                }
                needsTruncation.use { $0 = false }
                return
            } catch {
                if isBroken { return }
            }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    static func truncate(_ pool: DatabasePool, _ writer: Writer?) throws {
        try write(pool, writer) { db in _ = try db.checkpoint(.truncate) }
    }

    /// Runs `body` on the pool's writer, outside of a transaction, and has its error judged before anything else is written.
    static func write(_ pool: DatabasePool, _ writer: Writer?, _ body: (Database) throws -> Void) throws {
        try pool.writeWithoutTransaction { db in
            guard let writer else { return try body(db) }
            try writer.judging { try body(db) }
        }
    }
}
