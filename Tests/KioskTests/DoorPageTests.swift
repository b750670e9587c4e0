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
            #expect(console.contains("id=\"admit-\(number)\"") && !console.contains("turn-away"))
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
            kiosk.store.memberships.remember(gone, token: token, in: code)
            let page = try room.page(cookie: cookie)
            #expect(page.contains("Du är inte med i workshoppen"))
            #expect(kiosk.store.recentParticipant(token: token, in: code) == nil)
            kiosk.store.memberships.remember(gone, token: token, in: code)
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
}
