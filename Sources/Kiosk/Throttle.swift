/// Slows down guesses of a PIN or a code, per address and in all, without ever shutting out an address that has not
/// guessed wrongly: a facilitator's own phone must always get in.
///
/// Addresses live in memory only, as long as the process.
struct Throttle: Sendable {
    /// Wrong guesses of one address that cost nothing.
    static let freeGuesses = 5
    /// The longest wait of one address, in milliseconds: ten thousand guesses of a PIN from fifty addresses take more than
    /// a day, and half of all PINs from the two thousand that a box's network has more than two.
    static let longestWait: Int64 = 900_000
    /// Wrong guesses of all addresses together in ``window`` after which nobody who has guessed wrongly has another free.
    static let sharedLimit = 50
    /// The length of the shared window in milliseconds.
    static let window: Int64 = 60_000
    /// The most addresses remembered; the one longest silent is forgotten first. Many times those of a box's network:
    /// who has more than are remembered is not slowed down, as each is forgotten before it comes again.
    static let rememberedAddresses = 16_384

    /// The wrong guesses, by address.
    private var wrong = Recent<String, Int>(limit: rememberedAddresses)
    private var windowStart: Int64 = 0
    private var wrongInWindow = 0

    /// The milliseconds that `address` must still wait before its next guess counts; 0 when it may guess.
    ///
    /// - Parameter now: Milliseconds of a clock that only goes forward.
    func wait(for address: String, now: Int64) -> Int64 {
        guard let (wrong, last) = wrong[address] else { return 0 }
        let crowded = wrongInWindow >= Self.sharedLimit && now - windowStart < Self.window
        let free = crowded ? 1 : Self.freeGuesses
        guard wrong >= free else { return 0 }
        let doublings = min(wrong - free, 16)
        let pause = min(Self.longestWait, 1000 << Int64(doublings))
        return max(0, last + pause - now)
    }

    /// Notes a wrong guess of `address`.
    mutating func noteWrong(_ address: String, now: Int64) {
        if now - windowStart >= Self.window {
            windowStart = now
            wrongInWindow = 0
        }
        wrongInWindow += 1
        wrong.set((wrong[address]?.value ?? 0) + 1, for: address, now: now)
    }

    /// Forgets the wrong guesses of `address` after a right one.
    mutating func noteRight(_ address: String) {
        wrong.remove(address)
    }
}
