import Appliance
import HTTP
import Logging
import Store

/// Has the copies of the box's data that updates keep removed after each erasure, by the service that may.
///
/// The database says for which erasure that is still to be done, until the service has reported it: whatever is lost in
/// between, it is asked for again at the next start.
final class KeptCopies: Sendable {
    /// How many times the service's report is looked for, and the time between.
    private static let looks = 120
    private static let pause = Duration.milliseconds(500)

    private let store: Store
    private let appliance: Appliance?
    private let logger: Logger
    private let asked: AsyncStream<Void>
    private let asking: AsyncStream<Void>.Continuation

    init(store: Store, appliance: Appliance?, logger: Logger) {
        self.store = store
        self.appliance = appliance
        self.logger = logger
        // What is done once is done for all erasures until then.
        (asked, asking) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Has what the database says done now.
    func remove() { asking.yield() }

    /// Does it whenever it is asked for, and once at the start, until the task is cancelled.
    func task() -> Task<Void, Never> {
        remove()
        return Task {
            guard let appliance else { return }
            for await _ in asked {
                do {
                    try await removeNow(appliance)
                } catch {
                    logger.error("The copies that updates keep are not removed yet: \(error)")
                }
            }
        }
    }

    private func removeNow(_ appliance: Appliance) async throws {
        guard var mark = try await store.copiesToRemove() else { return }
        try appliance.requests.place(.copies, content: mark)
        for _ in 0..<Self.looks {
            try? await Task.sleep(for: Self.pause)
            if Task.isCancelled { return }
            if appliance.reports.read(SystemRequest.copies.rawValue) == Array(mark.utf8) {
                try await store.copiesAreRemoved(mark)
                guard let later = try await store.copiesToRemove() else { return }
                mark = later
                try appliance.requests.place(.copies, content: mark)
            }
        }
    }
}
