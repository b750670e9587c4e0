import Dispatch
import Workshop

/// Makes the files of workshops one after the other, aside from the threads that serve requests: a large workshop's takes
/// seconds, in which those have votes to take. What nobody has fetched yet is kept for a short while, in memory only.
actor FileMaker {
    /// What it keeps, and how long.
    struct Limits: Sendable {
        /// How long a finished file waits for whoever asked.
        var keeping = Duration.seconds(120)
        /// The most files in the making or waiting at once.
        var files = 8
        /// The most bytes that wait, all files together.
        var bytes = 64 << 20
    }

    /// Which file.
    struct Key: Hashable, Sendable {
        var code: SpokenCode
        var part: WorkshopFiles.Part
        var language: String
    }

    /// A file that somebody asks for.
    struct Order: Sendable {
        var key: Key
        /// What the file will hold, or would hold now.
        var disclosure: Disclosure
        /// Makes it; blocks.
        var make: @Sendable () throws -> [UInt8]
    }

    /// How far a file has come.
    enum Progress: Sendable, Equatable {
        /// It is here, and no longer kept.
        case made([UInt8])
        /// It can be fetched.
        case ready
        /// It has been asked for so many seconds ago.
        case making(seconds: Int)
    }

    /// Why there is no file.
    enum Failure: Error {
        /// As many as may be at once are in the making.
        case busy
        /// It is larger than what may be kept.
        case tooLarge
    }

    private struct Waiter {
        let takes: Bool
        let continuation: CheckedContinuation<Progress, any Error>
    }

    private struct Job {
        let key: Key
        let disclosure: Disclosure
        let began: ContinuousClock.Instant
        var result: Result<[UInt8], any Error>?
        var ended: ContinuousClock.Instant?
        var waiters: [Int: Waiter] = [:]

        var bytes: Int { (try? result?.get().count) ?? 0 }
    }

    private let limits: Limits
    private let queue = DispatchQueue(label: "files", qos: .utility)
    private var jobs: [Int: Job] = [:]
    /// The job that may be joined, for each file.
    private var current: [Key: Int] = [:]
    private var lastNumber = 0

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// The file of `order`, or how far it has come after `patience`.
    ///
    /// - Parameters:
    ///   - isNew: Whether somebody asks for the first time and wants what there is now: a file in the making is joined,
    ///     one that was finished for somebody else is made again.
    ///   - patience: How long to wait for it; nil is as long as it takes.
    /// - Throws: ``Failure``, and what making it throws.
    func file(_ order: Order, isNew: Bool, patience: Duration?) async throws -> Progress {
        dropStale()
        if let number = current[order.key], let job = jobs[number], !isUsable(job, for: order, isNew: isNew) {
            forget(number)
        }
        let number = try current[order.key] ?? begin(order)
        if let result = jobs[number]?.result {
            forget(number)
            return .made(try result.get())
        }
        return try await wait(for: number, takes: true, patience: patience)
    }

    /// Whether the file is there, after `patience` at most; nil when it is neither kept nor in the making.
    ///
    /// - Throws: ``Failure``, and what making it throws, once.
    func progress(of key: Key, patience: Duration) async throws -> Progress? {
        dropStale()
        guard let number = current[key], let job = jobs[number] else { return nil }
        switch job.result {
        case .success: return .ready
        case .failure(let error):
            forget(number)
            throw error
        case nil: return try await wait(for: number, takes: false, patience: patience)
        }
    }

    private func wait(for number: Int, takes: Bool, patience: Duration?) async throws -> Progress {
        lastNumber += 1
        let waiter = lastNumber
        return try await withCheckedThrowingContinuation { continuation in
            jobs[number]?.waiters[waiter] = Waiter(takes: takes, continuation: continuation)
            guard let patience else { return }
            Task {
                try? await Task.sleep(for: patience)
                tire(waiter, of: number)
            }
        }
    }

    /// The files in the making or waiting to be fetched, and the bytes of these.
    var held: (files: Int, bytes: Int) { (jobs.count, jobs.values.reduce(0) { $0 + $1.bytes }) }

    /// What is not to be told any more since it was begun is not given out; nor is a finished file to a newcomer, who
    /// wants what there is now.
    private func isUsable(_ job: Job, for order: Order, isNew: Bool) -> Bool {
        guard job.disclosure.holds(order.disclosure) else { return false }
        return !isNew || job.result == nil && job.disclosure.revision == order.disclosure.revision
    }

    private func begin(_ order: Order) throws -> Int {
        while jobs.count >= limits.files {
            guard let oldest = oldestFinished() else { throw Failure.busy }
            forget(oldest)
        }
        lastNumber += 1
        let number = lastNumber
        jobs[number] = Job(key: order.key, disclosure: order.disclosure, began: .now)
        current[order.key] = number
        queue.async {
            let result = Result { try order.make() }
            Task { await self.end(number, result) }
        }
        return number
    }

    private func end(_ number: Int, _ made: Result<[UInt8], any Error>) {
        guard var job = jobs[number] else { return }
        let waiters = job.waiters.values
        var result = made
        let isTaken = waiters.contains { $0.takes }
        if !isTaken, let bytes = try? made.get(), bytes.count > limits.bytes { result = .failure(Failure.tooLarge) }
        job.waiters = [:]
        job.result = result
        job.ended = .now
        jobs[number] = job
        let isTold = (try? result.get()) == nil && !waiters.isEmpty
        if isTaken || isTold || current[job.key] != number {
            forget(number)
        } else {
            makeRoom()
        }
        for waiter in waiters {
            waiter.continuation.resume(with: result.map { waiter.takes ? .made($0) : .ready })
        }
    }

    private func tire(_ waiter: Int, of number: Int) {
        guard let job = jobs[number], let waiting = jobs[number]?.waiters.removeValue(forKey: waiter) else { return }
        let passed = job.began.duration(to: .now)
        waiting.continuation.resume(returning: .making(seconds: Int(passed.components.seconds)))
    }

    /// Keeps what has just been finished, at the cost of older ones, and not for ever.
    private func makeRoom() {
        while held.bytes > limits.bytes, let oldest = oldestFinished() { forget(oldest) }
        Task {
            try? await Task.sleep(for: limits.keeping)
            dropStale()
        }
    }

    private func oldestFinished() -> Int? { jobs.filter { $0.value.result != nil }.keys.min() }

    private func dropStale() {
        let now = ContinuousClock.now
        for (number, job) in jobs {
            if let ended = job.ended, ended.duration(to: now) >= limits.keeping { forget(number) }
        }
    }

    /// Nobody finds the job any more. One that is under way still answers those who wait for it.
    private func forget(_ number: Int) {
        guard let job = jobs[number] else { return }
        if current[job.key] == number { current[job.key] = nil }
        if job.result != nil { jobs[number] = nil }
    }
}
