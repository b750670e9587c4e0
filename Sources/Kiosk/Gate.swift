/// The places where codes can be guessed, each with its own throttle.
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
    private let clock: BootClock

    init(clock: BootClock) {
        self.clock = clock
    }

    /// The whole seconds that `address` has to wait at `door`; nil when it may try now.
    func secondsToWait(at door: Door, address: String) -> Int? {
        let wait = throttles[door, default: Throttle()].wait(for: address, now: clock.now)
        return wait > 0 ? Int((wait + 999) / 1000) : nil
    }

    /// Notes how a try of `address` at `door` went.
    func note(_ right: Bool, at door: Door, address: String) {
        if right {
            throttles[door, default: Throttle()].noteRight(address)
        } else {
            throttles[door, default: Throttle()].noteWrong(address, now: clock.now)
        }
    }
}
