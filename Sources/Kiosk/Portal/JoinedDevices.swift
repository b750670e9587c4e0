import Threads

/// The devices that have said that they are in, by their addresses: in memory only, as long as the process and no longer
/// than the day of a workshop.
///
/// Not by a cookie: the small browser that a phone opens for a network's sign-in shares none with the real one, and the
/// probe of the system carries none at all.
final class JoinedDevices: Sendable {
    /// How long a device that is not heard of stays in, in milliseconds: a break is not the end, but the next day is.
    ///
    /// No longer than half of what the box gives an address for, after which a device that is still there renews it: no
    /// other device gets the address in that time (systemd/workshop-kiosk-dnsmasq.conf).
    static let lifetime: Int64 = 12 * 3_600_000
    /// The most devices remembered; the one longest silent is forgotten first.
    static let limit = 2000

    private let seen = Locked(Recent<String, Void>(limit: limit))
    private let now: @Sendable () -> Int64

    /// - Parameter now: Milliseconds of a clock that only goes forward.
    init(now: @escaping @Sendable () -> Int64) {
        self.now = now
    }

    /// Notes that `address` is in.
    func note(_ address: String) {
        guard !address.isEmpty else { return }
        let now = now()
        seen.use { $0.set((), for: address, now: now) }
    }

    /// Whether `address` is in; to ask is a sign of life.
    func contains(_ address: String) -> Bool {
        let now = now()
        return seen.use { seen in
            guard let last = seen[address]?.last else { return false }
            guard now - last < Self.lifetime else {
                seen.remove(address)
                return false
            }
            seen.set((), for: address, now: now)
            return true
        }
    }
}
