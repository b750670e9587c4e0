import Phone
import Store
import Testing

@testable import Kiosk

@Suite("The accessibility statement")
struct AccessibilityTests {
    @Test("is on every page, takes reports without a name, and hands them to the facilitator")
    func reports() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let visitor = kiosk.connection()
            for path in ["/", "/w/\(room.code)", "/display/\(room.code)", "/facilitator", "/nowhere"] {
                #expect(try visitor.request("GET", path).text.contains("href=\"/accessibility\""), "\(path)")
            }
            let statement = try visitor.request("GET", "/accessibility?language=en")
            #expect(statement.status == 200 && statement.text.contains("2018:1937"))
            for wrong in ["", "  ", String(repeating: "x", count: 1001), "\u{202E}x"] {
                let reply = try visitor.post("/accessibility", [("text", wrong)])
                #expect((400..<500).contains(reply.status) && reply.text.contains("notice error"))
            }
            let sent = try visitor.post("/accessibility", [("text", "Knappen <b> syns inte")])
            #expect(sent.status == 200 && sent.text.contains("sparat"))
            func start() throws -> String {
                try room.connection.request("GET", "/facilitator", headers: room.facilitator.headers).text
            }
            let page = try start()
            #expect(page.contains("Knappen &lt;b&gt; syns inte"))
            let fault = try #require(page.firstMatch(of: /name="fault" value="([^"]+)"/)).output.1
            let fields: [(name: String, value: String)] = [("fault", String(fault))]
            #expect(try visitor.post("/facilitator/faults", fields).status == 403)
            #expect(
                try room.connection.post("/facilitator/faults", fields, headers: room.facilitator.headers).status == 303
            )
            #expect(!(try start().contains("Knappen")))
        }
    }

    @Test("reports do not fill the box")
    func limit() async throws {
        let kiosk = try await TestKiosk()
        defer { kiosk.tearDown() }
        for number in 0..<Store.faultLimit { #expect(try await kiosk.store.reportFault("Brist \(number)")) }
        #expect(try await !kiosk.store.reportFault("En till"))
        let refused = try await onThread {
            try kiosk.connection().post("/accessibility", [("text", "En till")])
        }
        #expect(refused.status == 503 && refused.text.contains("En till"))
    }
}
