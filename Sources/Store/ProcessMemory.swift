import Threads

/// What was worked out from stored texts and is kept in memory, for all stores of the process: pages ask for the same again
/// and again.
///
/// It can hold what people wrote, and so is emptied by every erasure: what was being worked out meanwhile is not kept.
final class ProcessMemory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var values: [Key: Value] = [:]
        var generation = 0
    }

    private let state = Locked(State())
    private let limit: Int

    /// - Parameter limit: So many values are kept; one more, and all are forgotten.
    init(limit: Int) {
        self.limit = limit
    }

    /// The value for `key`, made by `make` if it is not known.
    func value(_ key: Key, _ make: () throws -> Value) rethrows -> Value {
        let (known, generation) = state.use { ($0.values[key], $0.generation) }
        if let known { return known }
        let value = try make()
        keep(value, key, generation)
        return value
    }

    /// Has `body` change the value for `key`, which it has alone meanwhile: who asks at the same time begins without one.
    func update<Result>(_ key: Key, _ body: (inout Value?) -> Result) -> Result {
        var (value, generation) = state.use { ($0.values.removeValue(forKey: key), $0.generation) }
        let result = body(&value)
        if let value { keep(value, key, generation) }
        return result
    }

    /// Forgets everything.
    func forget() {
        state.use { state in
            state.values = [:]
            state.generation += 1
        }
    }

    private func keep(_ value: Value, _ key: Key, _ generation: Int) {
        state.use { state in
            guard state.generation == generation else { return }
            if state.values.count >= limit { state.values = [:] }
            state.values[key] = value
        }
    }
}
