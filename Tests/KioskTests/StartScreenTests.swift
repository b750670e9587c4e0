import Phone
import Store
import Testing
import Workshop

@testable import Kiosk

@Suite("The start screen and the display without a code", .serialized)
struct StartScreenTests {
    private static func display(_ room: TestRoom) throws -> String {
        try room.connection.request("GET", "/display/\(room.code)?language=sv").text
    }

    @Test("is shown until the workshop moves on, and when the facilitator asks for it")
    func welcome() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let isShown = { try Self.display(room).contains("class=\"scene welcome\"") }
            #expect(try isShown())
            #expect(try Self.display(room).contains(">0</strong> är med"))
            _ = try kiosk.phone(room.code)
            #expect(try Self.display(room).contains(">1</strong> är med"))
            #expect(try room.post("screen", [("do", "welcome-off")]).status == 303)
            #expect(try !isShown())
            #expect(try room.post("screen", [("do", "welcome")]).status == 303)
            #expect(try isShown())
            #expect(try room.post("move", [("step", "next")]).status == 303)
            #expect(try !isShown())
            #expect(try room.post("screen", [("do", "welcome")]).status == 303)
            #expect(try isShown())
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            try room.open(ideas)
            #expect(try !isShown())
        }
    }

    @Test("tells the Wi-Fi that is kept, in words and as a code, and nothing else when it is forgotten")
    func wireless() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let unknown = try Self.display(room)
            #expect(!unknown.contains("Anslut till wifi") && unknown.components(separatedBy: "<h2>").count == 3)
            func keep(_ name: String, _ passphrase: String) throws -> Int {
                try room.connection.post(
                    "/facilitator/wifi", [("wifi-name", name), ("wifi-passphrase", passphrase)],
                    headers: room.facilitator.headers
                ).status
            }
            #expect(try keep("Kiosk & gäst", "hemligt <ord>") == 303)
            let page = try Self.display(room)
            #expect(page.contains("Kiosk &amp; gäst") && page.contains("hemligt &lt;ord&gt;"))
            let picture = try #require(QRCode("WIFI:T:WPA;S:Kiosk & gäst;P:hemligt <ord>;;")?.svg)
            #expect(page.contains(picture))
            #expect(try keep("Kiosk", "kort") == 422)
            #expect(try keep("", "hemligt ord") == 422)
            #expect(try Self.display(room).contains("Kiosk &amp; gäst"), "a refused change keeps the old")
            #expect(try keep("Öppet", "") == 303)
            let open = try Self.display(room)
            #expect(open.contains("Inget lösenord behövs.") && !open.contains(">Lösenord<"))
            #expect(try keep("", "") == 303)
            #expect(try !Self.display(room).contains("Öppet"))
            try room.open(try room.facilitator.activity("ideas", of: room.code))
            #expect(try keep("Kiosk", "hemligt ord") == 303)
            #expect(try !Self.display(room).contains("hemligt ord"), "only the start screen tells it")
        }
    }

    @Test("a display without a code goes to the newest workshop, but not away from one that is going on")
    func following() async throws {
        let kiosk = try await TestKiosk()
        defer { kiosk.tearDown() }
        let connection = kiosk.connection()
        func location() throws -> String? { try connection.request("GET", "/display").header("Location") }
        func told(_ code: String) throws -> String {
            try connection.request("GET", "/display?shown=\(code)", headers: [("Accept", "application/json")]).text
        }
        #expect(try connection.request("GET", "/display").status == 404)
        let first = try TestRoom(kiosk)
        #expect(try location() == "/display/\(first.code)?follow=1")
        let second = try TestRoom(kiosk, title: "Nästa")
        #expect(try told(first.code) == "{\"exists\":true,\"show\":\"\(second.code)\",\"newer\":null}")
        try first.open(try first.facilitator.activity("ideas", of: first.code))
        #expect(try told(first.code) == "{\"exists\":true,\"show\":\"\(first.code)\",\"newer\":\"Nästa\"}")
        #expect(
            try connection.request("GET", "/display/\(first.code)?follow=1").text.contains("<strong>Nästa</strong>"))
        _ = try kiosk.phone(second.code)
        #expect(try told(first.code).contains("\"show\":\"\(first.code)\""), "an open question holds the display")
        try first.facilitator.act("close", on: try first.facilitator.activity("ideas", of: first.code), in: first.code)
        #expect(try told(first.code).contains("\"show\":\"\(second.code)\""), "people have joined the newer one")
        let code = try #require(SpokenCode(second.code, length: SpokenCode.joinLength))
        try await kiosk.store.eraseWorkshop(code)
        #expect(try told(second.code) == "{\"exists\":false,\"show\":\"\(first.code)\",\"newer\":null}")
        let gone = try connection.request("GET", "/display/\(second.code)?language=sv")
        #expect(gone.status == 404)
        #expect(gone.text.contains("Den kan ha raderats.") && gone.text.contains("data-missing"))
    }
}
