import Testing

@testable import Kiosk

@Suite("A throttle on guesses")
struct ThrottleTests {
    @Test("an address that never guessed wrongly never waits, however many others did")
    func innocentAddress() {
        var throttle = Throttle()
        for guess in 0..<500 { throttle.noteWrong("10.42.0.\(guess % 200)", now: Int64(guess)) }
        #expect(throttle.wait(for: "10.42.0.250", now: 500) == 0)
    }

    @Test("ten thousand guesses from fifty addresses take more than a day")
    func patience() {
        var throttle = Throttle()
        var longest: Int64 = 0
        for address in 0..<50 {
            var now: Int64 = 0
            for _ in 0..<200 {
                now += throttle.wait(for: "10.42.0.\(address)", now: now)
                throttle.noteWrong("10.42.0.\(address)", now: now)
            }
            longest = max(longest, now)
        }
        #expect(longest > 24 * 3600 * 1000)
    }

    @Test("from all the addresses of a box's network, in turn, two days are not enough for half of all PINs")
    func manyAddresses() {
        var throttle = Throttle()
        let addresses = (0..<2036).map { "10.42.\($0 / 256).\($0 % 256)" }
        var (now, guesses): (Int64, Int) = (0, 0)
        let (days, round): (Int64, Int64) = (2 * 24 * 3600 * 1000, 30_000)
        while now < days {
            for address in addresses where throttle.wait(for: address, now: now) == 0 {
                throttle.noteWrong(address, now: now)
                guesses += 1
            }
            now += round
        }
        #expect(guesses > 200_000 && guesses < 500_000, "\(guesses)")
    }

    @Test("five wrong guesses are free, then the wait doubles up to a quarter of an hour")
    func waits() {
        var throttle = Throttle()
        var waits: [Int64] = []
        for _ in 0..<17 {
            throttle.noteWrong("a", now: 0)
            waits.append(throttle.wait(for: "a", now: 0))
        }
        let doubled: [Int64] = (0..<10).map { 1000 << $0 }
        #expect(waits == [0, 0, 0, 0] + doubled + [900_000, 900_000, 900_000])
        #expect(throttle.wait(for: "a", now: 899_999) == 1)
        #expect(throttle.wait(for: "a", now: 900_000) == 0)
    }

    @Test("when many guess wrongly, those who did wait after their first")
    func crowd() {
        var throttle = Throttle()
        throttle.noteWrong("a", now: 0)
        #expect(throttle.wait(for: "a", now: 0) == 0)
        for other in 0..<Throttle.sharedLimit { throttle.noteWrong("other \(other)", now: 0) }
        #expect(throttle.wait(for: "a", now: 0) == 1000)
        #expect(throttle.wait(for: "a", now: Throttle.window) == 0)
    }

    @Test("a right guess clears the address")
    func rightGuess() {
        var throttle = Throttle()
        for _ in 0..<8 { throttle.noteWrong("a", now: 0) }
        #expect(throttle.wait(for: "a", now: 0) > 0)
        throttle.noteRight("a")
        #expect(throttle.wait(for: "a", now: 0) == 0)
    }

    @Test("memory stays bounded under addresses without end")
    func bounded() {
        var throttle = Throttle()
        for guess in 0..<(Throttle.rememberedAddresses + 50) {
            for _ in 0..<6 { throttle.noteWrong("address \(guess)", now: Int64(guess)) }
        }
        #expect(throttle.wait(for: "address 0", now: 0) == 0)
        let last = Throttle.rememberedAddresses + 49
        #expect(throttle.wait(for: "address \(last)", now: Int64(last)) > 0)
    }
}
