/// Values by key, each with the time at which it was last set, and no more of them than so many: the one longest silent is
/// forgotten first. For what lives in memory only, as long as the process.
struct Recent<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// The most values.
    let limit: Int

    private var entries: [Key: (value: Value, last: Int64)] = [:]

    /// At most `limit` values.
    init(limit: Int) {
        self.limit = limit
    }

    /// The value for `key`, and when it was set.
    subscript(key: Key) -> (value: Value, last: Int64)? { entries[key] }

    /// Sets the value for `key`.
    ///
    /// - Parameter now: Milliseconds of a clock that only goes forward.
    mutating func set(_ value: Value, for key: Key, now: Int64) {
        if entries[key] == nil, entries.count >= limit,
            let oldest = entries.min(by: { $0.value.last < $1.value.last })?.key
        {
            entries[oldest] = nil
        }
        entries[key] = (value, now)
    }

    /// Forgets the value for `key`.
    mutating func remove(_ key: Key) { entries[key] = nil }

    /// Forgets the values for the keys that `isMeant`.
    mutating func removeAll(where isMeant: (Key) -> Bool) { entries = entries.filter { !isMeant($0.key) } }
}
