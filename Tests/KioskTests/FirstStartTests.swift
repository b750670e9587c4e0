import Appliance
import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk
@testable import Store

@Suite("The first start", .serialized)
struct FirstStartTests {
    @Test("a new box tells its PIN on the display until the first sign-in, which leads to its settings")
    func firstSignIn() async throws {
        try await TestKiosk.run { kiosk in
            let connection = kiosk.connection()
            let new = try connection.request("GET", "/display")
            #expect(new.status == 404 && new.text.contains(kiosk.pin) && new.text.contains("data-new"))
            #expect(new.text.contains("/<wbr>facilitator"))
            let wrong = kiosk.pin == "481516" ? "481517" : "481516"
            #expect(try connection.post("/facilitator/sign-in", [("pin", wrong)]).status == 403)
            #expect(try connection.request("GET", "/display").text.contains(kiosk.pin))
            let first = try connection.post("/facilitator/sign-in", [("pin", kiosk.pin)])
            #expect(first.header("Location") == "/facilitator/setup")
            let later = try connection.request("GET", "/display")
            #expect(!later.text.contains(kiosk.pin) && !later.text.contains("data-new"))
            let second = try connection.post("/facilitator/sign-in", [("pin", kiosk.pin)])
            #expect(second.header("Location") == "/facilitator")
            #expect(try connection.request("GET", "/facilitator/setup").status == 403)
        }
    }

    @Test("the settings are the beginning of new workshops and pages, and can be put off")
    func settings() async throws {
        let today = try #require(CalendarDay("2027-01-31"))
        let kiosk = try await TestKiosk { $0.today = { today } }
        defer { kiosk.tearDown() }
        try await onThread {
            let facilitator = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 10)
            try facilitator.signIn(pin: kiosk.pin)
            let connection = kiosk.connection()
            func get(_ path: String) throws -> String {
                try connection.request("GET", path, headers: facilitator.headers).text
            }
            let page = try get("/facilitator/setup")
            #expect(page.contains(kiosk.pin) && page.contains("name=\"skip\"") && !page.contains("wifi-name"))
            #expect(try get("/facilitator").contains("id=\"setup-title\""))
            let fields: [(name: String, value: String)] = [
                ("language", "en"), ("organisation", "Test & Co"), ("deletion-months", "1"), ("pin", ""),
            ]
            let saved = try connection.post("/facilitator/setup", fields, headers: facilitator.headers)
            #expect(saved.header("Location") == "/facilitator?done=setup")
            #expect(try !get("/facilitator").contains("id=\"setup-title\""))
            #expect(try !get("/facilitator/setup").contains("name=\"skip\""))
            let new = try get("/facilitator/new?method=t01")
            #expect(new.contains("value=\"Test &amp; Co\"") && new.contains("value=\"2027-02-28\""))
            #expect(new.contains("<option value=\"en\" selected>"))
            // A reader without a language of their own.
            #expect(try connection.request("GET", "/").text.contains("<html lang=\"en\">"))
            let swedish = [("Accept-Language", "sv")].map { (name: $0.0, value: $0.1) }
            #expect(try connection.request("GET", "/", headers: swedish).text.contains("<html lang=\"sv\">"))
            #expect(try connection.request("GET", "/display", headers: swedish).text.contains("<html lang=\"en\">"))
            // What is refused before any page is looked for, too: here a header that is too long.
            let refused = try kiosk.connection().request(
                "GET", "/", headers: [("X-Long", String(repeating: "x", count: 4500))])
            #expect(refused.status == 431 && refused.text.contains("<html lang=\"en\">"))
        }
    }

    @Test("a PIN of their own is refused when it is easy, with everything that was typed kept, and ends other sessions")
    func ownPIN() async throws {
        try await TestKiosk.run { kiosk in
            let facilitator = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 10)
            let other = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 10)
            try facilitator.signIn(pin: kiosk.pin)
            try other.signIn(pin: kiosk.pin)
            let connection = kiosk.connection()
            func post(_ pin: String) throws -> (status: Int, text: String) {
                let reply = try connection.post(
                    "/facilitator/setup",
                    [("language", "sv"), ("organisation", "Kommunen"), ("deletion-months", "6"), ("pin", pin)],
                    headers: facilitator.headers)
                return (reply.status, reply.text)
            }
            for weak in ["111111", "123456", "12345", "12345a"] {
                let refused = try post(weak)
                #expect(refused.status == 422 && refused.text.contains("Kommunen"))
                #expect(refused.text.contains("Inget är sparat"))
            }
            let headers = other.headers
            #expect(try connection.request("GET", "/facilitator/new", headers: headers).status == 200)
            // The PIN that it has already ends nobody's session, neither in memory nor in the database.
            #expect(try post(kiosk.pin).status == 303)
            #expect(try connection.request("GET", "/facilitator/new", headers: headers).status == 200)
            #expect(kiosk.store.seemsSignedIn(String(headers[0].value.drop { $0 != "=" }.dropFirst())))
            let pin = kiosk.pin == "481516" ? "481517" : "481516"
            #expect(try post(pin).status == 303)
            #expect(try connection.request("GET", "/facilitator/new", headers: headers).status == 403)
            #expect(try connection.request("GET", "/facilitator/new", headers: facilitator.headers).status == 200)
            #expect(try connection.post("/facilitator/sign-in", [("pin", kiosk.pin)]).status == 403)
            #expect(try connection.post("/facilitator/sign-in", [("pin", pin)]).status == 303)
        }
    }

    @Test("a box whose radio makes another Wi-Fi says so first, and tells how to come back")
    func wifi() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "first-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let box = Appliance(runtime: folder, reports: folder)
        let kiosk = try await TestKiosk { $0.appliance = box }
        defer { kiosk.tearDown() }
        let headers = try await onThread {
            let facilitator = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 10)
            try facilitator.signIn(pin: kiosk.pin)
            return facilitator.headers
        }
        @Sendable func post(
            _ path: String, _ name: String, _ passphrase: String
        ) async throws -> Connection.Reply {
            try await onThread {
                let fields = [("deletion-months", "0"), ("wifi-name", name), ("wifi-passphrase", passphrase)]
                return try kiosk.connection().post(
                    path, fields.map { (name: $0.0, value: $0.1) }, headers: headers)
            }
        }
        /// When the network's service was asked, after the moment before the form was sent.
        func asked(since start: Date) async throws -> TimeInterval {
            while !box.requests.isPlaced(.network) { try await Task.sleep(for: .milliseconds(20)) }
            let file = try FileManager.default.attributesOfItem(atPath: "\(folder)/requests/network")
            let placed = try #require(file[.modificationDate] as? Date)
            #expect(box.requests.take(.network) == "")
            return placed.timeIntervalSince(start)
        }
        for path in ["/facilitator/setup", "/facilitator/wifi"] {
            #expect(try await post(path, "Sal 1", "kort").status == 422)
            #expect(try await post(path, "Sal 1", "hemligt lösen").status == 422)
            #expect(!box.requests.isPlaced(.network))
            let start = Date()
            let moved = try await post(path, "Sal <1>", "mycket hemligt")
            #expect(moved.status == 200 && moved.text.contains(">Sal &lt;1&gt;<"))
            #expect(moved.text.contains(">mycket hemligt<") && moved.text.contains("<svg"))
            #expect(moved.text.contains("/<wbr>facilitator</a>") && !moved.text.contains("<script"))
            // The answer travels by the network that is about to go.
            #expect(try await asked(since: start) > 2.9)
            // Saved again as it is, nobody has to move; the network may be down all the same.
            #expect(try await post(path, "Sal <1>", "mycket hemligt").status == 303)
            _ = try await asked(since: start)
            // What is forgotten is made anew, and told.
            let made = try await post(path, "", "")
            let name = try #require(try await kiosk.store.wireless()).name
            #expect(made.status == 200 && made.text.contains(">\(name)<"))
            _ = try await asked(since: start)
        }
        // An access point at the cable has a radio of its own: nobody loses anything.
        try await kiosk.store.setNetwork(try BoxNetwork(mode: .accesspoint))
        #expect(try await post("/facilitator/setup", "Sal 2", "mycket hemligt").status == 303)
    }

    @Test("PIN and recovery code are told at the start until the box is set up; the command tells and renews them")
    func told() async throws {
        let directory = NSTemporaryDirectory() + "kiosk-first-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await onThread {
            var program = try Program(directory: directory)
            let pin = program.pin
            #expect(program.terminate() == 0)
            // Nobody has set it up: it tells them again.
            program = try Program(directory: directory)
            #expect(program.pin == pin)
            let facilitator = Facilitator(host: "127.0.0.1", port: program.port, timeout: 10)
            try facilitator.signIn(pin: pin)
            let connection = Connection(host: "127.0.0.1", port: program.port, timeout: 10)
            #expect(
                try connection.post("/facilitator/setup", [("skip", "1")], headers: facilitator.headers).status == 303)
            #expect(program.terminate() == 0)
            program = try Program(directory: directory, pin: pin)
            defer { program.kill() }
            #expect(!program.told.contains("PIN") && !program.told.contains(pin))
            #expect(!program.told.contains("recovery"))
            let known = try Program.run(["pin", "--data", directory])
            #expect(known.status == 0 && known.output.contains("PIN: \(pin)\n"))
            let again = Connection(host: "127.0.0.1", port: program.port, timeout: 10)
            #expect(try again.request("GET", "/facilitator/new", headers: facilitator.headers).status == 200)
            let renewed = try Program.run(["pin", "--renew", "--data", directory])
            #expect(renewed.status == 0 && !renewed.output.contains("PIN: \(pin)\n"))
            // The running server knows at once.
            #expect(try again.request("GET", "/facilitator/new", headers: facilitator.headers).status == 403)
            #expect(try again.post("/facilitator/sign-in", [("pin", pin)]).status == 403)
        }
    }
}
