import Logging
import Store
import Workshop

/// Acts on deletion dates, and brings erasures to their end that could not be cleaned up at once.
actor Deletions {
    /// How often it looks. A day is long; an erasure that waits for its cleaning is not to wait long.
    static let interval: Duration = .seconds(300)

    let store: Store
    let mark: LocalizedText
    let today: @Sendable () -> CalendarDay
    /// Seconds since boot, which no setting of the clock moves.
    let uptime: @Sendable () -> Int64
    let logger: Logger
    /// What else is to be cleared away after an erasure.
    let afterErasing: @Sendable () -> Void
    private var steadiness = ClockSteadiness()

    init(
        store: Store, mark: LocalizedText, today: @escaping @Sendable () -> CalendarDay,
        uptime: @escaping @Sendable () -> Int64, logger: Logger,
        afterErasing: @escaping @Sendable () -> Void = {}
    ) {
        self.store = store
        self.mark = mark
        self.today = today
        self.uptime = uptime
        self.logger = logger
        self.afterErasing = afterErasing
    }

    /// Looks now and then until it is cancelled.
    nonisolated func task() -> Task<Void, Never> {
        Task {
            while !Task.isCancelled {
                await look()
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Looks once.
    func look() async {
        await store.finishErasing()
        let day = today()
        // Whoever set the clock wrongly is to see it, and set it right, before it costs anything.
        guard steadiness.isSteady(day: day, uptime: uptime()) else { return }
        do {
            let erased = try await store.eraseDue(on: day, mark: mark)
            // No title and no code: what is erased leaves no name, in the system's log either.
            if !erased.isEmpty {
                logger.notice("Erased because the deletion date has passed: \(erased.count)")
                afterErasing()
            }
        } catch StoreError.closed {
        } catch {
            logger.error("What is due cannot be erased: \(error)")
        }
    }
}
