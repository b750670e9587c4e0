/// Bounds how many new participants one address makes without a card: so many at once, then one after each pause.
///
/// On the box's own Wi-Fi each phone has an address of its own, and few are enough. On a network that the box is a guest
/// of, a whole hall may stand behind one address.
///
/// Addresses live in memory only, as long as the process.
struct JoinPace: Sendable {
    /// What one address may do.
    struct Allowance: Sendable, Equatable {
        /// The participants that it may make at once.
        var atOnce: Int
        /// The milliseconds after which it may make another.
        var pause: Int64

        /// Where each phone has an address of its own: a family's phone that is passed round a table gets by.
        static let ownAddresses = Allowance(atOnce: 10, pause: 60_000)
        /// Where a hall may share one.
        static let sharedAddress = Allowance(atOnce: 600, pause: 6_000)
    }

    /// The most addresses remembered; the one longest silent is forgotten first.
    static let rememberedAddresses = 10_000

    private struct Record {
        /// What is used up, in milliseconds of pause.
        var used: Int64
        var last: Int64
    }

    private var records: [String: Record] = [:]

    /// The milliseconds that `address` must wait before it may make another participant; 0 when it may now.
    ///
    /// - Parameter now: Milliseconds of a clock that only goes forward.
    func wait(for address: String, _ allowance: Allowance, now: Int64) -> Int64 {
        max(0, used(address, now: now) + allowance.pause - Int64(allowance.atOnce) * allowance.pause)
    }

    /// Notes that `address` has made one.
    mutating func noteJoin(_ address: String, _ allowance: Allowance, now: Int64) {
        let used = used(address, now: now)
        if records[address] == nil, records.count >= Self.rememberedAddresses,
            let oldest = records.min(by: { $0.value.last < $1.value.last })?.key
        {
            records[oldest] = nil
        }
        records[address] = Record(used: used + allowance.pause, last: now)
    }

    private func used(_ address: String, now: Int64) -> Int64 {
        guard let record = records[address] else { return 0 }
        return max(0, record.used - (now - record.last))
    }
}
