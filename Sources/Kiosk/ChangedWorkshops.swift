import Threads
import Workshop

/// The workshops that have changed since the one who publishes them last looked.
///
/// Behind a lock rather than an actor: each commit tells of its changes, and whoever waits is woken once.
final class ChangedWorkshops: Sendable {
    private struct State {
        var codes: Set<SpokenCode> = []
        var hasEnded = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Locked(State())

    /// Marks these workshops as changed. Does not block.
    func add(_ codes: Set<SpokenCode>) {
        wake { $0.codes.formUnion(codes) }
    }

    /// Says that no more will come.
    func end() {
        wake { $0.hasEnded = true }
    }

    /// The changed workshops, as soon as there are any; nil when no more will come. For one who waits at a time.
    func take() async -> Set<SpokenCode>? {
        while true {
            let codes: Set<SpokenCode>? = state.use { state in
                defer { state.codes = [] }
                return state.codes.isEmpty && !state.hasEnded ? nil : state.codes
            }
            if let codes { return codes.isEmpty ? nil : codes }
            await withCheckedContinuation { continuation in
                let isDue = state.use { state in
                    if !state.codes.isEmpty || state.hasEnded { return true }
                    state.waiting = continuation
                    return false
                }
                if isDue { continuation.resume() }
            }
        }
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiting = state.use { state in
            change(&state)
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }
}
