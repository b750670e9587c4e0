import Dispatch

/// Work that takes seconds, done aside one after the other: the few threads that serve requests have votes to take.
struct SideWork: Sendable {
    private let queue: DispatchQueue

    /// A queue of its own.
    init(_ label: String) {
        queue = DispatchQueue(label: label, qos: .utility)
    }

    /// What `body` makes, in its turn.
    func made<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }

    /// The same where `body` cannot fail.
    func made<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: body()) } }
    }
}
