import Foundation
import Phone
import Testing
import Workshop

@testable import Exports
@testable import Kiosk
@testable import Store

@Suite("Cards, paper and privacy levels")
struct CardTests {
    /// A signed-in facilitator with a workshop of every step that the test needs.
    /// A room of the privacy asked for, whose choice between yes and no is open.
    private struct Room {
        let room: TestRoom
        let choice: String

        var code: String { room.code }
        var facilitator: Facilitator { room.facilitator }
        var connection: Connection { room.connection }

        init(_ kiosk: TestKiosk, privacy: String) throws {
            room = try TestRoom(kiosk, [("privacy", privacy)])
            choice = try room.add("choice", [("options.sv", "Ja\nNej")])
            try room.open(choice)
        }

        func cards(_ count: Int) throws -> [String] {
            let sheet = try connection.post(
                "/facilitator/cards", [("count", String(count))], headers: facilitator.headers
            ).text
            return sheet.matches(of: /class="card-code">([^<]+)</).map { String($0.output.1) }
        }

        /// Joins; returns the cookie.
        func join(_ fields: [(name: String, value: String)]) throws -> (status: Int, cookie: String) {
            let reply = try room.kiosk.connection().post("/w/\(code)/join", fields)
            return (reply.status, String((reply.header("Set-Cookie") ?? "").prefix { $0 != ";" }))
        }

        func vote(_ option: String, cookie: String) throws -> Int {
            try room.kiosk.connection().post(
                "/w/\(code)/ballot", [("activity", choice), ("choice", option)],
                headers: [("Cookie", cookie), ("Accept", "application/json")]
            ).status
        }

        func paper(_ fields: [(name: String, value: String)]) throws -> (status: Int, text: String) {
            try room.post("paper", [("activity", choice)] + fields)
        }

        func results() throws -> [[String]] {
            try facilitator.act("reveal", on: choice, in: code)
            let csv = String(decoding: try facilitator.download("export.csv", of: code), as: UTF8.self)
            return csv.split(separator: "\r\n").dropFirst().filter { $0.contains(choice) }
                .map { $0.split(separator: ";", omittingEmptySubsequences: false).map { String($0) } }
        }
    }

    @Test("the same card is the same participant, on another phone and on paper, and counts once")
    func once() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, privacy: "anonymous")
            let cards = try room.cards(3)
            #expect(cards.count == 3 && Set(cards).count == 3)
            let scanned = try room.connection.request("GET", "/c/\(cards[0].filter { $0 != " " })")
            #expect(scanned.status == 200 && scanned.text.contains(cards[0]))
            let first = try room.join([("card", cards[0])])
            let second = try room.join([("card", cards[0].lowercased())])
            // Scanned again it leads straight in; another card is no silent change of person.
            let again: [(name: String, value: String)] = [("Cookie", first.cookie)]
            let path = "/c/\(cards[0].filter { $0 != " " })"
            #expect(try room.connection.request("GET", path, headers: again).status == 303)
            let other = try room.connection.request(
                "GET", "/c/\(cards[1].filter { $0 != " " })", headers: again)
            #expect(other.text.contains("redan med i workshoppen"))
            #expect(!scanned.text.contains("redan med i workshoppen"))
            #expect(first.cookie != second.cookie)
            #expect(try room.vote("o1", cookie: first.cookie) == 200)
            #expect(try room.vote("o2", cookie: second.cookie) == 200)
            // Two steps: what is only checked does not count.
            #expect(try room.paper([("card", cards[1]), ("choice", "o1"), ("do", "check")]).text.contains("☒"))
            #expect(try room.paper([("card", cards[0]), ("choice", "o1"), ("do", "confirm")]).status == 200)
            #expect(try room.paper([("card", cards[2]), ("choice", "o2"), ("do", "confirm")]).status == 200)
            let third = try room.join([])
            #expect(try room.vote("o2", cookie: third.cookie) == 200)
            let console = try room.facilitator.console(room.code).html
            #expect(console.contains("Telefon 1 · papper 2 · totalt 3"))
            let rows = try room.results()
            #expect(rows.count == 3)
            #expect(rows.count { $0[14] == "paper" } == 2)
        }
    }

    @Test("what is written on paper is entered against its card, in two steps, with where it comes from")
    func writing() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            #expect(try room.get("paper").contains(ideas))
            #expect(try room.get("paper?activity=\(ideas)&print=1").contains("Skriv här"))
            try room.open(ideas)
            _ = try kiosk.phone(room.code).writeIdea("Från en telefon", key: "1", activity: ideas)
            let sheet = try room.connection.post(
                "/facilitator/cards", [("count", "1")], headers: room.facilitator.headers)
            let card = try #require(sheet.text.firstMatch(of: /class="card-code">([^<]+)</)).output.1
            func enter(_ text: String, _ step: String) throws -> (status: Int, text: String) {
                try room.post(
                    "paper", [("activity", ideas), ("card", String(card)), ("text", text), ("do", step)])
            }
            #expect(try enter("Från ett papper", "check").text.contains("Från ett papper"))
            #expect(try room.facilitator.console(room.code).html.contains("1 av 1 har svarat"))
            for _ in 0..<2 { #expect(try enter(" Från ett papper ", "confirm").status == 200) }
            #expect(try room.facilitator.console(room.code).html.contains("Telefon 1 · papper 1 · totalt 2"))
            #expect(try enter(" ", "check").status == 422)
            let long = try enter(String(repeating: "lång ", count: 60), "confirm")
            #expect(long.status == 422 && long.text.contains("lång lång"))
            try room.reveal(ideas)
            #expect(try enter("För sent", "confirm").status == 409)
            let csv = String(
                decoding: try room.facilitator.download("export.csv", of: room.code), as: UTF8.self)
            let rows = csv.split(separator: "\r\n").filter { $0.contains(";idea;") }
            #expect(rows.count == 2)
            #expect(rows.contains { $0.contains("Från ett papper") && $0.hasSuffix(";paper;") })
            #expect(rows.contains { $0.contains("Från en telefon") && $0.hasSuffix(";phone;") })
        }
    }

    @Test("a card and an example on paper carry all their parts")
    func parts() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let parts: [(name: String, value: String)] = [("parts.sv", "Behov?\nVad gick fel?"), ("mustShow", "2")]
            let example = try room.add("example", after: "start", parts)
            try room.open(example)
            let sheet = try room.connection.post(
                "/facilitator/cards", [("count", "1")], headers: room.facilitator.headers)
            let card = try #require(sheet.text.firstMatch(of: /class="card-code">([^<]+)</)).output.1
            let printed = try room.get("paper?activity=\(example)&print=1")
            #expect(printed.contains("Vad gick fel?"))
            let fields: [(name: String, value: String)] = [
                ("activity", example), ("card", String(card)), ("text", "Ensamhet"), ("part-done", "Ingen kom"),
            ]
            let check = try room.post("paper", fields + [("do", "check")])
            #expect(check.status == 200 && check.text.contains("Ingen kom"))
            #expect(try room.post("paper", fields + [("do", "confirm")]).status == 200)
            #expect(try room.post("paper", fields + [("part-other", "x"), ("do", "confirm")]).status == 422)
            try room.reveal(example)
            let display = try room.connection.request("GET", "/display/\(room.code)").text
            #expect(display.contains("Ensamhet") && display.contains("Ingen kom"))
        }
    }

    @Test("what a phone says of a card that was first entered from paper is kept")
    func paperFirst() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, privacy: "named")
            let card = try #require(try room.cards(1).first)
            #expect(try room.paper([("card", card), ("choice", "o1"), ("do", "confirm")]).status == 200)
            #expect(try room.join([("card", card), ("name", "Åsa"), ("background-role", "o1")]).status == 303)
            // The first name stays.
            #expect(try room.join([("card", card), ("name", "Bo")]).status == 303)
            let row = try #require(try room.results().first)
            #expect(row.last == "Åsa" && row[14] == "paper")
        }
    }

    @Test("a wrong card, an empty ballot, a wrong option or a closed step is refused, and what was entered stays")
    func refusals() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, privacy: "anonymous")
            let card = try #require(try room.cards(1).first)
            #expect(try room.connection.request("GET", "/c/AAAAAAAAAAAA").status == 403)
            #expect(try room.join([("card", "AAAA AAAA AAAA")]).status == 403)
            #expect(try room.join([("card", "hej")]).status == 403)
            #expect(try room.paper([("card", "AAAAAAAAAAAA"), ("choice", "o1"), ("do", "confirm")]).status == 403)
            #expect(try room.paper([("card", card), ("do", "confirm")]).status == 422)
            let wrong = try room.paper([("card", card), ("choice", "o9"), ("do", "confirm")])
            #expect(wrong.status == 422 && wrong.text.contains(card))
            try room.facilitator.act("close", on: room.choice, in: room.code)
            #expect(try room.paper([("card", card), ("choice", "o1"), ("do", "confirm")]).status == 409)
            #expect(try room.results().isEmpty)
            for count in ["0", "201", "många", ""] {
                let reply = try room.connection.post(
                    "/facilitator/cards", [("count", count)], headers: room.facilitator.headers)
                #expect(reply.status == 422, "\(count)")
            }
        }
    }

    @Test("a linked card has one mark in every question and workshop; in an anonymous workshop it has none")
    func linked() async throws {
        try await TestKiosk.run { kiosk in
            var marks: [String: [String]] = [:]
            let card = try #require(try Room(kiosk, privacy: "anonymous").cards(1).first)
            for privacy in ["linked", "anonymous", "linked", "anonymous"] {
                let room = try Room(kiosk, privacy: privacy)
                let page = try room.connection.request("GET", "/w/\(room.code)").text
                #expect(page.contains("Med ett kort hör dina svar ihop") == (privacy == "linked"))
                let cookie = try room.join([("card", card)]).cookie
                #expect(try room.vote("o1", cookie: cookie) == 200)
                let without = try room.join([]).cookie
                #expect(try room.vote("o2", cookie: without) == 200)
                try room.facilitator.act("finish", on: room.choice, in: room.code)
                let row = try #require(try room.results().first { $0.contains("o1") })
                marks[privacy, default: []].append(row[5])
            }
            #expect(Set(try #require(marks["linked"])).count == 1)
            #expect(Set(try #require(marks["anonymous"])).count == 2)
        }
    }

    @Test("a named workshop asks for the name, says so, and exports it; others keep none")
    func named() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, privacy: "named")
            let page = try room.connection.request("GET", "/w/\(room.code)").text
            #expect(page.contains("Du svarar med namn"))
            #expect(try room.join([]).status == 422)
            #expect(try room.join([("name", "Åsa\u{202E}")]).status == 422)
            let cookie = try room.join([("name", " Åsa Öberg ")]).cookie
            #expect(try room.vote("o1", cookie: cookie) == 200)
            #expect(try room.results().first?.last == "Åsa Öberg")
            let json = String(
                decoding: try room.facilitator.download("export.json", of: room.code), as: UTF8.self)
            #expect(json.contains("Åsa Öberg"))
            let other = try Room(kiosk, privacy: "anonymous")
            let nameless = try other.join([("name", "Åsa Öberg")]).cookie
            #expect(try other.vote("o1", cookie: nameless) == 200)
            #expect(try other.results().first?.last == "")
        }
    }

    @Test("the storage of an anonymous workshop keeps no card, no name and no tie between answers")
    func storage() async throws {
        let directory = NSTemporaryDirectory() + "cards-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try Store(directory: directory, role: .daemon)
        let assets = try Assets(directory: TestAssets.directory)
        let draft = try WorkshopPlan.draft(assets: assets, method: "t01", title: "T", language: "sv")
        let workshop = try await store.createWorkshop(draft)
        let card = try #require(try await store.makeCards(1).first)
        let membership = try await store.join(workshop.code, card: card, name: "Åsa Öberg")
        #expect(membership.participant.link == nil)
        let again = try await store.join(workshop.code, card: card)
        #expect(again.participant == membership.participant)
        store.close()
        let bytes = try Data(contentsOf: URL(filePath: "\(directory)/workshops.sqlite"))
        #expect(bytes.range(of: Data(card.description.utf8)) == nil)
        #expect(bytes.range(of: Data("Åsa".utf8)) == nil)
    }

    @Test("a commitment comes back at the follow-up to the same card alone")
    func commitments() async throws {
        try await TestKiosk.run { kiosk in
            func room(_ privacy: String) throws -> (room: Room, activity: String) {
                let room = try Room(kiosk, privacy: privacy)
                let activity = try room.room.add("commitment")
                try room.room.open(activity)
                return (room, activity)
            }
            let (first, activity) = try room("linked")
            let cards = try first.cards(2)
            let cookie = try first.join([("card", cards[0])]).cookie
            let sent = try kiosk.connection().post(
                "/w/\(first.code)/ballot", [("activity", activity), ("text", "Prova i en skola")],
                headers: [("Cookie", cookie), ("Accept", "application/json")])
            #expect(sent.status == 200)
            try first.facilitator.act("finish", on: activity, in: first.code)
            func page(_ privacy: String, _ fields: [(name: String, value: String)]) throws -> String {
                let later = try room(privacy).room
                let cookie = try later.join(fields).cookie
                return try kiosk.connection().request(
                    "GET", "/w/\(later.code)", headers: [("Cookie", cookie)]
                ).text
            }
            #expect(try page("linked", [("card", cards[0])]).contains("Prova i en skola"))
            #expect(!(try page("linked", [("card", cards[1])]).contains("Prova i en skola")))
            #expect(!(try page("linked", []).contains("Prova i en skola")))
            #expect(!(try page("anonymous", [("card", cards[0])]).contains("Prova i en skola")))
            // The room hears only how many there are.
            try first.facilitator.act("reveal", on: activity, in: first.code)
            let display = try first.connection.request("GET", "/display/\(first.code)").text
            #expect(!display.contains("Prova i en skola"))
        }
    }
}
