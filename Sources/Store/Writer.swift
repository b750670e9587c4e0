import GRDB
import Glibc
import Threads
import Workshop

/// The one writer: takes all answers and acts that wait, and commits them together with one fsync.
///
/// While a commit is on its way to the disk the next answers gather, so the batch grows by itself as the disk gets
/// slower. A thread of its own, because a commit blocks and the cooperative threads must not.
///
/// `@unchecked Sendable`: `pool` is thread-safe, `queue` is locked, and `cache` is touched within the pool's writes only.
final class Writer: @unchecked Sendable {
    /// One write. A class without closures of its own: each vote is one.
    class Job {
        /// Whether it writes more than one statement, and so needs a savepoint to fail alone.
        final let isCompound: Bool

        init(isCompound: Bool) {
            self.isCompound = isCompound
        }

        /// Runs inside the batch's transaction; returns the code of the workshop that it changed, if it did.
        func run(_ db: Database, _ cache: WriterCache) throws -> SpokenCode? { nil }

        /// Runs after the commit, or after its failure.
        func end(_ error: (any Error)?) {}
    }

    /// A job that keeps its result from its run to its end, both on the writer's thread.
    private final class ResultJob<Result>: Job {
        let body: @Sendable (Database, WriterCache) throws -> (Result, SpokenCode?)
        let done: @Sendable (Swift.Result<Result, any Error>) -> Void
        var result: Result?

        init(
            isCompound: Bool, _ body: @escaping @Sendable (Database, WriterCache) throws -> (Result, SpokenCode?),
            _ done: @escaping @Sendable (Swift.Result<Result, any Error>) -> Void
        ) {
            self.body = body
            self.done = done
            super.init(isCompound: isCompound)
        }

        override func run(_ db: Database, _ cache: WriterCache) throws -> SpokenCode? {
            let (result, code) = try body(db, cache)
            self.result = result
            return code
        }

        override func end(_ error: (any Error)?) {
            if let result, error == nil { done(.success(result)) } else { done(.failure(error ?? StoreError.closed)) }
        }
    }

    private struct Queue {
        var jobs: [Job] = []
        /// What waits for ``release()``.
        var held: [Job] = []
        var isClosed = false
        /// Whether the disk has failed to keep what it was told to: nothing is tried after that.
        var isBroken = false
        /// Whether the last commit that was to change something failed because the disk takes no writes.
        var isRefused = false

        mutating func release() {
            if jobs.isEmpty { swap(&jobs, &held) } else { jobs += held }
            held.removeAll(keepingCapacity: true)
        }
    }

    /// The most jobs in one transaction: a bound on how long the first of them waits for the last.
    static let largestBatch = 1024

    private let pool: DatabasePool
    private let path: String
    private let queue = Locked(Queue())
    private let cache = WriterCache()
    private var thread: BlockingThread?
    private let changed: @Sendable (Set<SpokenCode>, _ isAct: Bool) -> Void
    private let gathering: @Sendable (() -> Void) -> Void
    private let acknowledged: @Sendable (Writer) -> Void
    private let broken: @Sendable () -> Void

    /// A writer of `pool`, whose file is at `path`; `changed` hears of each commit, and whether more than answers changed,
    /// before its answers are acknowledged; `gathering` runs what acknowledges them; `acknowledged` is called after that,
    /// and `broken` when the disk has failed to keep what it was told to.
    init(
        pool: DatabasePool, path: String, changed: @escaping @Sendable (Set<SpokenCode>, _ isAct: Bool) -> Void,
        gathering: @escaping @Sendable (() -> Void) -> Void, acknowledged: @escaping @Sendable (Writer) -> Void,
        broken: @escaping @Sendable () -> Void
    ) throws(StoreError) {
        self.pool = pool
        self.path = path
        self.changed = changed
        self.gathering = gathering
        self.acknowledged = acknowledged
        self.broken = broken
        do {
            thread = try BlockingThread { [self] in run() }
        } catch {
            throw .disk("no thread for the writer")
        }
    }

    /// Writes what `body` does; returns after the commit is on disk.
    ///
    /// `body` may read before it writes. It is a single statement's write unless `isCompound`. It returns its result
    /// and the code of the workshop that it changed, if it did.
    ///
    /// The write is not cancelled when the task is: the phone may have gone, but its answer came.
    func write<Result: Sendable>(
        isCompound: Bool, _ body: @escaping @Sendable (Database, WriterCache) throws -> (Result, SpokenCode?)
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            write(isCompound: isCompound, body) { continuation.resume(with: $0) }
        }
    }

    /// The same without a task: `done` is called on the writer's thread after the commit is on disk, or has failed; at
    /// once when the store is closed. It must not block.
    func write<Result>(
        isCompound: Bool, _ body: @escaping @Sendable (Database, WriterCache) throws -> (Result, SpokenCode?),
        done: @escaping @Sendable (Swift.Result<Result, any Error>) -> Void
    ) {
        write(ResultJob(isCompound: isCompound, body, done))
    }

    /// Has `job` run with the next batch. It ends at once when the store is closed.
    func write(_ job: Job) {
        let isAccepted = queue.signal { queue in
            if !queue.isClosed { queue.jobs.append(job) }
            return !queue.isClosed
        }
        if !isAccepted { job.end(StoreError.closed) }
    }

    /// Keeps `job` until ``release()``, so that what comes together is one batch. It ends at once when the store is closed.
    func hold(_ job: Job) {
        let isAccepted = queue.use { queue in
            if !queue.isClosed { queue.held.append(job) }
            return !queue.isClosed
        }
        if !isAccepted { job.end(StoreError.closed) }
    }

    /// Has what is held run with the next batch.
    func release() {
        queue.signal { $0.release() }
    }

    /// The jobs that wait for the next batch.
    var waiting: Int { queue.use { $0.jobs.count + $0.held.count } }

    /// Whether the disk has failed to keep what it was told to.
    var isBroken: Bool { queue.use { $0.isBroken } }

    /// Whether the disk takes no writes, as far as the last commit that was to change something tells.
    var isRefused: Bool { queue.use { $0.isRefused } }

    /// Writes what waits, then ends the thread.
    func close() {
        queue.signal { queue in
            queue.release()
            queue.isClosed = true
        }
        thread?.join()
        // A connection does not close while a statement of it is kept; and erasing may still be at work on it.
        if !isBroken { pool.writeWithoutTransaction { _ in cache.clear() } }
    }

    private func run() {
        while true {
            let jobs: [Job] = queue.wait { queue in
                if queue.jobs.isEmpty { return queue.isClosed ? [] : nil }
                if queue.jobs.count <= Self.largestBatch {
                    defer { queue.jobs = [] }
                    return queue.jobs
                }
                defer { queue.jobs.removeFirst(Self.largestBatch) }
                return Array(queue.jobs.prefix(Self.largestBatch))
            }
            if jobs.isEmpty { return }
            if isBroken {
                fail(jobs, StoreError.unreliable)
            } else {
                commit(jobs)
            }
        }
    }

    private func commit(_ jobs: [Job]) {
        var errors = [(any Error)?](repeating: nil, count: jobs.count)
        var codes: Set<SpokenCode> = []
        // Most of a batch is one workshop's.
        var last: SpokenCode?
        do {
            try pool.writeWithoutTransaction { db in
                let changes = db.totalChangesCount
                do {
                    // It may have happened while this waited for the pool's writer.
                    if isBroken { throw StoreError.unreliable }
                    try db.beginTransaction(.immediate)
                    try cache.refresh(db)
                    for (index, job) in jobs.enumerated() {
                        do {
                            if let code = try perform(job, db), code != last {
                                codes.insert(code)
                                last = code
                            }
                        } catch {
                            // A full disk takes the whole transaction away: what follows must not be committed alone.
                            guard db.isInsideTransaction, !isUnreliable(error) else { throw error }
                            errors[index] = error
                        }
                    }
                    try db.commit()
                    // One that changes nothing asks nothing of the disk.
                    if db.totalChangesCount != changes { queue.use { $0.isRefused = false } }
                } catch {
                    judge(error)
                    cache.clear()
                    if db.isInsideTransaction { try? db.rollback() }
                    throw error
                }
            }
        } catch {
            let failure = StoreError.translating(error, path: path)
            if case .notWritable? = failure as? StoreError { queue.use { $0.isRefused = true } }
            fail(jobs, failure)
            return
        }
        // Before the answers go out: whoever acts on its own acknowledgement must not meet an older state.
        if !codes.isEmpty { changed(codes, jobs.contains(where: \.isCompound)) }
        gathering {
            for (index, job) in jobs.enumerated() {
                job.end(errors[index].map { StoreError.translating($0, path: path) })
            }
        }
        acknowledged(self)
    }

    /// Runs `body`, which writes the store's files outside of a batch, and judges its error while it has the pool's writer:
    /// nothing else is to be written before.
    ///
    /// - Throws: What `body` throws; ``StoreError/unreliable`` when the disk has failed before.
    func judging(_ body: () throws -> Void) throws {
        if isBroken { throw StoreError.unreliable }
        do { try body() } catch {
            judge(error)
            throw error
        }
    }

    /// Takes nothing more when `error`, from anything that writes the store's files, says that the disk has failed to keep
    /// what it was told to. The kernel takes what it could not write for written (fsync(2)): the next fsync would succeed
    /// without it.
    func judge(_ error: any Error) {
        guard isUnreliable(error) else { return }
        let isFirst = queue.use { queue in
            defer { queue.isBroken = true }
            return !queue.isBroken
        }
        if isFirst { broken() }
    }

    private func isUnreliable(_ error: any Error) -> Bool {
        StoreError.translating(error, path: path) as? StoreError == .unreliable
    }

    private func fail(_ jobs: [Job], _ error: any Error) {
        gathering {
            for job in jobs { job.end(error) }
        }
    }

    private func perform(_ job: Job, _ db: Database) throws -> SpokenCode? {
        guard job.isCompound else { return try job.run(db, cache) }
        var code: SpokenCode?
        // What it changes may be what the cache holds.
        defer { cache.clear() }
        try db.inSavepoint {
            code = try job.run(db, cache)
            return .commit
        }
        return code
    }
}
