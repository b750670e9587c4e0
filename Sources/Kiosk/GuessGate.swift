/// The places where codes can be guessed, each with its own throttle.
actor GuessGate {
    /// A place where a code is asked for.
    enum Door: Hashable {
        /// The facilitator's PIN. The recovery code has no such door: it is too long to be guessed (23 characters, 12 of
        /// them), and whoever has it must get in also while somebody at the same address guesses PINs.
        case pin
        /// A participant's re-entry code. A card has no such door, like the recovery code: nobody guesses 12 characters of
        /// 22, and who holds one must get in also where somebody guesses re-entry codes behind the same address.
        case reentry
    }

    private struct Place: Hashable {
        var door: Door
        var address: String
    }

    private var throttles: [Door: Throttle] = [:]
    /// Who waits for a try of the same address to end; no entry where none is being made.
    private var waiting: [Place: [CheckedContinuation<Void, Never>]] = [:]
    private let now: @Sendable () -> Int64

    /// - Parameter now: Milliseconds of a clock that only goes forward.
    init(now: @escaping @Sendable () -> Int64) {
        self.now = now
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
