import Foundation
import GRDB
import HTTP
import Phone
import Testing
import Workshop

@testable import Kiosk
@testable import Store

/// What pages of other sites, and people with other programs than a browser, try with requests.
@Suite("Hostile requests")
struct HostileRequestTests {
    private typealias Fields = [(name: String, value: String)]

    private static func cookie(_ phone: Phone) throws -> String {
        try #require(phone.headers.first { $0.name == "Cookie" }).value
    }

    /// Every place that takes a form, with what it would do.
    private static func forms(_ code: String, activity: String) -> [(path: String, fields: Fields)] {
        let (guest, lead) = ("/w/\(code)", "/facilitator/\(code)")
        let arranging: Fields = [("activity", activity), ("do", "hide"), ("name", "x"), ("number", "1")]
        let forms: [(path: String, fields: Fields)] = [
            ("/join", [("code", code)]), ("/accessibility", [("text", "x")]), ("\(guest)/join", []),
            ("\(guest)/reenter", [("reentry", "ACDEFGHJ")]),
            ("\(guest)/idea", [("activity", activity), ("key", "1"), ("text", "x")]),
            ("\(guest)/edit", [("activity", activity)]), ("\(guest)/retract", [("activity", activity)]),
            ("\(guest)/ballot", [("activity", activity)]), ("\(guest)/arrange", [("activity", activity)]),
            ("/facilitator/sign-in", [("pin", "1")]), ("/facilitator/recover", [("code", "x")]),
            ("/facilitator/sign-out", []), ("/facilitator/name", [("facilitator", "x")]),
            ("/facilitator/workshops", [("method", "t01"), ("title", "x"), ("language", "sv")]),
            ("/facilitator/cards", [("count", "1")]), ("/facilitator/wifi", [("wifi-name", "x")]),
            ("/facilitator/faults", []), ("/facilitator/erase", []), ("/facilitator/programme", []),
            ("/facilitator/import", []), ("/facilitator/methods/t01/copy", []), ("/facilitator/setup", []),
            ("/facilitator/clock", []), ("/facilitator/power", [("do", "x")]), ("/facilitator/stick", []),
            ("/welcome", []),
            ("\(lead)/act", [("activity", activity), ("act", "close")]), ("\(lead)/move", [("step", "next")]),
            ("\(lead)/timer", [("activity", activity), ("minutes", "1")]), ("\(lead)/notes", [("notes", "x")]),
            ("\(lead)/screen", [("do", "blank")]), ("\(lead)/step", [("kind", "choice")]),
            ("\(lead)/record", [("hours", "1")]), ("\(lead)/lenses", []), ("\(lead)/carry", []),
            ("\(lead)/paper", []), ("\(lead)/method", []), ("\(lead)/rehearse", []), ("\(lead)/erase", []),
            ("\(lead)/deletion", [("deletion", "2030-01-01")]), ("\(lead)/admission", [("admission", "door")]),
            ("\(lead)/door", [("number", "100"), ("do", "admit")]), ("\(lead)/undo-act", [("number", "1")]),
            ("\(lead)/joins", []), ("\(lead)/agenda", [("step", "1"), ("do", "down")]), ("\(lead)/undo-edit", []),
            ("\(lead)/rehearsal-end", []),
            ("\(lead)/ideas", arranging), ("\(lead)/group", arranging), ("\(lead)/undo", arranging),
            ("\(lead)/redo", arranging), ("\(lead)/unlike", arranging), ("\(lead)/together", arranging),
        ]
        return forms
    }

    @Test("a form of another site's page is refused everywhere, by either header, and changes nothing")
    func crossSite() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            let cookies = "\(try Self.cookie(phone)); \(try #require(workshop.facilitator.headers.first).value)"
            let before = try kiosk.bytesOfRows()
            for (name, value) in [
                ("Origin", "http://evil.example"), ("Origin", "http://127.0.0.1"), ("Origin", "https://evil.example"),
                ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
            ] {
                let connection = kiosk.connection()
                for form in Self.forms(workshop.code, activity: workshop.ideas) {
                    for accept in ["text/html", "application/json"] {
                        let reply = try connection.post(
                            form.path, form.fields, headers: [("Cookie", cookies), (name, value), ("Accept", accept)])
                        #expect(reply.status == 403, "\(form.path) \(name): \(value)")
                        #expect(reply.header("Set-Cookie") == nil, "\(form.path)")
                    }
                }
            }
            #expect(try kiosk.bytesOfRows() == before)
            // The same from the box's own page is taken.
            let own: Fields = [("Cookie", cookies), ("Origin", "http://127.0.0.1:\(kiosk.port)")]
            let taken = try kiosk.connection().post(
                "/w/\(workshop.code)/idea", [("activity", workshop.ideas), ("key", "1"), ("text", "x")], headers: own)
            #expect(taken.status == 303)
            #expect(try kiosk.bytesOfRows() != before)
        }
    }

    @Test("a name that was made to lead here gets nothing, with or without a box around; addresses and own names do")
    func rebinding() async throws {
        let kiosk = try await TestKiosk { $0.publicHost = "rum.example" }
        defer { kiosk.tearDown() }
        try await onThread {
            let workshop = try kiosk.workshop()
            let before = try kiosk.bytesOfRows()
            for name in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "rum.example.evil"] {
                for host in [name, "\(name):\(kiosk.port)"] {
                    let other = Connection(host: "127.0.0.1", port: kiosk.port, timeout: 10, name: host)
                    for path in [
                        "/", "/facilitator", "/display", "/static/style.css", "/w/\(workshop.code)", "/health",
                    ] {
                        let reply = try other.request("GET", path, headers: workshop.facilitator.headers)
                        #expect(reply.status == 421 || reply.status == 400, "\(host) \(path)")
                        #expect(!reply.text.contains(workshop.code))
                    }
                    let posted = try other.post(
                        "/facilitator/\(workshop.code)/act", [("activity", workshop.ideas), ("act", "close")],
                        headers: workshop.facilitator.headers + [("Origin", "http://\(host)")])
                    #expect(posted.status == 421 || posted.status == 400, "\(host)")
                }
            }
            #expect(try kiosk.bytesOfRows() == before)
            for host in ["rum.example", "RUM.example:80", "localhost", "127.0.0.1", "10.0.0.7:8080", "[::1]:8080"] {
                let own = Connection(host: "127.0.0.1", port: kiosk.port, timeout: 10, name: host)
                #expect(try own.request("GET", "/").status == 200, "\(host)")
            }
        }
    }

    @Test("signing in and joining give a new cookie each time; one that the client has invented is never taken")
    func fixation() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let name = "kiosk-\(workshop.code)"
            let connection = kiosk.connection()
            var seen: Set<String> = []
            func given(_ path: String, _ fields: Fields, _ cookie: String) throws -> String {
                let reply = try connection.post(path, fields, headers: [("Cookie", cookie)])
                return String((reply.header("Set-Cookie") ?? "").prefix { $0 != ";" })
            }
            for invented in [String(repeating: "a", count: 32), String(repeating: "0", count: 64), "x"] {
                let session = try given("/facilitator/sign-in", [("pin", kiosk.pin)], "facilitator=\(invented)")
                #expect(session.hasPrefix("facilitator=") && !session.contains(invented))
                #expect(seen.insert(session).inserted)
                let planted: Fields = [("Cookie", "facilitator=\(invented); \(name)=\(invented)")]
                #expect(try connection.request("GET", "/facilitator/\(workshop.code)", headers: planted).status == 403)
                let joined = try given("/w/\(workshop.code)/join", [], "\(name)=\(invented)")
                #expect(joined.hasPrefix("\(name)=") && !joined.contains(invented))
                #expect(seen.insert(joined).inserted)
                #expect(try connection.request("GET", "/w/\(workshop.code)", headers: planted).text.contains("/join\""))
                let idea: Fields = [("activity", workshop.ideas), ("key", "1"), ("text", "x")]
                #expect(try connection.post("/w/\(workshop.code)/idea", idea, headers: planted).status == 403)
            }
            // Signing in again ends nothing but gives another; signing out ends the one.
            let session = try given("/facilitator/sign-in", [("pin", kiosk.pin)], try #require(seen.first))
            #expect(seen.insert(session).inserted)
            _ = try connection.post("/facilitator/sign-out", [], headers: [("Cookie", session)])
            let after = try connection.request("GET", "/facilitator/\(workshop.code)", headers: [("Cookie", session)])
            #expect(after.status == 403)
            // A key that looks like one and is not, in wider digits, is no cookie's value.
            let wide = String(repeating: "\u{FF10}", count: 10) + "00"
            #expect(wide.utf8.count == 32)
            #expect(try !given("/w/\(workshop.code)/join", [("key", wide)], "").contains("\u{FF10}"))
        }
    }

    @Test("no line end in anything that people send becomes a header, or part of one")
    func headerInjection() async throws {
        let break1 = "\r\nX-Injected: 1\r\n\r\n<b>", break2 = "\nX-Injected: 1"
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            // Each pass ends with signing out.
            let passes = [
                (text: break1, lead: workshop.facilitator.headers), (break2, try kiosk.workshop().facilitator.headers),
            ]
            let connection = kiosk.connection()
            func check(_ reply: Connection.Reply, _ place: String) {
                for header in reply.headers {
                    #expect(header.name.lowercased() != "x-injected", "\(place)")
                    #expect(!header.value.contains("X-Injected"), "\(place) \(header)")
                    // Nothing but printable ASCII.
                    #expect(header.value.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) }, "\(place)")
                }
            }
            let forms = Self.forms(workshop.code, activity: workshop.ideas).filter {
                $0.path != "/facilitator/sign-out"
            }
            for (text, lead) in passes {
                for form in forms {
                    // In each field in turn, and in those that end in a redirect, a cookie or a file's name.
                    var variants = form.fields.indices.map { index in
                        var fields = form.fields
                        fields[index].value += text
                        return fields
                    }
                    for name in ["key", "card", "name", "step", "title", "language", "do", "code", "reentry", "file"] {
                        variants.append(form.fields.filter { $0.name != name } + [(name, "a:\(text)")])
                    }
                    for fields in variants {
                        let cookie: Fields = form.path.hasPrefix("/w/") ? [("Cookie", try Self.cookie(phone))] : lead
                        check(try connection.post(form.path, fields, headers: cookie), form.path)
                    }
                }
                // All of them were sent by somebody who is signed in.
                #expect(try connection.request("GET", "/facilitator", headers: lead).status == 200)
                check(try connection.post("/facilitator/sign-out", [("name", text)], headers: lead), "sign-out")
                #expect(try connection.request("GET", "/facilitator/check", headers: lead).status == 403)
            }
        }
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let connection = kiosk.connection()
            let break3 = "%0d%0aX-Injected:%201"
            let paths = [
                "/?language=en\(break3)", "/w/\(workshop.code)\(break3)", "/w/\(workshop.code)/join\(break3)",
                "/c/\(break3)", "/material/\(break3)", "/display/\(workshop.code)\(break3)", "/static/x\(break3)",
                "/facilitator/\(workshop.code)/\(break3)", "/facilitator/methods/t01\(break3)/export",
                "/facilitator/methods/\(break3)", "/facilitator/\(workshop.code)/export.csv\(break3)",
                "/facilitator/\(workshop.code)?done=\(break3)", "/w/\(workshop.code)?edit=\(break3)", "/\(break3)",
            ]
            for path in paths {
                let reply = try connection.request("GET", path, headers: workshop.facilitator.headers)
                #expect(reply.header("X-Injected") == nil, "\(path)")
                #expect(reply.headers.allSatisfy { !$0.value.lowercased().contains("injected") }, "\(path)")
            }
        }
    }
}

extension TestKiosk {
    /// Everything that the tables hold but sessions, to see whether anything has changed.
    func bytesOfRows() throws -> String {
        try store.pool.read { db in
            let tables = try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'session' ORDER BY name
                    """)
            return try tables.map { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"").map(\.description).joined(separator: "\n")
            }.joined(separator: "\n")
        }
    }
}
