import Exports
import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk
@testable import Store

/// Who is not let in, or not any more, and cards beside those who guess.
extension AdmissionPageTests {
    @Test("door: a text typed into a ballot comes back when its writer was sent back, as where the step is closed")
    func typedText() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "door")
            let commitment = try room.room.add("commitment", after: "choice")
            try room.room.open(commitment)
            let cookie = try room.join().cookie
            let number = try room.number(cookie: cookie)
            func send(_ text: String) throws -> (status: Int, text: String) {
                let reply = try kiosk.connection().post(
                    "/w/\(room.room.code)/ballot", [("activity", commitment), ("text", text)],
                    headers: [("Cookie", cookie)])
                return (reply.status, reply.text)
            }
            for act in ["admit", "send-back"] {
                #expect(try room.room.post("door", [("number", number), ("do", act)]).status == 303)
            }
            let atDoor = try send("Tio minuters text")
            #expect(
                atDoor.status == 403 && atDoor.text.contains("id=\"unsent-text\" class=\"typed\">Tio minuters text<"))
            #expect(!atDoor.text.contains("data-form="))
            #expect(try room.room.post("door", [("number", number), ("do", "admit")]).status == 303)
            try room.room.facilitator.act("close", on: commitment, in: room.room.code)
            let closed = try send("Annan text")
            #expect(closed.status == 409 && closed.text.contains("id=\"unsent-text\" class=\"typed\">Annan text<"))
        }
    }

    @Test("door: the console does not offer to turn away one who has been in, and refuses it in words")
    func hasBeenIn() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "door")
            let number = try room.number(cookie: try room.join().cookie)
            #expect(try room.console().contains("id=\"turn-away-\(number)\""))
            for act in ["admit", "send-back"] {
                #expect(try room.room.post("door", [("number", number), ("do", act)]).status == 303)
            }
            let console = try room.console()
            #expect(console.contains("id=\"admit-\(number)\"") && !console.contains("turn-away-\(number)"))
            #expect(console.contains("Har varit inne"))
            let refused = try room.room.post("door", [("number", number), ("do", "turn-away")])
            #expect(refused.status == 409 && refused.text.contains("Den som har varit inne kan inte avvisas"))
        }
    }

    @Test("door: a device that is remembered after its participant was turned away is asked to join, and sends nothing")
    func staleDevice() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "door")
            let cookie = try room.join().cookie
            let code = try #require(SpokenCode(room.room.code, length: SpokenCode.joinLength))
            let token = String(try #require(cookie.split(separator: "=").last))
            // As a read that began before the turning away and ended after it leaves it.
            let gone = Participant(id: Identifier(bits: 1), reentry: code)
            kiosk.store.memberships.remember(gone, token: token, in: code, kiosk.store.memberships.generation)
            let page = try room.page(cookie: cookie)
            #expect(page.contains("Du är inte med i workshoppen"))
            #expect(kiosk.store.recentParticipant(token: token, in: code) == nil)
            kiosk.store.memberships.remember(gone, token: token, in: code, kiosk.store.memberships.generation)
            let status = try room.vote("o1", cookie: cookie, asScript: false)
            #expect(status == 403)
            #expect(kiosk.store.recentParticipant(token: token, in: code) == nil)
        }
    }

    @Test("card: wrong re-entry codes and wrong cards of the same address keep no card waiting")
    func guessedCards() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "card")
            let card = try #require(try room.cards(1).first)
            var last = 0
            for _ in 0..<8 {
                last = try kiosk.connection().post("/w/\(room.room.code)/reenter", [("reentry", "3467 9ACD")]).status
            }
            #expect(last == 429)
            for _ in 0..<12 { #expect(try room.join([("card", "3467 9ACD EFGH")]).status == 403) }
            #expect(try room.join([("card", card)]).status == 303)
        }
    }

    @Test("door: with 400 who wait the console stays small, shows the first of them, and lets in any and all by number")
    func crowd() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "door")
            let cookies = try (0..<400).map { _ in try room.join().cookie }
            let console = try room.console()
            #expect(console.utf8.count < 60_000, "\(console.utf8.count)")
            #expect(console.contains("400 väntar.") && console.contains("370 till väntar"))
            let rows = console.matches(of: /id="at-door-(\d+)"/).map { String($0.output.1) }
            #expect(rows == (try cookies.prefix(30).map { try room.number(cookie: $0) }))
            // The others can be found by eye, in order of number.
            let all = try #require(console.firstMatch(of: /name="numbers" value="([^"]+)"/)).output.1.split(
                separator: " ")
            let rest = all.dropFirst(30).compactMap { Int($0) }.sorted().map { String($0) }
            #expect(rest.count == 370 && console.contains(">\(rest.joined(separator: " "))</p>"))
            let typed = try room.number(cookie: cookies[399])
            #expect(try room.room.post("door", [("typed", " \(typed) "), ("do", "admit")]).status == 303)
            #expect(try room.vote("o1", cookie: cookies[399]) == 200)
            let away = try room.number(cookie: cookies[398])
            #expect(try room.room.post("door", [("typed", away), ("do", "turn-away")]).status == 303)
            #expect(try room.console().contains("398 väntar."))
            // What was typed stays where it is wrong.
            let wrong = try room.room.post("door", [("typed", "12"), ("do", "admit")])
            #expect(wrong.status == 409 && wrong.text.contains("id=\"door-number\" name=\"typed\" value=\"12\""))
            let astray = try room.room.post("door", [("typed", "13"), ("do", "send-back")])
            #expect(astray.status == 409 && astray.text.contains("id=\"send-back\" name=\"typed\" value=\"13\""))
            #expect(astray.text.contains("<details id=\"door-admitted\" open>"))
            #expect(astray.text.contains("id=\"door-number\" name=\"typed\" value=\"\""))
            #expect(wrong.text.contains("id=\"send-back\" name=\"typed\" value=\"\""))
            #expect(try room.room.post("door", [("typed", "tolv"), ("do", "admit")]).status == 422)
            let late = try room.join().cookie
            let shown = all.joined(separator: " ")
            #expect(try room.room.post("door", [("numbers", shown), ("do", "admit")]).status == 303)
            // Who came after the page was made was not looked at.
            let left = try room.number(cookie: late)
            let after = try room.console()
            #expect(after.contains("1 väntar.") && after.contains("id=\"at-door-\(left)\""))
            #expect(after.utf8.count < 60_000)
        }
    }

    @Test("door: whoever waits hears at once that somebody was turned away, without a new revision")
    func calls() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "door")
            let cookie = try room.join().cookie
            let number = try room.number(cookie: cookie)
            let revision = try #require(try room.page(cookie: cookie).firstMatch(of: /data-revision="(\d+)"/)).output.1
            let stream = try EventReader(
                host: "127.0.0.1", port: kiosk.port, path: "/w/\(room.room.code)/events", headers: [("Cookie", cookie)],
                timeout: 10)
            #expect(try stream.next()?.data == "{\"revision\":\(revision)}")
            #expect(try room.room.post("door", [("number", number), ("do", "turn-away")]).status == 303)
            while try #require(try stream.next()).data != "{\"revision\":\(revision),\"calls\":1}" {}
            // Whoever listens anew learns of it, too.
            let again = try EventReader(
                host: "127.0.0.1", port: kiosk.port, path: "/w/\(room.room.code)/events", headers: [("Cookie", cookie)],
                timeout: 10)
            #expect(try again.next()?.data == "{\"revision\":\(revision),\"calls\":1}")
        }
    }

    @Test(
        "who could answer goes out and in, from a bundle of version 2 and from one that was written before there was one"
    )
    func importedAdmission() async throws {
        for admission in [Admission.card, .door] {
            try await ImportTests.run { here, there in
                let room = try TestRoom(here, [("admission", admission.rawValue)])
                let bundle = try room.facilitator.download("export.json", of: room.code)
                var early = try BundleExport.decode(bundle)
                #expect(early.version == 2)
                early.version = 1
                let other = try ImportTests.Console(there)
                #expect(try other.send([("w.json", try BundleExport.encode(early))]).text.contains("finns nu här"))
                // It says the same as if it had come in version 2.
                #expect(try other.get("/facilitator/\(room.code)/export.json").body == bundle)
                #expect(try other.send([("w.json", bundle)]).text.contains("finns redan här, i den här versionen"))
            }
        }
    }
}
