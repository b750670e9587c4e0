import Phone
import Testing

@testable import Kiosk

@Suite("A ballot on the short way", .serialized)
struct BallotLaneTests {
    /// Sends `body` as a phone's script does; with a language in the address it takes the way of all other requests.
    private func send(_ body: String, _ phone: Phone, to code: String, on kiosk: TestKiosk, long: Bool) throws
        -> Connection.Reply
    {
        let bytes = Array(body.utf8)
        let headers =
            phone.headers + [
                ("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded"),
                ("Origin", "http://127.0.0.1:\(kiosk.port)"),
            ]
        return try kiosk.connection().request(
            "POST", "/w/\(code)/ballot\(long ? "?language=sv" : "")", headers: headers, body: bytes)
    }

    @Test("is answered as on the long one, received or refused, before and after the activity closes")
    func same() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            let ideas = try (0..<3).map { try phone.writeIdea("Idé \($0)", key: "\($0)", activity: workshop.ideas) }
            try workshop.openDots()
            let dots = "activity=\(workshop.dots)"
            let bodies = [
                "\(dots)&dots-\(ideas[0])=2&dots-\(ideas[1])=1",
                "\(dots)&dots-\(ideas[0])=1&step=dots-\(ideas[2])%3A%2B1",
                dots, "\(dots)&dots-\(ideas[0])=99", "\(dots)&dots-\(ideas[0])=x", "\(dots)&dots-0000000000000000=1",
                "\(dots)&dots-\(ideas[0])=1&dots-\(ideas[0])=1", "\(dots)&step=dots-\(ideas[0])",
                "activity=0000000000000000",
                "activity=\(workshop.ideas)&dots-\(ideas[0])=1", "", "%", "activity=",
            ]
            func compare(_ bodies: [String]) throws -> [Int] {
                try bodies.map { body in
                    let short = try send(body, phone, to: workshop.code, on: kiosk, long: false)
                    let long = try send(body, phone, to: workshop.code, on: kiosk, long: true)
                    #expect(
                        short.status == long.status && short.text == long.text, "\(body): \(short.text) \(long.text)")
                    #expect(short.header("Cache-Control") == long.header("Cache-Control"))
                    #expect(short.header("Content-Type") == long.header("Content-Type"))
                    return short.status
                }
            }
            let open = try compare(bodies)
            #expect(
                open[0...2] == [200, 200, 200] && open.dropFirst(3).allSatisfy { (400...422).contains($0) }, "\(open)")
            // What was accepted last is what counts: nothing was refused by half.
            _ = try compare([bodies[0]])
            try workshop.facilitator.act("close", on: workshop.dots, in: workshop.code)
            // The same again is acknowledged, anything else is too late.
            #expect(try compare([bodies[0], bodies[1]]) == [200, 409])
        }
    }

    @Test("is not for another site's page, nor for who is not in")
    func refused() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            let idea = try phone.writeIdea("Idé", key: "1", activity: workshop.ideas)
            try workshop.openDots()
            let body = Array("activity=\(workshop.dots)&dots-\(idea)=1".utf8)
            func status(_ headers: [(name: String, value: String)]) throws -> Int {
                try kiosk.connection().request(
                    "POST", "/w/\(workshop.code)/ballot", headers: headers + [("Accept", "application/json")],
                    body: body
                ).status
            }
            #expect(try status(phone.headers) == 200)
            #expect(try status(phone.headers + [("Origin", "http://evil.example")]) == 403)
            #expect(try status(phone.headers + [("Sec-Fetch-Site", "cross-site")]) == 403)
            #expect(try status([("Cookie", "kiosk-\(workshop.code)=00000000000000000000000000000000")]) == 403)
            #expect(try status([]) == 403)
        }
    }
}
