import Foundation
import GRDB
import Phone
import Testing
import Workshop

@testable import Kiosk
@testable import Store

@Suite("A workshop over HTTP", .serialized)
struct WorkshopEndToEndTests {
    @Test("goes from join to export: ideas, groups, dots, reveal, file")
    func wholeLength() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phones = try (0..<4).map { _ in try kiosk.phone(workshop.code) }
            let ideas = try phones.enumerated().map { index, phone in
                try phone.writeIdea("Behov nummer \(index)", key: "k\(index)", activity: workshop.ideas)
            }
            #expect(Set(ideas).count == 4)
            try workshop.facilitator.act("reveal", on: workshop.ideas, in: workshop.code)
            try workshop.facilitator.group(
                [ideas[0], ideas[1]], as: "Omsorg", activity: workshop.ideas, in: workshop.code)
            try workshop.openDots()
            #expect(try phones[0].page().main("data-kind") == "dots")
            for phone in phones { try phone.placeDots([ideas[0]: 2, ideas[2]: 1], activity: workshop.dots) }
            try workshop.facilitator.act("close", on: workshop.dots, in: workshop.code)
            try workshop.facilitator.act("reveal", on: workshop.dots, in: workshop.code)
            let csv = String(
                decoding: try workshop.facilitator.download("export.csv", of: workshop.code), as: UTF8.self)
            #expect(csv.hasPrefix("\u{FEFF}workshop;activity;"))
            #expect(csv.components(separatedBy: "\r\n").filter { $0.contains(";dots;1") }.count == 12)
            #expect(csv.components(separatedBy: "\r\n").dropFirst().filter { $0.contains(";idea;") }.count == 4)
            let display = try kiosk.connection().request("GET", "/display/\(workshop.code)").text
            #expect(display.contains("12 prickar från 4 personer"))
        }
    }

    @Test("the same idea sent again, also at the same time, is there once")
    func idempotent() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            let first = try phone.writeIdea("Samma", key: "k", activity: workshop.ideas)
            #expect(try phone.writeIdea("Samma", key: "k", activity: workshop.ideas) == first)
            try workshop.facilitator.act("close", on: workshop.ideas, in: workshop.code)
            #expect(try phone.writeIdea("Samma", key: "k", activity: workshop.ideas) == first)
            #expect(try phone.page().values(of: "id", prefix: "retract-").count == 0)
            #expect(try phone.page().html.components(separatedBy: "Samma").count == 2)
        }
    }

    @Test("a closed activity takes nothing, and the form without a script keeps the text")
    func closed() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            try workshop.facilitator.act("close", on: workshop.ideas, in: workshop.code)
            #expect(throws: PhoneError.self) { try phone.writeIdea("Sent", key: "k", activity: workshop.ideas) }
            let cookie = phone.headers.filter { $0.name == "Cookie" }
            let reply = try kiosk.connection().post(
                "/w/\(workshop.code)/idea", [("activity", workshop.ideas), ("key", "k"), ("text", "Sent men viktigt")],
                headers: cookie)
            #expect(reply.status == 409)
            #expect(reply.text.contains("Sent men viktigt"))
            #expect(reply.text.contains("role=\"alert\""))
        }
    }

    @Test("a text that breaks a rule comes back in the form, with words in the reader's language")
    func refusedText() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            let long = String(repeating: "å", count: 281)
            let cookie = phone.headers.filter { $0.name == "Cookie" }
            for (language, words) in [("sv", "Texten är 281 tecken"), ("en", "The text has 281 characters")] {
                let reply = try kiosk.connection().post(
                    "/w/\(workshop.code)/idea?language=\(language)",
                    [("activity", workshop.ideas), ("key", "k"), ("text", long)], headers: cookie)
                #expect(reply.status == 422)
                #expect(reply.text.contains(words))
                #expect(reply.text.contains(">\(long)</textarea>"))
            }
        }
    }

    @Test("what is sealed is on no page, in no event and in no export")
    func sealed() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phones = try (0..<3).map { _ in try kiosk.phone(workshop.code) }
            let secret = "Hemlig text före avslöjandet"
            let idea = try phones[0].writeIdea(secret, key: "k", activity: workshop.ideas)
            let headers: [(name: String, value: String)] = phones[1].headers.filter { $0.name == "Cookie" }
            let display = try EventReader(
                host: "127.0.0.1", port: kiosk.port, path: "/display/\(workshop.code)/events", timeout: 10)
            #expect(try display.next()?.data.contains(secret) == false)
            let public0 = ["/display/\(workshop.code)", "/w/\(workshop.code)"]
            for path in public0 {
                #expect(try !kiosk.connection().request("GET", path, headers: headers).text.contains(secret))
            }
            for file in ["export.csv", "export.json"] {
                let bytes = try workshop.facilitator.download(file, of: workshop.code)
                #expect(!String(decoding: bytes, as: UTF8.self).contains(secret))
            }
            try workshop.openDots()
            for phone in phones { try phone.placeDots([idea: 3], activity: workshop.dots) }
            for path in public0 {
                let text = try kiosk.connection().request("GET", path, headers: headers).text
                #expect(!text.contains("class=\"results\""))
                #expect(!text.contains("9 prickar"))
            }
            #expect(try !workshop.facilitator.console(workshop.code).html.contains("class=\"results\""))
            let json = try workshop.facilitator.download("export.json", of: workshop.code)
            #expect(String(decoding: json, as: UTF8.self).contains("\"ballots\" : [\n\n      ]"))
            try workshop.facilitator.act("reveal", on: workshop.dots, in: workshop.code)
            #expect(try kiosk.connection().request("GET", "/display/\(workshop.code)").text.contains("9 prickar"))
            try workshop.facilitator.act("seal", on: workshop.dots, in: workshop.code)
            #expect(try !kiosk.connection().request("GET", "/display/\(workshop.code)").text.contains("9 prickar"))
        }
    }

    @Test("an act reaches phones and the display as an event, and a vote reaches the display")
    func live() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            let phoneEvents = try phone.events(host: "127.0.0.1", port: kiosk.port)
            let first = try #require(try phoneEvents.next())
            #expect(first.name == "state")
            #expect(first.data == "{\"revision\":\(try #require(try phone.page().main("data-revision")))}")
            let display = try EventReader(
                host: "127.0.0.1", port: kiosk.port, path: "/display/\(workshop.code)/events?language=en", timeout: 10)
            #expect(try #require(try display.next()).data.contains("0 of 1 has answered"))
            _ = try phone.writeIdea("Nytt", key: "k", activity: workshop.ideas)
            while true {
                if try #require(try display.next()).data.contains("1 of 1 has answered") { break }
            }
            try workshop.facilitator.act("close", on: workshop.ideas, in: workshop.code)
            while try #require(try phoneEvents.next()).data == first.data {}
        }
    }

    @Test("the re-entry code makes another phone the same participant; a wrong one is refused and slowed")
    func reentry() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            _ = try phone.writeIdea("Min egen", key: "k", activity: workshop.ideas)
            let html = try phone.page().html
            let code = html.components(separatedBy: "<p class=\"code\">")[1].prefix { $0 != "<" }
            let other = Phone(host: "127.0.0.1", port: kiosk.port, code: workshop.code, timeout: 10)
            try other.reenter(code.lowercased())
            #expect(try other.page().html.contains("Min egen"))
            #expect(try workshop.facilitator.console(workshop.code).html.contains("1 av 1 har svarat"))
            let stranger = Phone(host: "127.0.0.1", port: kiosk.port, code: workshop.code, timeout: 10)
            var statuses: [Int] = []
            for _ in 0..<7 {
                do {
                    try stranger.reenter("AAAA AAAA")
                } catch PhoneError.refused(let status, _) {
                    statuses.append(status)
                }
            }
            #expect(statuses == [403, 403, 403, 403, 403, 429, 429])
        }
    }

    @Test("nobody changes somebody else's idea, and nobody acts without the PIN")
    func rights() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let author = try kiosk.phone(workshop.code)
            let other = try kiosk.phone(workshop.code)
            let idea = try author.writeIdea("Min", key: "k", activity: workshop.ideas)
            #expect(throws: PhoneError.self) { try other.editIdea(idea, text: "Din", activity: workshop.ideas) }
            #expect(throws: PhoneError.self) { try other.retractIdea(idea, activity: workshop.ideas) }
            let connection = kiosk.connection()
            for action in ["act", "move", "timer", "ideas", "group", "undo"] {
                let reply = try connection.post(
                    "/facilitator/\(workshop.code)/\(action)", [("activity", workshop.ideas), ("act", "close")])
                #expect(reply.status == 403)
            }
            for path in ["", "/events", "/export.csv", "/export.xlsx", "/export.json"] {
                #expect(try connection.request("GET", "/facilitator/\(workshop.code)\(path)").status == 403)
            }
            #expect(try author.page().main("data-status") == "open")
        }
    }

    @Test("a form of another site is refused")
    func foreign() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let reply = try kiosk.connection().post(
                "/facilitator/\(workshop.code)/act", [("activity", workshop.ideas), ("act", "close")],
                headers: workshop.facilitator.headers + [("Origin", "http://evil.example")])
            #expect(reply.status == 403)
            #expect(try workshop.facilitator.console(workshop.code).main("data-status") == "open")
        }
    }

    @Test("grouping is undone step by step, and no idea is lost")
    func grouping() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            let ideas = try (0..<3).map {
                try phone.writeIdea("Idé \($0)", key: "k\($0)", activity: workshop.ideas)
            }
            let before = try workshop.facilitator.console(workshop.code).values(of: "name=\"idea\" value")
            try workshop.facilitator.group(ideas, as: "Grupp", activity: workshop.ideas, in: workshop.code)
            try workshop.facilitator.arrange([ideas[0]], "hide", activity: workshop.ideas, in: workshop.code)
            try workshop.facilitator.arrange([ideas[1]], "withdraw", activity: workshop.ideas, in: workshop.code)
            #expect(try workshop.facilitator.console(workshop.code).values(of: "name=\"idea\" value").count == 3)
            for _ in 0..<3 { try workshop.facilitator.undo(activity: workshop.ideas, in: workshop.code) }
            let after = try workshop.facilitator.console(workshop.code)
            #expect(after.values(of: "name=\"idea\" value") == before)
            #expect(!after.html.contains("class=\"tag\""))
            #expect(throws: PhoneError.self) {
                try workshop.facilitator.undo(activity: workshop.ideas, in: workshop.code)
            }
        }
    }

    @Test("an unknown address, method or workshop is refused with words")
    func unknown() async throws {
        try await TestKiosk.run { kiosk in
            let connection = kiosk.connection()
            for path in ["/nothing", "/w/AAAAAA", "/w/x", "/display/AAAAAA", "/../etc/passwd", "/static/../style.css"] {
                let reply = try connection.request("GET", path)
                #expect(reply.status == 404, "\(path)")
                #expect(reply.text.contains("role=\"alert\""))
            }
            #expect(try connection.request("DELETE", "/").status == 405)
            let typed = try connection.post("/join", [("code", "zzz")])
            #expect(typed.status == 404)
            #expect(typed.text.contains("value=\"zzz\""))
        }
    }

    @Test("everything that people type is shown as text, never as markup")
    func escaping() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            let evil = "<script>alert('x')</script>\"'&{{t.skip}}"
            let idea = try phone.writeIdea(evil, key: "k", activity: workshop.ideas)
            try workshop.facilitator.group([idea], as: "<b>\"'", activity: workshop.ideas, in: workshop.code)
            try workshop.facilitator.act("reveal", on: workshop.ideas, in: workshop.code)
            for text in [
                try phone.page().html, try workshop.facilitator.console(workshop.code).html,
                try kiosk.connection().request("GET", "/display/\(workshop.code)").text,
            ] {
                #expect(!text.contains("<script>alert"))
                #expect(!text.contains("<b>\"'"))
                #expect(text.contains("{{t.skip}}"))
            }
        }
    }

    @Test("the PIN is slowed after wrong tries, and the recovery code gives a new one")
    func recovery() async throws {
        let kiosk = try await TestKiosk()
        defer { kiosk.tearDown() }
        let box = try await kiosk.store.box()
        try await onThread {
            let workshop = try kiosk.workshop()
            let connection = kiosk.connection()
            let wrong = box.pin == "000000" ? "111111" : "000000"
            var statuses: [Int] = []
            for _ in 0..<7 { statuses.append(try connection.post("/facilitator/sign-in", [("pin", wrong)]).status) }
            #expect(statuses == [403, 403, 403, 403, 403, 429, 429])
            let reply = try connection.post("/facilitator/recover", [("code", box.recoveryCode.grouped.lowercased())])
            #expect(reply.status == 200)
            let set = try #require(reply.header("Set-Cookie"))
            let cookie = String(set.prefix { $0 != ";" })
            let console = "/facilitator/\(workshop.code)"
            #expect(try connection.request("GET", console, headers: [("Cookie", cookie)]).status == 200)
            #expect(throws: PhoneError.self) { try workshop.facilitator.console(workshop.code) }
        }
        #expect(try await kiosk.store.box() != box)
    }

    @Test("on a full disk a phone is told so and keeps its text, and nothing is called received")
    func fullDisk() async throws {
        let kiosk = try await TestKiosk()
        defer { kiosk.tearDown() }
        let (code, ideas) = try await onThread {
            let workshop = try kiosk.workshop()
            return (workshop.code, workshop.ideas)
        }
        let pages = try await kiosk.store.pool.writeWithoutTransaction { db in
            try Int.fetchOne(db, sql: "PRAGMA max_page_count = 1") ?? 0
        }
        #expect(pages > 1)
        try await onThread {
            // Joining writes too: phones join until the last free page is used up, and are told why they cannot.
            let connection = kiosk.connection()
            var cookies: [String] = []
            var refused: Connection.Reply?
            for _ in 0..<2000 where refused == nil {
                let reply = try connection.post("/w/\(code)/join", [])
                if reply.status == 303, let set = reply.header("Set-Cookie") {
                    cookies.append(String(set.prefix { $0 != ";" }))
                } else {
                    refused = reply
                }
            }
            #expect(refused?.status == 503)
            let text = "Viktig text " + String(repeating: "å", count: 260)
            var answer: Connection.Reply?
            for cookie in cookies where answer?.status != 503 {
                answer = try connection.post(
                    "/w/\(code)/idea", [("activity", ideas), ("key", "k"), ("text", text)],
                    headers: [("Cookie", cookie)])
            }
            let page = try #require(answer)
            #expect(page.status == 503)
            #expect(page.text.contains(">\(text)</textarea>"))
            #expect(page.text.contains("disk är full"))
            #expect(!page.text.contains("class=\"received\""))
        }
    }

    @Test("a phone's first visit is one request of at most 14 KB")
    func firstVisit() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            let reply = try kiosk.connection().request(
                "GET", "/w/\(workshop.code)", headers: [("Accept-Encoding", "gzip")])
            #expect(reply.header("Content-Encoding") == "gzip")
            #expect(reply.body.count <= 14_336)
            let plain = try kiosk.connection().request("GET", "/w/\(workshop.code)").text
            #expect(!plain.contains("src="))
            #expect(!plain.contains("<link rel=\"stylesheet\""))
        }
    }
}
