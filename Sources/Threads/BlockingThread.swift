import Glibc

/// A thread of its own for work that blocks, which the threads that run tasks must not.
public struct BlockingThread: Sendable {
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    private let thread: pthread_t

    /// Starts `body`; the thread ends with it. Somebody has to ``join()`` it.
    ///
    /// - Throws: ``NoThread`` when the system gives none.
    public init(_ body: @escaping @Sendable () -> Void) throws(NoThread) {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        if status != 0 {
            work.release()
            throw NoThread(errno: status)
        }
        self.thread = thread
    }

    /// Waits for the thread's end; once, and not on itself.
    public func join() {
        pthread_join(thread, nil)
    }

    /// Runs `body` on a thread that nobody waits for; on the caller's when the system gives none.
    public static func run(_ body: @escaping @Sendable () -> Void) {
        do {
            pthread_detach(try BlockingThread(body).thread)
        } catch {
            body()
        }
    }

    /// What `body` makes, on a thread that nobody waits for; on the caller's when the system gives none. For what is rare:
    /// nothing bounds how many there are at a time.
    public static func value<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            run { continuation.resume(with: Result { try body() }) }
        }
    }

    /// The same where `body` cannot fail.
    public static func value<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in run { continuation.resume(returning: body()) } }
    }
}

/// The system gives no more threads.
public struct NoThread: Error {
    /// What pthread_create(3) returned.
    public let errno: Int32
}
