/// The places where codes can be guessed, each with its own throttle, and the pace at which an address may join.
actor Gate {
    /// A place where a code is asked for.
    enum Door: Hashable {
        /// The facilitator's PIN.
        case pin
        /// The recovery code.
        case recovery
        /// A participant's re-entry code.
        case reentry
    }

    private var throttles: [Door: Throttle] = [:]
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

    /// The whole seconds that `address` has to wait at `door`; nil when it may try now.
    func secondsToWait(at door: Door, address: String) -> Int? {
        let wait = throttles[door, default: Throttle()].wait(for: address, now: now())
        return wait > 0 ? Int((wait + 999) / 1000) : nil
    }

    /// Notes how a try of `address` at `door` went.
    func note(_ right: Bool, at door: Door, address: String) {
        if right {
            throttles[door, default: Throttle()].noteRight(address)
        } else {
            throttles[door, default: Throttle()].noteWrong(address, now: now())
        }
    }
}
