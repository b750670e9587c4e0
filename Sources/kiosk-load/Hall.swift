import Glibc
import Phone
import Threads

/// Phones that have voted and go on changing their minds while something else is measured, on a thread of their own: who
/// measures would wait with them for their answers.
///
/// Each always has three dots out, so the number of dots stays what it was while the screens must be drawn anew.
final class Hall: Sendable {
    private struct Crowd {
        let phones: [Phone]
        let stage: Stage
        var votes = 0
        var hasEnded = false
        var error: (any Error)?

        mutating func vote() throws {
            // The first item is left to the phone that is measured.
            let first = 1 + (votes + votes / phones.count) % (stage.items.count - 1)
            let second = 1 + first % (stage.items.count - 1)
            try phones[votes % phones.count].placeDots(
                [stage.items[first]: 2, stage.items[second]: 1], activity: stage.dots)
            votes += 1
        }
    }

    /// The dots that they have placed together.
    let dots: Int
    private let crowd: Locked<Crowd>

    /// Lets `count` phones join and vote.
    init(phones count: Int, stage: Stage, port: Int) throws {
        dots = 3 * count
        var crowd = Crowd(
            phones: try (0..<count).map { _ in
                let phone = Phone(host: "127.0.0.1", port: port, code: stage.code)
                try phone.join()
                return phone
            }, stage: stage)
        for _ in crowd.phones { try crowd.vote() }
        self.crowd = Locked(crowd)
    }

    /// Has one of them vote every 50 ms while `body` runs.
    ///
    /// - Throws: What `body` throws, or why a phone could not vote.
    func live<Value>(during body: () throws -> Value) throws -> Value {
        let thread = try BlockingThread { [crowd] in
            var isGoingOn = true
            while isGoingOn {
                let next = LoadLoop.now() + 0.05
                isGoingOn = crowd.use { crowd in
                    if crowd.hasEnded { return false }
                    do { try crowd.vote() } catch { crowd.error = error }
                    return crowd.error == nil
                }
                usleep(UInt32(max(0, next - LoadLoop.now()) * 1e6))
            }
        }
        let result = Result { try body() }
        crowd.use { $0.hasEnded = true }
        thread.join()
        if let error = crowd.use({ $0.error }) { throw error }
        return try result.get()
    }
}
