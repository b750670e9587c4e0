/// The places where codes can be guessed, each with its own throttle, and the pace at which an address may join.
actor Gate {
    /// A place where a code is asked for.
    enum Door: Hashable {
        /// The facilitator's PIN. The recovery code has no such door: it is too long to be guessed (23 characters, 12 of
        /// them), and whoever has it must get in also while somebody at the same address guesses PINs.
        case pin
        /// A participant's re-entry code.
        case reentry
    }

    private struct Place: Hashable {
        var door: Door
        var address: String
    }

    private var throttles: [Door: Throttle] = [:]
    /// Who waits for a try of the same address to end; no entry where none is being made.
    private var waiting: [Place: [CheckedContinuation<Void, Never>]] = [:]
    private var joins = JoinPace()
    private let now: @Sendable () -> Int64
    private let allowance: @Sendable (String) -> JoinPace.Allowance?

    /// - Parameters:
    ///   - now: Milliseconds of a clock that only goes forward.
    ///   - allowance: How many participants an address may make; nil for as many as it will.
    init(
        now: @escaping @Sendable () -> Int64,
        allowance: @escaping @Sendable (String) -> JoinPace.Allowance? = { _ in nil }
    ) {
        self.now = now
        self.allowance = allowance
    }

    /// The whole seconds that `address` has to wait before it may make another participant; nil when it may now.
    func secondsToJoin(address: String) -> Int? {
        guard let allowance = allowance(address) else { return nil }
        let wait = joins.wait(for: address, allowance, now: now())
        return wait > 0 ? Int((wait + 999) / 1000) : nil
    }

    /// Notes that `address` has made a participant.
    func noteJoin(address: String) {
        guard let allowance = allowance(address) else { return }
        joins.noteJoin(address, allowance, now: now())
    }

    /// Makes a try of `address` at `door`, unless it has to wait. The tries of an address are made one after another: many
    /// at once would all be made before the first of them is known to be wrong.
    ///
    /// - Parameter look: What was tried, or nil when it was wrong.
    /// - Throws: ``TooManyGuesses``, and what `look` throws, which then counts neither as right nor as wrong.
    func guess<Value: Sendable>(
        at door: Door, address: String, _ look: @Sendable () async throws -> Value?
    ) async throws -> Value? {
        let place = Place(door: door, address: address)
        while waiting[place] != nil {
            await withCheckedContinuation { waiting[place, default: []].append($0) }
        }
        let wait = throttles[door, default: Throttle()].wait(for: address, now: now())
        if wait > 0 { throw TooManyGuesses(seconds: Int((wait + 999) / 1000)) }
        waiting[place] = []
        defer {
            for next in waiting.removeValue(forKey: place) ?? [] { next.resume() }
        }
        let found = try await look()
        if found != nil {
            throttles[door, default: Throttle()].noteRight(address)
        } else {
            throttles[door, default: Throttle()].noteWrong(address, now: now())
        }
        return found
    }
}
