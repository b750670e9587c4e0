import CMicroHTTPD
import Glibc

/// Tells the loop that connections are ready to go on.
///
/// Finished handlers and published frames put themselves on a list; only the first one after the loop has looked
/// writes the event descriptor, so that a batch of answers costs one wake-up.
final class Wakeup: Sendable {
    /// What has become ready since the loop last looked.
    struct Ready: Sendable {
        var answers: [(exchange: Exchange, answer: Answer)] = []
        var streams: [EventStream] = []
        var isSignalled = false
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

    func finish(_ exchange: Exchange, with answer: Answer) {
        let first = ready.use { ready in
            ready.answers.append((exchange, answer))
            defer { ready.isSignalled = true }
            return !ready.isSignalled
        }
        if first { signal() }
    }

    func wake(_ streams: [EventStream]) {
        if streams.isEmpty { return }
        let first = ready.use { ready in
            ready.streams += streams
            defer { ready.isSignalled = true }
            return !ready.isSignalled
        }
        if first { signal() }
    }

    /// Wakes the loop although nothing is on the list.
    func signal() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// What is on the list; the loop's alone.
    func take() -> Ready {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
        return ready.use { ready in
            defer { ready = Ready() }
            return ready
        }
    }
}
