import Appliance
import Dispatch
import Kiosk
import Phone
import Store
import Threads

/// Tells the service manager when the kiosk is ready, and goes on telling that it works for as long as it proves it.
///
/// The proof is a request to itself and a write: the loop's thread, the handlers, the readers and the writer each take part.
/// A process in which one of them is stuck is not told of as alive, and the service manager starts another.
///
/// The request goes over one connection that is kept open, so that a hall that takes all the others does not look like a
/// fault that a restart would cure.
final class Watchdog: Sendable {
    /// How often a write goes to disk; all others change nothing. One page an hour is what a card may cost while the box
    /// stands idle, and a card that has turned read-only is known of before the next workshop.
    private static let writingInterval = Duration.seconds(3600)

    private let manager: ServiceManager
    private let store: Store
    private let address: BoxAddress
    private let stopped = DispatchSemaphore(value: 0)
    private let isStopping = Locked(false)

    init(manager: ServiceManager, store: Store, address: BoxAddress) {
        self.manager = manager
        self.store = store
        self.address = address
    }

    /// Starts to check, on a thread of its own, which blocks.
    func start() {
        if manager.listens { DispatchQueue(label: "watchdog").async { self.run() } }
    }

    /// Tells that the kiosk ends from now on.
    func stop() {
        isStopping.use { $0 = true }
        stopped.signal()
        manager.tell(.stopping)
    }

    private func run() {
        let pace = WatchdogPace(period: manager.watchdog ?? .seconds(24))
        let connection = Connection(host: address.host, port: address.port)
        var isReady = false
        var lastWritten: ContinuousClock.Instant?
        var told = ""
        while !isStopping.use({ $0 }) {
            let began = ContinuousClock.now
            let isDue = lastWritten.map { began - $0 >= Self.writingInterval } ?? true
            // Both parts together: the second has what the first has left.
            let deadline = began + pace.limit
            let fault = answers(connection, by: deadline) ?? writes(onDisk: isDue, by: deadline)
            // What fails while the kiosk ends is no fault.
            if isStopping.use({ $0 }) { return }
            if isDue, fault == nil { lastWritten = began }
            let status = fault?.words ?? "Serving on port \(address.port)."
            if status != told { manager.tell(.status(status)) }
            told = status
            if fault?.isBearable ?? true {
                if !isReady { manager.tell(.ready) }
                isReady = true
                if manager.watchdog == nil { return }
                manager.tell(.alive)
            }
            _ = stopped.wait(timeout: Self.time(began + (isReady ? pace.interval : .milliseconds(200))))
        }
    }

    private struct Fault {
        var words: String
        /// Whether the kiosk does what it can, so that a restart would only take the pages away.
        var isBearable = false
    }

    /// `instant` for a semaphore; now, when it has passed.
    private static func time(_ instant: ContinuousClock.Instant) -> DispatchTime {
        let (whole, atto) = max(.zero, instant - ContinuousClock.now).components
        return .now() + .nanoseconds(Int(whole * 1_000_000_000 + atto / 1_000_000_000))
    }

    private func answers(_ connection: Connection, by deadline: ContinuousClock.Instant) -> Fault? {
        connection.deadline = deadline
        do {
            let reply = try connection.request("GET", "/health")
            return reply.status == 200 ? nil : Fault(words: "The kiosk answers itself with status \(reply.status).")
        } catch {
            return Fault(words: "The kiosk does not answer itself: \(error).")
        }
    }

    private func writes(onDisk: Bool, by deadline: ContinuousClock.Instant) -> Fault? {
        let done = DispatchSemaphore(value: 0)
        let outcome = Locked<(any Error)?>(nil)
        Task { [store] in
            do {
                try await store.checkWriting(onDisk: onDisk)
            } catch {
                outcome.use { $0 = error }
            }
            done.signal()
        }
        guard done.wait(timeout: Self.time(deadline)) == .success else {
            // The one long write that is known to end.
            return Fault(words: "Writing takes long.", isBearable: store.isRewriting)
        }
        switch outcome.use({ $0 }) {
        case nil: return nil
        case StoreError.diskFull?: return Fault(words: "The disk is full.", isBearable: true)
        // Nothing can be stored; what is there can still be shown and saved on a stick.
        case StoreError.notWritable?: return Fault(words: "The disk cannot be written.", isBearable: true)
        case let error?: return Fault(words: "Writing fails: \(error).")
        }
    }
}
