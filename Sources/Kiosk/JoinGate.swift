import Store
import Threads
import Workshop

/// Keeps the pace at which addresses join workshops.
///
/// Behind a lock rather than an actor: consoles are drawn where nothing waits, and say whether the pace keeps somebody.
final class JoinGate: Sendable {
    private let pace: Locked<JoinPace>
    private let now: @Sendable () -> Int64
    private let allowance: @Sendable (String) -> JoinPace.Allowance?
    private let onChange: @Sendable (SpokenCode) -> Void

    /// - Parameters:
    ///   - now: Milliseconds of a clock that only goes forward.
    ///   - allowance: How many participants an address may make; nil for as many as it will.
    ///   - pace: The pace at first.
    ///   - onChange: Told of a workshop in which the pace begins or ends to keep people waiting, or is cleared.
    init(
        now: @escaping @Sendable () -> Int64, allowance: @escaping @Sendable (String) -> JoinPace.Allowance?,
        pace: JoinPace = JoinPace(), onChange: @escaping @Sendable (SpokenCode) -> Void = { _ in }
    ) {
        self.now = now
        self.pace = Locked(pace)
        self.allowance = allowance
        self.onChange = onChange
    }

    /// Runs `make`, which makes a participant of `workshop`, in a place of `address`. The place is taken before, so that of
    /// many at once no more are made than there are places, and given back if nobody was made.
    ///
    /// - Throws: ``TooManyJoins``, and what `make` throws.
    func join(
        _ workshop: SpokenCode, from address: String, _ make: () async throws -> Store.Membership
    ) async throws -> Store.Membership {
        guard let allowance = allowance(address) else { return try await make() }
        let place = JoinPace.Place(workshop: workshop.description, address: address)
        try take(place, allowance, of: workshop)
        do {
            let membership = try await make()
            if !membership.isNew { pace.use { $0.giveBack(place, allowance, now: now()) } }
            return membership
        } catch {
            pace.use { $0.giveBack(place, allowance, now: now()) }
            throw error
        }
    }

    private func take(_ place: JoinPace.Place, _ allowance: JoinPace.Allowance, of workshop: SpokenCode) throws {
        let time = now()
        let (wait, begins) = pace.use { pace in
            let bitBefore = pace.isBiting(in: place.workshop, now: time)
            let wait = pace.take(place, allowance, now: time)
            return (wait, wait > 0 && !bitBefore)
        }
        if begins {
            onChange(workshop)
            Task { [weak self] in
                while let left = self?.noticeLeft(in: workshop), left > 0 {
                    try? await Task.sleep(for: .milliseconds(left))
                }
                self?.onChange(workshop)
            }
        }
        if wait > 0 { throw TooManyJoins(seconds: Int((wait + 999) / 1000), isShared: allowance.isShared) }
    }

    /// Whether somebody has lately been kept waiting in `workshop`.
    func isBiting(in workshop: SpokenCode) -> Bool {
        pace.use { $0.isBiting(in: workshop.description, now: now()) }
    }

    private func noticeLeft(in workshop: SpokenCode) -> Int64 {
        pace.use { $0.noticeLeft(in: workshop.description, now: now()) }
    }

    /// Lets every address begin anew in `workshop`.
    func clear(_ workshop: SpokenCode) {
        pace.use { $0.clear(workshop.description) }
        onChange(workshop)
    }
}
