import Logging
import Store
import Workshop

/// Acts on deletion dates, and brings erasures to their end that could not be cleaned up at once.
struct Deletions: Sendable {
    /// How often it looks. A day is long; an erasure that waits for its cleaning is not to wait long.
    static let interval: Duration = .seconds(300)

    let store: Store
    let mark: LocalizedText
    let today: @Sendable () -> CalendarDay
    let logger: Logger

    /// Looks now and then until it is cancelled.
    func task() -> Task<Void, Never> {
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
        do {
            let erased = try await store.eraseDue(on: today(), mark: mark)
            // No title and no code: what is erased leaves no name, in the system's log either.
            if !erased.isEmpty { logger.notice("Erased because the deletion date has passed: \(erased.count)") }
        } catch StoreError.closed {
        } catch {
            logger.error("What is due cannot be erased: \(error)")
        }
    }
}
