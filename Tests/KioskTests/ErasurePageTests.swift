import Foundation
import Logging
import Phone
import Testing
import Threads
import Workshop

@testable import Kiosk
@testable import Store

@Suite("Erasing from the console", .serialized)
struct ErasurePageTests {
    /// A day that a test sets.
    private final class Calendar: Sendable {
        private let number: Locked<Int>

        init(_ text: String) { number = Locked(CalendarDay(text)?.number ?? 0) }

        var day: CalendarDay { CalendarDay(number: number.use { $0 }) }

        func go(to text: String) { number.use { $0 = CalendarDay(text)?.number ?? 0 } }
    }

    @Test("says what would be lost and offers the files first; a workshop goes only with its code, and leaves a line")
    func workshop() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            try room.open(ideas)
            let id = try kiosk.phone(room.code).writeIdea("Ska bort", key: "k", activity: ideas)
            _ = try kiosk.phone(room.code).writeIdea("Ska vara kvar", key: "k", activity: ideas)
            let page = try room.get("erase")
            #expect(page.contains("Ska bort") && page.contains("Ska vara kvar"))
            #expect(try #require(page.range(of: "export.csv")).lowerBound < page.range(of: "Ska bort")!.lowerBound)
            let asked = try room.post("erase", [("what", "idea"), ("which", id)])
            #expect(asked.status == 200 && asked.text.contains("1 idé") && asked.text.contains("Ska bort"))
            #expect(asked.text.contains("export.csv"))
            #expect(try room.get("erase").contains("Ska bort"))
            #expect(try room.post("erase", [("what", "idea"), ("which", id), ("confirmed", "1")]).status == 303)
            #expect(try !room.get("erase").contains("Ska bort"))
            #expect(try room.get("erase?done=1").contains("Raderat."))
            #expect(try room.post("erase", [("what", "idea"), ("which", id), ("confirmed", "1")]).status == 404)
            #expect(try room.post("erase", [("what", "person"), ("which", "Ingen")]).status == 404)
            #expect(try room.post("erase", [("what", "nothing")]).status == 422)
            let whole: [(name: String, value: String)] = [("what", "workshop"), ("confirmed", "1")]
            let wrong = try room.post("erase", whole + [("typed", "AAAAAA")])
            #expect(wrong.status == 422 && wrong.text.contains("Inget är raderat"))
            #expect(wrong.text.contains("2 deltagare"))
            #expect(try room.post("erase", whole + [("typed", room.code.lowercased())]).status == 303)
            let box = try room.connection.request("GET", "/facilitator/erase", headers: room.facilitator.headers).text
            #expect(box.contains("en workshop") && box.contains("en idés text") && !box.contains(room.code))
        }
    }

    @Test("everything goes only with the PIN; it ends every session and keeps the PIN")
    func box() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            func post(_ fields: [(name: String, value: String)]) throws -> Int {
                try room.connection.post("/facilitator/erase", fields, headers: room.facilitator.headers).status
            }
            #expect(try post([("what", "card"), ("which", "34679ACDEFGH")]) == 403)
            #expect(try post([("what", "box")]) == 200)
            #expect(try post([("what", "box"), ("confirmed", "1"), ("typed", "1")]) == 422)
            #expect(try post([("what", "box"), ("confirmed", "1"), ("typed", kiosk.pin)]) == 303)
            #expect(try post([("what", "box")]) == 403)
            let facilitator = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 10)
            try facilitator.signIn(pin: kiosk.pin)
            #expect(
                try room.connection.request("GET", "/facilitator/erase", headers: facilitator.headers).text
                    .contains("hela boxen"))
            #expect(try kiosk.connection().request("GET", "/w/\(room.code)").status == 404)
        }
    }

    @Test("a deletion date is announced on the start page and the console, can be changed, and is acted on as it says")
    func deletionDate() async throws {
        let calendar = Calendar("2027-02-01")
        let directory = NSTemporaryDirectory() + "kiosk-due-\(UUID().uuidString)"
        let store = try Store(directory: directory, role: .daemon)
        var configuration = KioskConfiguration(host: "127.0.0.1", port: 0)
        configuration.today = { calendar.day }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let assets = try Assets(directory: TestAssets.directory)
        let kiosk = try Kiosk(store: store, assets: assets, configuration: configuration, logger: logger)
        defer {
            kiosk.stop()
            store.close()
            try? FileManager.default.removeItem(atPath: directory)
        }
        let pin = try await store.box().pin
        let port = kiosk.address.port
        let (facilitator, code) = try await onThread {
            let facilitator = Facilitator(host: "127.0.0.1", port: port, timeout: 10)
            try facilitator.signIn(pin: pin)
            let code = try facilitator.createWorkshop(method: "t01", title: "Snart borta", language: "sv")
            return (facilitator.headers, code)
        }
        @Sendable func page(_ path: String) async throws -> String {
            try await onThread {
                let connection = Connection(host: "127.0.0.1", port: port, timeout: 10)
                return try connection.request("GET", path, headers: facilitator + [("Accept-Language", "sv")]).text
            }
        }
        let status = try await onThread {
            let connection = Connection(host: "127.0.0.1", port: port, timeout: 10)
            return try ["2027-02-30", "2027-03-01"].map {
                try connection.post("/facilitator/\(code)/deletion", [("deletion", $0)], headers: facilitator).status
            }
        }
        #expect(status == [422, 303])
        let uptime = Locked<Int64>(0)
        let deletions = Deletions(
            store: store, mark: assets.erasedMark, today: { calendar.day }, uptime: { uptime.use { $0 } },
            logger: logger)
        /// Looks once when the day has come, and once when it has stood for a while.
        func look() async {
            await deletions.look()
            uptime.use { $0 += ClockSteadiness.settling }
            await deletions.look()
        }
        #expect(try await !page("/facilitator").contains("id=\"due-"))
        calendar.go(to: "2027-02-20")
        for path in ["/facilitator", "/facilitator/\(code)"] {
            #expect(try await page(path).contains("tas bort om 9 dagar"), "\(path)")
        }
        calendar.go(to: "2027-03-02")
        await look()
        #expect(try await page("/facilitator").contains("tidigast 9 mars 2027"))
        calendar.go(to: "2027-03-20")
        await look()
        #expect(try await store.workshops().count == 1, "shown on one day only")
        // Shown on a second day, to which the clock was only just set.
        calendar.go(to: "2027-04-20")
        #expect(try await page("/facilitator/\(code)").contains("tidigast"))
        await deletions.look()
        #expect(try await store.workshops().count == 1, "the clock was only just set")
        await look()
        #expect(try await store.workshops().isEmpty)
        #expect(try await page("/facilitator/erase").contains("datumet hade gått"))
    }
}
