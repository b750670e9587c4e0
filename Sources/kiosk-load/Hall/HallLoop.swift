import CLinux
import Glibc
import Synchronization

/// The thread on which a hall's devices live: one executor, `epoll` and timers, so that thousands of devices cost one
/// thread and need no locks.
///
/// `@unchecked Sendable`: everything in it belongs to the thread that calls ``run(_:)``, but for the jobs, which the
/// runtime brings from others, too, and which have a lock.
final class HallLoop: SerialExecutor, @unchecked Sendable {
    /// The only one.
    static let shared = HallLoop()
    private let epoll = epoll_create1(0)
    private let jobs = Mutex<[UnownedJob]>([])
    private let wakeup = eventfd(0, Int32(EFD_NONBLOCK))
    private let owner = pthread_self()
    private var waiting: [UInt64: CheckedContinuation<Bool, Never>] = [:]
    private var ticketOf: [Int32: UInt64] = [:]
    private var timers = TimerHeap()
    private var nextTicket: UInt64 = 1

    private init() {
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: wakeup))
        epoll_ctl(epoll, EPOLL_CTL_ADD, wakeup, &event)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        if pthread_equal(pthread_self(), owner) == 0 { eventfd_write(wakeup, 1) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Runs `body` and everything that it starts until it returns, on the program's first thread.
    func run<Value: Sendable>(_ body: @escaping @HallActor @Sendable () async throws -> Value) throws -> Value {
        let outcome = Outcome<Value>()
        Task { @HallActor in
            do { outcome.result = .success(try await body()) } catch { outcome.result = .failure(error) }
        }
        var events = [epoll_event](repeating: epoll_event(), count: 512)
        while true {
            runJobs()
            if let result = outcome.result { return try result.get() }
            let pause = timers.first.map { max(0, ($0.time - LoadLoop.now()) * 1000) } ?? 1000
            let count = epoll_wait(epoll, &events, Int32(events.count), Int32(min(1000, pause.rounded(.up))))
            for event in events.prefix(max(0, Int(count))) {
                var value: UInt64 = 0
                if event.data.fd == wakeup { eventfd_read(wakeup, &value) }
                if let ticket = ticketOf.removeValue(forKey: event.data.fd) { finish(ticket, true) }
            }
            let now = LoadLoop.now()
            while let timer = timers.first, timer.time <= now {
                timers.removeFirst()
                finish(timer.ticket, false)
            }
        }
    }

    private func runJobs() {
        while true {
            let batch = jobs.withLock { jobs in
                defer { jobs.removeAll(keepingCapacity: true) }
                return jobs
            }
            if batch.isEmpty { return }
            for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
        }
    }

    private func finish(_ ticket: UInt64, _ value: Bool) {
        waiting.removeValue(forKey: ticket)?.resume(returning: value)
    }

    /// What `run` waits for.
    private final class Outcome<Value>: @unchecked Sendable {
        var result: Result<Value, any Error>?
    }

    // MARK: - What devices wait for

    /// Waits until `time` of ``LoadLoop/now()``.
    @HallActor func sleep(until time: Double) async {
        let ticket = takeTicket()
        _ = await withCheckedContinuation { continuation in
            waiting[ticket] = continuation
            timers.insert(time, ticket)
        }
    }

    /// Waits until something has happened on `descriptor`; false when nothing has until `deadline`, or it was
    /// forgotten meanwhile.
    @HallActor func ready(_ descriptor: Int32, writing: Bool = false, deadline: Double) async -> Bool {
        let ticket = takeTicket()
        return await withCheckedContinuation { continuation in
            waiting[ticket] = continuation
            ticketOf[descriptor] = ticket
            timers.insert(deadline, ticket)
            let wanted = writing ? EPOLLOUT : EPOLLIN
            var event = epoll_event(
                events: wanted.rawValue | EPOLLONESHOT.rawValue, data: epoll_data_t(fd: descriptor))
            if epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) != 0 {
                epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
            }
        }
    }

    /// Closes `descriptor`; whoever waits for it goes on.
    @HallActor func close(_ descriptor: Int32) {
        Glibc.close(descriptor)
        if let ticket = ticketOf.removeValue(forKey: descriptor) { finish(ticket, false) }
    }

    private func takeTicket() -> UInt64 {
        defer { nextTicket += 1 }
        return nextTicket
    }
}

/// Everything in a hall happens on ``HallLoop``.
@globalActor actor HallActor {
    static let shared = HallActor()
    nonisolated var unownedExecutor: UnownedSerialExecutor { HallLoop.shared.asUnownedSerialExecutor() }
}

/// Moments to come, the next one first.
private struct TimerHeap {
    private var entries: [(time: Double, ticket: UInt64)] = []

    var first: (time: Double, ticket: UInt64)? { entries.first }

    mutating func insert(_ time: Double, _ ticket: UInt64) {
        entries.append((time, ticket))
        var index = entries.count - 1
        while index > 0, entries[index].time < entries[(index - 1) / 2].time {
            entries.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func removeFirst() {
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < entries.count {
                if entries[child].time < entries[least].time { least = child }
            }
            if least == index { return }
            entries.swapAt(index, least)
            index = least
        }
    }
}
