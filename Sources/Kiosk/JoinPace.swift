import Workshop

/// Bounds how many new participants of a workshop one address makes without a card: so many at once, then one after each
/// pause.
///
/// On the box's own Wi-Fi each phone has an address of its own, and few are enough. On a network that the box is a guest
/// of, a whole hall may stand behind one address; what is used up in one workshop is not missing in another.
///
/// Addresses live in memory only, as long as the process.
struct JoinPace: Sendable {
    /// What one address may do in one workshop.
    struct Allowance: Sendable, Equatable {
        /// The participants that it may make at once.
        var atOnce: Int
        /// The milliseconds after which it may make another.
        var pause: Int64
        /// Whether many phones may stand behind one address.
        var isShared = false

        /// Where each phone has an address of its own: a family's phone that is passed round a table gets by.
        static let ownAddresses = Allowance(atOnce: 10, pause: 60_000)
        /// Where a hall may share one.
        static let sharedAddress = Allowance(atOnce: 600, pause: 6_000, isShared: true)

        /// What `address` may do on a box whose network is of `mode` (nil where it has not said yet), or on another machine;
        /// nil is as much as it will.
        static func granted(to address: String, isBox: Bool, mode: @autoclosure () -> BoxNetwork.Mode?) -> Allowance? {
            // What runs on the machine itself is no phone: rehearsals, and proxies that stand for many.
            if address.hasPrefix("127.") { return nil }
            return isBox && mode() != .wired ? .ownAddresses : .sharedAddress
        }
    }

    /// An address in a workshop, by its join code.
    struct Place: Hashable, Sendable {
        var workshop: String
        var address: String
    }

    /// The most places remembered; the one longest silent is forgotten first.
    static let rememberedPlaces = 10_000
    /// For how many milliseconds after somebody was kept waiting a workshop counts as one where some are.
    var noticeTime: Int64 = 120_000

    /// What was used up of each place when it was last taken or given back, in milliseconds of pause.
    private var used = Recent<Place, Int64>(limit: rememberedPlaces)
    /// When somebody was last kept waiting, by workshop.
    private var lastRefusals: [String: Int64] = [:]

    /// Takes the place of one more participant; returns the milliseconds to wait where there is none, and 0 where it is
    /// taken.
    ///
    /// - Parameter now: Milliseconds of a clock that only goes forward.
    mutating func take(_ place: Place, _ allowance: Allowance, now: Int64) -> Int64 {
        let used = usedUp(of: place, now: now)
        let wait = used + allowance.pause - Int64(allowance.atOnce) * allowance.pause
        if wait > 0 {
            lastRefusals[place.workshop] = now
            return wait
        }
        self.used.set(used + allowance.pause, for: place, now: now)
        return 0
    }

    /// Gives back a place that nobody was made in after all.
    mutating func giveBack(_ place: Place, _ allowance: Allowance, now: Int64) {
        guard used[place] != nil else { return }
        used.set(max(0, usedUp(of: place, now: now) - allowance.pause), for: place, now: now)
    }

    /// Whether somebody has lately been kept waiting in `workshop`.
    func isBiting(in workshop: String, now: Int64) -> Bool {
        noticeLeft(in: workshop, now: now) > 0
    }

    /// For how many milliseconds `workshop` will still count as one where somebody is kept waiting, if nobody else is.
    func noticeLeft(in workshop: String, now: Int64) -> Int64 {
        lastRefusals[workshop].map { max(0, $0 + noticeTime - now) } ?? 0
    }

    /// Lets every address begin anew in `workshop`.
    mutating func clear(_ workshop: String) {
        used.removeAll { $0.workshop == workshop }
        lastRefusals[workshop] = nil
    }

    private func usedUp(of place: Place, now: Int64) -> Int64 {
        guard let (used, last) = used[place] else { return 0 }
        return max(0, used - (now - last))
    }
}
