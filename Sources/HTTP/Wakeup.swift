import CMicroHTTPD
import Glibc
import Threads

/// Tells the loop that connections are ready to go on.
///
/// Finished handlers and published frames put themselves on a list; only the first one after the loop has looked
/// writes the event descriptor. Who brings a whole batch says so, and the loop is woken when all of it is on the list:
/// woken by the first, it would come to the lock again and again for one answer at a time. A loop that is
/// awake anyway takes what is there.
final class Wakeup: Sendable {
    /// What has become ready since the loop last looked.
    struct Ready: Sendable {
        /// Answers that came each by itself.
        var answers: [FinishedExchange] = []
        /// Answers of those that were deferred, which come many at once.
        var batched: [FinishedExchange] = []
        var streams: [EventStream] = []
        var isSignalled = false
        /// The batches that are being brought.
        var gathering = 0
        /// Whether the loop has ended, and nothing more is taken.
        var hasEnded = false

        /// Whether the loop has to be woken now; notes that it is.
        fileprivate mutating func needsSignal() -> Bool {
            if isSignalled || gathering > 0 || answers.isEmpty && batched.isEmpty && streams.isEmpty { return false }
            isSignalled = true
            return true
        }
    }

    /// The event descriptor, readable when there is something on the list.
    let descriptor: Int32
    private let ready = Locked(Ready())

    init() throws(ServerError) {
        descriptor = kiosk_event_descriptor()
        if descriptor < 0 { throw .system(call: "eventfd", errno: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Puts an answer on the list; with those that come many at once if it `isBatched`.
    func finish(_ exchange: Exchange, with answer: Answer, isBatched: Bool) {
        let first = ready.use { ready in
            if ready.hasEnded { return false }
            if isBatched { ready.batched.append((exchange, answer)) } else { ready.answers.append((exchange, answer)) }
            return ready.needsSignal()
        }
        if first { signal() }
    }

    func wake(_ streams: [EventStream]) {
        if streams.isEmpty { return }
        let first = ready.use { ready in
            if ready.hasEnded { return false }
            ready.streams += streams
            return ready.needsSignal()
        }
        if first { signal() }
    }

    /// Runs `body`, which finishes many exchanges, and wakes the loop once when it has ended. It must be short: what
    /// others bring meanwhile waits for it too.
    func gather(_ body: () -> Void) {
        ready.use { $0.gathering += 1 }
        body()
        let isDue = ready.use { ready in
            ready.gathering -= 1
            return ready.needsSignal()
        }
        if isDue { signal() }
    }

    /// Wakes the loop although nothing is on the list.
    func signal() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// What is on the list; the loop's alone.
    ///
    /// - Parameter hasEnded: Nothing more is taken after it: the loop has ended. An answer that is a stream knows this list,
    ///   and the two would keep each other.
    @discardableResult
    func take(hasEnded: Bool = false) -> Ready {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
        return ready.use { ready in
            defer { ready = Ready(gathering: ready.gathering, hasEnded: hasEnded) }
            return ready
        }
    }
}
