import Exports
import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk

/// Who may answer, over HTTP: the setting, and how far one person gets who wants to be several.
@Suite("Who may answer, end to end")
struct AdmissionPageTests {
    /// A room of the setting asked for, whose choice between yes and no is open.
    struct Room {
        let room: TestRoom
        let choice: String

        init(_ kiosk: TestKiosk, _ admission: String) throws {
            room = try TestRoom(kiosk, [("admission", admission)])
            choice = try room.add("choice", [("options.sv", "Ja\nNej")])
            try room.open(choice)
        }

        /// Joins as a browser without cookies does; returns the cookie.
        func join(_ fields: [(name: String, value: String)] = []) throws -> (status: Int, cookie: String, text: String)
        {
            let reply = try room.kiosk.connection().post("/w/\(room.code)/join", fields)
            return (reply.status, String((reply.header("Set-Cookie") ?? "").prefix { $0 != ";" }), reply.text)
        }

        func post(_ path: String, cookie: String, _ fields: [(name: String, value: String)], asScript: Bool) throws
            -> (status: Int, text: String)
        {
            let accept = asScript ? [("Accept", "application/json")] : []
            let reply = try room.kiosk.connection().post(
                "/w/\(room.code)/\(path)", [("activity", choice)] + fields, headers: [("Cookie", cookie)] + accept)
            return (reply.status, reply.text)
        }

        func vote(_ option: String, cookie: String, asScript: Bool = true) throws -> Int {
            try post("ballot", cookie: cookie, [("choice", option)], asScript: asScript).status
        }

        func page(cookie: String) throws -> String {
            try room.kiosk.connection().request("GET", "/w/\(room.code)", headers: [("Cookie", cookie)]).text
        }

        func console() throws -> String { try room.facilitator.console(room.code).html }

        func cards(_ count: Int) throws -> [String] {
            let sheet = try room.connection.post(
                "/facilitator/cards", [("count", String(count))], headers: room.facilitator.headers
            ).text
            return sheet.matches(of: /class="card-code">([^<]+)</).map { String($0.output.1) }
        }

        func number(cookie: String) throws -> String {
            String(try #require(try page(cookie: cookie).firstMatch(of: /huge number">(\d+)</)).output.1)
        }

        /// The votes that count.
        func votes() throws -> Int {
            try room.reveal(choice)
            let csv = String(decoding: try room.facilitator.download("export.csv", of: room.code), as: UTF8.self)
            return csv.split(separator: "\r\n").dropFirst().count { $0.contains(choice) }
        }
    }

    @Test("open: one cookie is one vote in however many tabs; another window is another participant, and is counted")
    func open() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "open")
            let cookie = try room.join().cookie
            for option in ["o1", "o2", "o1"] { #expect(try room.vote(option, cookie: cookie) == 200) }
            // A second join of the same browser is the same participant.
            let again = try kiosk.connection().post("/w/\(room.room.code)/join", [], headers: [("Cookie", cookie)])
            #expect(again.status == 303 && again.header("Set-Cookie") == nil)
            let other = try room.join().cookie
            #expect(try room.vote("o1", cookie: other) == 200)
            let console = try room.console()
            #expect(console.contains("2 deltagare") && console.contains("jämför antalet deltagare"))
            #expect(console.contains("data-admission=\"open\"") && !console.contains("id=\"door\""))
            #expect(try room.votes() == 2)
        }
    }

    @Test("a cookie or a key that a client has invented is nobody")
    func invented() async throws {
        try await TestKiosk.run { kiosk in
            for admission in ["open", "card", "door"] {
                let room = try Room(kiosk, admission)
                for value in [String(repeating: "a", count: 32), "", "x", String(repeating: "0", count: 32)] {
                    let cookie = "kiosk-\(room.room.code)=\(value)"
                    for asScript in [true, false] {
                        #expect(try room.vote("o1", cookie: cookie, asScript: asScript) == 403)
                    }
                    #expect(try room.page(cookie: cookie).contains("/join"))
                }
                #expect(try room.votes() == 0)
            }
        }
    }

    @Test("card: a join without one is refused with where to get one; one card is one vote on any device")
    func card() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "card")
            let cards = try room.cards(2)
            let page = try kiosk.connection().request("GET", "/w/\(room.room.code)").text
            #expect(page.contains("Du behöver ett kort för att gå med. Be ledaren om ett."))
            for fields in [[], [("card", " ")], [("key", String(repeating: "a", count: 32))]] as [[(String, String)]] {
                let refused = try room.join(fields.map { (name: $0.0, value: $0.1) })
                #expect(refused.status == 403 && refused.cookie.isEmpty)
                #expect(refused.text.contains("Be ledaren om ett kort, och skanna det"))
            }
            #expect(try room.join([("card", "AAAA AAAA AAAA")]).status == 403)
            let first = try room.join([("card", cards[0])])
            let second = try room.join([("card", cards[0])])
            #expect(first.status == 303 && first.cookie != second.cookie)
            #expect(try room.vote("o1", cookie: first.cookie) == 200)
            #expect(try room.vote("o2", cookie: second.cookie) == 200)
            // Its re-entry code, too, and paper.
            let code = try #require(try room.page(cookie: first.cookie).firstMatch(of: /class="code">([^<]+)</))
            let back = try room.room.kiosk.connection().post(
                "/w/\(room.room.code)/reenter", [("reentry", String(code.output.1))])
            let third = String((back.header("Set-Cookie") ?? "").prefix { $0 != ";" })
            #expect(try room.vote("o1", cookie: third) == 200)
            let paper: [(name: String, value: String)] = [
                ("activity", room.choice), ("card", cards[0]), ("choice", "o1"), ("do", "confirm"),
            ]
            #expect(try room.room.post("paper", paper).status == 200)
            #expect(try room.console().contains("ett kort räknas en gång"))
            #expect(try room.console().contains("1 deltagare"))
            #expect(try room.votes() == 1)
        }
    }

    @Test("door: whoever waits is refused by every address, with and without a script, until let in by number")
    func door() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "door")
            #expect(
                try kiosk.connection().request("GET", "/w/\(room.room.code)").text
                    .contains("väntar du tills ledaren släpper in dig"))
            let cookie = try room.join().cookie
            let page = try room.page(cookie: cookie)
            #expect(page.contains("data-status=\"waiting\"") && !page.contains("data-form="))
            let number = try room.number(cookie: cookie)
            func refused(_ path: String, _ activity: String, _ fields: [(name: String, value: String)]) throws {
                for asScript in [true, false] {
                    let accept = asScript ? [("Accept", "application/json")] : []
                    let reply = try kiosk.connection().post(
                        "/w/\(room.room.code)/\(path)", [("activity", activity)] + fields,
                        headers: [("Cookie", cookie)] + accept)
                    #expect(reply.status == 403, "\(path)")
                    #expect(reply.text.contains("Ledaren har inte släppt in dig än"), "\(path)")
                }
            }
            try refused("ballot", room.choice, [("choice", "o1")])
            let ideas = try room.room.add("ideas")
            try room.room.open(ideas)
            let idea = (name: "idea", value: Identifier(bits: 1).description)
            try refused("idea", ideas, [("text", "x"), ("key", "k")])
            try refused("edit", ideas, [idea, ("text", "x")])
            try refused("retract", ideas, [idea])
            try refused("arrange", ideas, [idea, ("group", "none")])
            try room.room.open(room.choice)
            let console = try room.console()
            #expect(console.contains("id=\"admit-\(number)\"") && console.contains("1 väntar."))
            #expect(console.contains("0 deltagare"))
            // Neither the participant nor a stranger can open the door.
            let intruder = try kiosk.connection().post(
                "/facilitator/\(room.room.code)/door", [("number", number), ("do", "admit")],
                headers: [("Cookie", cookie)])
            #expect(intruder.status == 403)
            #expect(try room.vote("o1", cookie: cookie) == 403)
            #expect(try room.room.post("door", [("number", number), ("do", "admit")]).status == 303)
            #expect(try room.page(cookie: cookie).contains("data-form=\"ballot\""))
            #expect(try room.vote("o1", cookie: cookie) == 200)
            #expect(try room.console().contains("1 deltagare"))
            #expect(try room.votes() == 1)
        }
    }

    @Test("door: a private window is another number that waits; all who are shown are let in, no more")
    func doorList() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "door")
            let cookies = try (0..<4).map { _ in try room.join().cookie }
            let numbers = try cookies.map { try room.number(cookie: $0) }
            let shown = numbers.prefix(2).map { (name: "number", value: $0) }
            #expect(try room.room.post("door", shown + [("do", "admit")]).status == 303)
            #expect(try cookies.map { try room.vote("o1", cookie: $0) } == [200, 200, 403, 403])
            #expect(try room.room.post("door", [("number", numbers[2]), ("do", "turn-away")]).status == 303)
            #expect(try room.page(cookie: cookies[2]).contains("Du är inte med i workshoppen"))
            #expect(try room.vote("o1", cookie: cookies[2]) == 403)
            #expect(try room.room.post("door", [("number", numbers[0]), ("do", "send-back")]).status == 303)
            #expect(try room.vote("o2", cookie: cookies[0]) == 403)
            for wrong in [[("number", "1"), ("do", "admit")], [("number", numbers[1]), ("do", "turn-away")]] {
                #expect(try room.room.post("door", wrong.map { (name: $0.0, value: $0.1) }).status == 409)
            }
            #expect(try room.room.post("door", [("do", "admit")]).status == 422)
            #expect(try room.room.post("door", [("number", numbers[1]), ("do", "x")]).status == 422)
            #expect(try room.votes() == 2)
        }
    }

    @Test("the setting is chosen, shown and changed before anybody joins, and refused after in words")
    func setting() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk, [("admission", "card")])
            #expect(try room.facilitator.console(room.code).html.contains("data-admission=\"card\""))
            #expect(try room.post("admission", [("admission", "door")]).status == 303)
            #expect(try room.facilitator.console(room.code).html.contains("id=\"admission-change\""))
            _ = try kiosk.connection().post("/w/\(room.code)/join", [])
            let refused = try room.post("admission", [("admission", "open")])
            #expect(refused.status == 409 && refused.text.contains("Någon har redan gått med."))
            let console = try room.facilitator.console(room.code).html
            #expect(!console.contains("id=\"admission-change\"") && console.contains("data-admission=\"door\""))
            #expect(try room.post("admission", [("admission", "all")]).status == 422)
            let made = try room.connection.post(
                "/facilitator/workshops",
                [("method", "t01"), ("title", "T"), ("language", "sv"), ("admission", "anyone")],
                headers: room.facilitator.headers)
            #expect(made.status == 422)
        }
    }

    @Test("a bundle says who could answer, and comes back so; one that names the usual is not as a box writes it")
    func bundle() async throws {
        try await TestKiosk.run { kiosk in
            for admission in Admission.allCases {
                let room = try TestRoom(kiosk, [("admission", admission.rawValue)])
                var bundle = try BundleExport.decode(try room.facilitator.download("export.json", of: room.code))
                #expect(bundle.workshop.admission == (admission == .open ? nil : admission))
                #expect(try BundleImport.results(of: bundle).workshop.admission == admission)
                bundle.workshop.admission = .open
                #expect(throws: BundleFault.self) { try BundleImport.results(of: bundle) }
                let report = String(
                    decoding: try room.facilitator.download("report.html", of: room.code), as: UTF8.self)
                let said = [
                    "open": "Alla som hade workshoppens kod", "card": "en deltagare för varje kort",
                    "door": "Bara de som ledaren släppte in",
                ]
                #expect(report.contains(try #require(said[admission.rawValue])))
            }
        }
    }
}
