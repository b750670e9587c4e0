import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk

@Suite("A rehearsal", .serialized)
struct RehearsalTests {
    private func begin(_ room: TestRoom) throws -> String {
        let reply = try room.connection.post(
            "/facilitator/\(room.code)/rehearse", [], headers: room.facilitator.headers)
        return try #require(reply.header("Location")?.split(separator: "/").last.map { String($0) })
    }

    private func wait(_ what: String, until isTrue: () throws -> Bool) throws {
        for _ in 0..<400 {
            if try isTrue() { return }
            usleep(50_000)
        }
        Issue.record("waited in vain for \(what)")
    }

    @Test(
        "is answered by twelve, in every kind of step, and leaves nothing behind",
        arguments: ["t01", "t02", "every-kind"])
    func plays(_ method: String) async throws {
        let kinds = URL(filePath: TestAssets.directory).deletingLastPathComponent()
            .appending(path: "Tests/kinds/every-kind.json")
        let every = try MethodFile.read(Array(try Data(contentsOf: kinds)), path: "every-kind")
        let kiosk = try await TestKiosk(more: [every], rehearsalPace: 400)
        defer { kiosk.tearDown() }
        let id = method == "every-kind" ? every.id : method
        try await onThread {
            let room = try TestRoom(kiosk, method: id)
            let code = try begin(room)
            #expect(code != room.code)
            #expect(try begin(room) == code)
            let facilitator = room.facilitator
            for entry in try facilitator.activities(of: code).prefix(12) {
                try facilitator.go(to: entry.id, in: code)
                if entry.kind == "page" || entry.kind == "carried" { continue }
                try facilitator.act("open", on: entry.id, in: code)
                let quorum = ["questions", "pairwise"].contains(entry.kind) ? 1 : 9
                try wait("answers to \(entry.name), \(entry.kind)") {
                    let page = try facilitator.console(code).html
                    let shown = page.matches(of: /data-live="turnout">(\d+) av 12/).first.flatMap { Int($0.output.1) }
                    return (shown ?? 0) >= quorum
                }
                try facilitator.act("close", on: entry.id, in: code)
                try facilitator.act("reveal", on: entry.id, in: code)
            }
            // Nothing of it leaves the box.
            #expect(throws: PhoneError.self) { try facilitator.download("export.csv", of: code) }
            #expect(throws: PhoneError.self) { try facilitator.download("pack.json", of: code) }
            let table = try room.connection.request(
                "GET", "/facilitator/interventions.csv", headers: facilitator.headers)
            #expect(!table.text.contains(code))
            let display = try room.connection.request("GET", "/display/\(code)", headers: [])
            let band = display.text.components(separatedBy: "<p class=\"rehearsal\">").dropFirst().first
            #expect(band?.prefix(150).contains("Övning – svaren är påhittade") == true, "in a line of its own")

            let ended = try room.connection.post(
                "/facilitator/\(code)/rehearsal-end", [], headers: facilitator.headers)
            #expect(ended.header("Location") == "/facilitator/\(room.code)")
            #expect(try room.connection.request("GET", "/w/\(code)", headers: []).status == 404)
            #expect(try room.get("").contains("0 deltagare"))
        }
        for name in ["workshops.sqlite", "workshops.sqlite-wal"] {
            let data = (try? Data(contentsOf: URL(filePath: "\(kiosk.directory)/\(name)"))) ?? Data()
            #expect(data.firstRange(of: Data("Blanketten är svår".utf8)) == nil, "\(name)")
        }
    }

    @Test("is not of a rehearsal, and only a rehearsal can be ended so")
    func limits() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let code = try begin(room)
            let again = try room.connection.post(
                "/facilitator/\(code)/rehearse", [], headers: room.facilitator.headers)
            #expect(again.status == 409)
            #expect(try room.post("rehearsal-end", []).status == 404)
            #expect(try room.get("").contains("id=\"rehearse\""))
        }
    }

    @Test("is erased at a restart, and the workshop that it was of stays")
    func restart() async throws {
        let kiosk = try await TestKiosk(rehearsalPace: 400)
        let (real, code) = try await onThread {
            let room = try TestRoom(kiosk)
            return (room.code, try begin(room))
        }
        kiosk.kiosk.stop()
        kiosk.store.close()
        let again = try await TestKiosk(rehearsalPace: 400, directory: kiosk.directory)
        defer { again.tearDown() }
        try await onThread {
            let connection = again.connection()
            try wait("the rehearsal to be erased") {
                try connection.request("GET", "/w/\(code)", headers: []).status == 404
            }
            #expect(try connection.request("GET", "/w/\(real)", headers: []).status == 200)
        }
    }

    @Test("ends when a real workshop opens its first question, and not when a rehearsal does")
    func realBegins() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let code = try begin(room)
            #expect(try room.get("").contains("raderas när första frågan öppnas"))
            func isThere() throws -> Bool {
                try room.connection.request("GET", "/w/\(code)", headers: []).status != 404
            }
            let rehearsed = try room.facilitator.activity("ideas", of: code)
            try room.facilitator.go(to: rehearsed, in: code)
            try room.facilitator.act("open", on: rehearsed, in: code)
            #expect(try isThere())
            // Another workshop that begins leaves it in peace.
            let other = try TestRoom(kiosk)
            try other.open(try other.facilitator.activity("ideas", of: other.code))
            #expect(try isThere())
            try room.open(try room.facilitator.activity("ideas", of: room.code))
            #expect(!(try isThere()))
            #expect(try room.get("").contains("0 deltagare"))
            // Who rehearses a later step meanwhile is left in peace.
            let later = try begin(room)
            let dots = try room.facilitator.activity("dots", of: room.code)
            try room.open(dots)
            #expect(try room.connection.request("GET", "/w/\(later)", headers: []).status != 404)
        }
    }

    @Test("is one, however many begin it at once, and is erased with the workshop that it is of")
    func once() async throws {
        let kiosk = try await TestKiosk()
        defer { kiosk.tearDown() }
        let (real, code) = try await onThread {
            let room = try TestRoom(kiosk)
            let codes = Codes()
            let (path, headers) = ("/facilitator/\(room.code)/rehearse", room.facilitator.headers)
            DispatchQueue.concurrentPerform(iterations: 4) { _ in
                let reply = try? kiosk.connection().post(path, [], headers: headers)
                if let code = reply?.header("Location")?.split(separator: "/").last {
                    codes.insert(String(code))
                }
            }
            #expect(codes.all.count == 1)
            let code = try #require(codes.all.first)
            #expect(try room.facilitator.console(code).html.contains(">12 deltagare<"))
            // The room that waits for a real workshop is not shown an invented one.
            _ = try kiosk.phone(room.code)
            let shown = try room.connection.request(
                "GET", "/display?shown=\(room.code)", headers: [("Accept", "application/json")])
            #expect(shown.text.contains(room.code) && !shown.text.contains(code))
            return (room.code, code)
        }
        try await kiosk.store.eraseWorkshop(try #require(SpokenCode(real, length: SpokenCode.joinLength)))
        #expect(try await kiosk.store.workshop(try #require(SpokenCode(code, length: SpokenCode.joinLength))) == nil)
    }

    /// Codes gathered by several threads; the lock guards them.
    private final class Codes: @unchecked Sendable {
        private let lock = NSLock()
        private var codes: Set<String> = []

        var all: Set<String> { lock.withLock { codes } }

        func insert(_ code: String) {
            lock.withLock { _ = codes.insert(code) }
        }
    }
}
