import Glibc

/// A value behind a lock.
///
/// A POSIX mutex rather than `Synchronization.Mutex`, which the thread sanitizer does not see on Linux.
/// `@unchecked Sendable`: every access to what `value` points to holds `mutex`, which lives as long as this object.
public final class Locked<Value>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    // Not a property of its own: that nobody else is at it, the lock says, and need not be watched at each use.
    private let value: UnsafeMutablePointer<Value>

    /// Locks up `value`.
    public init(_ value: sending Value) {
        self.value = .allocate(capacity: 1)
        self.value.initialize(to: value)
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        pthread_cond_init(condition, nil)
    }

    deinit {
        value.deinitialize(count: 1)
        value.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
        pthread_cond_destroy(condition)
        condition.deallocate()
    }

    /// Runs `body` with the value, alone. It must be short and must not lock again.
    public func use<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value.pointee)
    }

    /// Runs `body` and wakes one that waits.
    public func signal<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        // Signalled after the lock is free: woken before, the other would wait for it at once.
        defer {
            pthread_mutex_unlock(mutex)
            pthread_cond_signal(condition)
        }
        return body(&value.pointee)
    }

    /// Blocks the thread until `body` returns something; it is asked again after each ``signal(_:)``.
    public func wait<Result>(_ body: (inout Value) -> Result?) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&value.pointee) { return result }
            pthread_cond_wait(condition, mutex)
        }
    }
}
