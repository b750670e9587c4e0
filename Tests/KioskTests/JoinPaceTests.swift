import Foundation
import Phone
import Testing
import Threads
import Workshop

@testable import Kiosk
@testable import Store

/// How many participants one address makes.
@Suite("The pace of joining")
struct JoinPaceTests {
    private func join(_ room: TestRoom, _ fields: [(name: String, value: String)] = []) throws -> (
        status: Int, text: String
    ) {
        let reply = try room.kiosk.connection().post("/w/\(room.code)/join", fields)
        return (reply.status, reply.text)
    }

    @Test("an address makes so many participants and then one at a time; a card and the same form again are free")
    func pace() async throws {
        let kiosk = try await TestKiosk { $0.joinAllowance = { _ in JoinPace.Allowance(atOnce: 3, pause: 600_000) } }
        defer { kiosk.tearDown() }
        try await onThread {
            let room = try TestRoom(kiosk)
            let sheet = try room.connection.post(
                "/facilitator/cards", [("count", "1")], headers: room.facilitator.headers
            ).text
            let card = String(try #require(sheet.firstMatch(of: /class="card-code">([^<]+)</)).output.1)
            let key = [(name: "key", value: String(repeating: "b", count: 32))]
            for _ in 0..<3 { #expect(try join(room, key).status == 303) }
            for _ in 0..<2 { #expect(try join(room).status == 303) }
            let refused = try join(room)
            #expect(refused.status == 429 && refused.text.contains("Många har nyss gått med från den här telefonen"))
            #expect(try join(room, [("card", card)]).status == 303)
            #expect(try join(room, key).status == 303)
        }
    }

    @Test("a workshop's pace is its own; its console says so while somebody is kept waiting, and lets more join")
    func more() async throws {
        let kiosk = try await TestKiosk {
            $0.joinAllowance = { _ in JoinPace.Allowance(atOnce: 2, pause: 600_000, isShared: true) }
        }
        defer { kiosk.tearDown() }
        try await onThread {
            let (room, other) = (try TestRoom(kiosk), try TestRoom(kiosk))
            func console(_ room: TestRoom) throws -> String { try room.facilitator.console(room.code).html }
            for _ in 0..<2 { #expect(try join(room).status == 303) }
            #expect(try !console(room).contains("id=\"joins\""))
            let refused = try join(room)
            #expect(refused.status == 429 && refused.text.contains("Många har nyss gått med från det här nätverket"))
            #expect(try console(room).contains("Några får vänta med att gå med"))
            // Another workshop behind the same address does not meet it.
            #expect(try !console(other).contains("id=\"joins\""))
            for _ in 0..<2 { #expect(try join(other).status == 303) }
            #expect(try join(other).status == 429)
            // Only its facilitator lets more join, and only there.
            #expect(try kiosk.connection().post("/facilitator/\(room.code)/joins", []).status == 403)
            #expect(try join(room).status == 429)
            #expect(try room.post("joins", []).status == 303)
            #expect(try !console(room).contains("id=\"joins\""))
            for _ in 0..<2 { #expect(try join(room).status == 303) }
            #expect(try join(room).status == 429)
            #expect(try join(other).status == 429)
        }
    }

    @Test("of many joins at once no more are made than there are places")
    func atOnce() async throws {
        let code = try #require(SpokenCode("34679A", length: SpokenCode.joinLength))
        let told = Locked(0)
        let gate = JoinGate(
            now: { 0 }, allowance: { _ in JoinPace.Allowance(atOnce: 5, pause: 1000) },
            onChange: { _ in told.use { $0 += 1 } })
        let made = Locked(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    _ = try? await gate.join(code, from: "a") {
                        // As long as a write takes, and longer.
                        try await Task.sleep(for: .milliseconds(5))
                        made.use { $0 += 1 }
                        return Self.membership(code, isNew: true)
                    }
                }
            }
        }
        #expect(made.use { $0 } == 5)
        // The console is told once, and not of each who is kept waiting.
        #expect(told.use { $0 } == 1 && gate.isBiting(in: code))
    }

    @Test("the console is told, too, when nobody is kept waiting any more")
    func end() async throws {
        let code = try #require(SpokenCode("34679A", length: SpokenCode.joinLength))
        let clock = BootClock()
        var pace = JoinPace()
        pace.noticeTime = 150
        let told = Locked([Bool]())
        let gate = Locked<JoinGate?>(nil)
        let made = JoinGate(
            now: { clock.now }, allowance: { _ in JoinPace.Allowance(atOnce: 0, pause: 60_000) }, pace: pace,
            onChange: { code in
                let isBiting = gate.use { $0 }?.isBiting(in: code) ?? false
                told.use { $0.append(isBiting) }
            })
        gate.use { $0 = made }
        defer { gate.use { $0 = nil } }
        for _ in 0..<3 {
            await #expect(throws: TooManyJoins.self) {
                try await made.join(code, from: "a") { Self.membership(code, isNew: true) }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        for _ in 0..<500 where told.use({ $0.count }) < 2 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(told.use { $0 } == [true, false])
    }

    @Test("a place in which nobody was made is given back: where joining failed, or found somebody who is there")
    func givenBack() async throws {
        let code = try #require(SpokenCode("34679A", length: SpokenCode.joinLength))
        let gate = JoinGate(now: { 0 }, allowance: { _ in JoinPace.Allowance(atOnce: 1, pause: 1000) })
        for _ in 0..<3 {
            await #expect(throws: Refusal.empty) { try await gate.join(code, from: "a") { throw Refusal.empty } }
            _ = try await gate.join(code, from: "a") { Self.membership(code, isNew: false) }
        }
        _ = try await gate.join(code, from: "a") { Self.membership(code, isNew: true) }
        await #expect(throws: TooManyJoins.self) {
            try await gate.join(code, from: "a") { Self.membership(code, isNew: true) }
        }
    }

    private static func membership(_ code: SpokenCode, isNew: Bool) -> Store.Membership {
        Store.Membership(token: "", participant: Participant(id: Identifier(bits: 1), reentry: code), isNew: isNew)
    }

    @Test("the pace of joining gives one more after each pause, and no more than at first after a long one")
    func arithmetic() {
        var pace = JoinPace()
        let allowance = JoinPace.Allowance(atOnce: 2, pause: 1000)
        func take(_ address: String, in workshop: String = "W", at now: Int64) -> Int64 {
            pace.take(JoinPace.Place(workshop: workshop, address: address), allowance, now: now)
        }
        for _ in 0..<2 { #expect(take("a", at: 0) == 0) }
        #expect(!pace.isBiting(in: "W", now: 0))
        #expect(take("a", at: 0) == 1000)
        #expect(take("a", at: 400) == 600)
        #expect(pace.isBiting(in: "W", now: 400 + pace.noticeTime - 1))
        #expect(!pace.isBiting(in: "W", now: 400 + pace.noticeTime) && !pace.isBiting(in: "V", now: 400))
        #expect(take("b", at: 0) == 0)
        #expect(take("a", in: "V", at: 400) == 0)
        #expect(take("a", at: 1000) == 0)
        #expect(take("a", at: 1000) == 1000)
        for _ in 0..<2 { #expect(take("a", at: 1_000_000) == 0) }
        #expect(take("a", at: 1_000_000) == 1000)
        pace.giveBack(JoinPace.Place(workshop: "W", address: "a"), allowance, now: 1_000_000)
        #expect(take("a", at: 1_000_000) == 0)
        pace.clear("W")
        for _ in 0..<2 { #expect(take("a", at: 1_000_000) == 0) }
    }

    @Test(
        "a phone on the box's own Wi-Fi makes 10 and then one a minute, a hall's address 600 and then one in six seconds"
    )
    func granted() {
        typealias Allowance = JoinPace.Allowance
        for mode in [BoxNetwork.Mode.wifi, .accesspoint, nil] {
            #expect(Allowance.granted(to: "10.42.0.7", isBox: true, mode: mode) == .ownAddresses)
        }
        for (isBox, mode) in [(true, BoxNetwork.Mode.wired), (false, nil)] {
            #expect(Allowance.granted(to: "192.168.1.7", isBox: isBox, mode: mode) == .sharedAddress)
            #expect(Allowance.granted(to: "127.0.0.1", isBox: isBox, mode: mode) == nil)
        }
        for (allowance, first, minutes) in [(Allowance.ownAddresses, 10, 1), (.sharedAddress, 600, 10)] {
            var pace = JoinPace()
            func made(at now: Int64) -> Int {
                let place = JoinPace.Place(workshop: "W", address: "a")
                return (0..<1000).count { _ in pace.take(place, allowance, now: now) == 0 }
            }
            #expect(made(at: 0) == first)
            // `minutes` is how many the next minute lets in.
            #expect(made(at: 60_000) == minutes)
        }
    }
}
