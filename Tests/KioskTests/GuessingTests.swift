import Foundation
import Phone
import Testing
import Threads
import Workshop

@testable import Kiosk

/// Guessing the PIN, against the throttle as it is used, on a clock that the test moves.
@Suite("Guessing the PIN")
struct GuessingTests {
    /// Milliseconds that only the test moves.
    private final class Clock: Sendable {
        private let time = Locked<Int64>(0)
        var now: Int64 {
            get { time.use { $0 } }
            set { time.use { $0 = newValue } }
        }
    }

    /// A wrong guess; nil when it was made, else the seconds to wait.
    private func guess(_ gate: GuessGate, _ address: String) async throws -> Int? {
        do {
            let found: Bool? = try await gate.guess(at: .pin, address: address) { nil }
            #expect(found == nil)
            return nil
        } catch let wait as TooManyGuesses {
            return wait.seconds
        }
    }

    @Test("ten thousand guesses from fifty addresses, each as soon as it may, take more than a day")
    func patience() async throws {
        let clock = Clock()
        let gate = GuessGate(now: { clock.now })
        var next = Dictionary(uniqueKeysWithValues: (0..<50).map { ("10.42.0.\($0)", Int64(0)) })
        var guesses = 0
        while guesses < 10_000 {
            guard let (address, time) = next.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return }
            clock.now = max(clock.now, time)
            if let seconds = try await guess(gate, address) {
                next[address] = clock.now + Int64(seconds) * 1000
            } else {
                guesses += 1
            }
        }
        #expect(clock.now > 24 * 3600 * 1000)
        // Whoever holds the right PIN and has not guessed comes in at once, in the midst of it.
        let right = try await gate.guess(at: .pin, address: "10.42.0.250") { true }
        #expect(right == true)
    }

    @Test("many guesses of one address at once are made one after another: no more of them than may be")
    func atOnce() async throws {
        let clock = Clock()
        let gate = GuessGate(now: { clock.now })
        let made = Locked(0)
        func burst() async {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        let _: Bool? = try? await gate.guess(at: .pin, address: "a") {
                            made.use { $0 += 1 }
                            // As long as a look into the database takes, and longer.
                            try? await Task.sleep(for: .milliseconds(1))
                            return nil
                        }
                    }
                }
            }
        }
        await burst()
        #expect(made.use { $0 } == Throttle.freeGuesses)
        clock.now = 1000
        await burst()
        #expect(made.use { $0 } == Throttle.freeGuesses + 1)
    }

    @Test("a try that fails for another reason counts neither way, and the next one is made")
    func failures() async throws {
        let gate = GuessGate(now: { 0 })
        for _ in 0..<20 {
            await #expect(throws: Refusal.imported) {
                let _: Bool? = try await gate.guess(at: .reentry, address: "a") { throw Refusal.imported }
            }
        }
        #expect(try await gate.guess(at: .reentry, address: "a") { true } == true)
    }

    @Test("over HTTP, a burst of guesses gets no further, and the recovery code still opens from the same address")
    func overHTTP() async throws {
        let kiosk = try await TestKiosk()
        defer { kiosk.tearDown() }
        let (port, pin) = (kiosk.port, kiosk.pin)
        let statuses = Locked<[Int]>([])
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let wrong = pin == "99\(1000 + number)" ? "000000" : "99\(1000 + number)"
                    let status = try? await onThread {
                        try Connection(host: "127.0.0.1", port: port, timeout: 10)
                            .post("/facilitator/sign-in", [("pin", wrong)]).status
                    }
                    statuses.use { $0.append(status ?? 0) }
                }
            }
        }
        let all = statuses.use { $0 }
        // Five are free, and on a slow machine one more after 1, 3, 7, 15… seconds.
        #expect(all.count { $0 == 429 } >= 24, "\(all)")
        let recovery = try await kiosk.store.box().recoveryCode.grouped
        try await onThread {
            let connection = Connection(host: "127.0.0.1", port: port, timeout: 10)
            for _ in 0..<10 {
                #expect(try connection.post("/facilitator/recover", [("code", "ACDE FGHJ KMNP")]).status == 403)
            }
            let back = try connection.post("/facilitator/recover", [("code", recovery)])
            #expect(back.status == 200 && back.header("Set-Cookie")?.hasPrefix("facilitator=") == true)
        }
    }
}
