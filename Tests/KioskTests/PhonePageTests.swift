import Foundation
import Phone
import Testing

@testable import Kiosk

@Suite("The participant's page", .serialized)
struct PhonePageTests {
    /// What stands in the page's card of waiting; nil when there is none.
    private static func waiting(_ page: Page) -> Substring? {
        guard let start = page.html.range(of: "<div class=\"state\">")?.upperBound else { return nil }
        return page.html[start...].prefix { $0 != "●" }
    }

    @Test("says in each state of waiting what is waited for, and that an answer is safe only when there is one")
    func waiting() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            try room.facilitator.go(to: ideas, in: room.code)
            let writer = try kiosk.phone(room.code)
            let silent = try kiosk.phone(room.code)
            let upcoming = try #require(Self.waiting(try writer.page()))
            #expect(upcoming.contains("Frågan är inte öppen än."))
            #expect(upcoming.contains("Ledaren öppnar den strax."))

            try room.facilitator.act("open", on: ideas, in: room.code)
            _ = try writer.writeIdea("Bättre cykelvägar", key: "1", activity: ideas)
            #expect(Self.waiting(try writer.page()) == nil)

            try room.facilitator.act("close", on: ideas, in: room.code)
            let sealed = try #require(Self.waiting(try writer.page()))
            #expect(sealed.contains("✓</span> Ditt svar är mottaget."))
            #expect(sealed.contains("Ledaren visar snart resultatet"))
            let without = try #require(Self.waiting(try silent.page()))
            #expect(without.contains("Boxen har inget svar från dig."))
            #expect(!without.contains("✓"))

            try room.facilitator.act("reveal", on: ideas, in: room.code)
            #expect(try #require(Self.waiting(try writer.page())).contains("Resultatet står här nedanför."))

            // The key is destroyed: the page claims neither that there is an answer nor that there is none.
            try room.facilitator.act("finish", on: ideas, in: room.code)
            for phone in [writer, silent] {
                let final = try #require(Self.waiting(try phone.page()))
                #expect(final.contains("Svaren som kom in är sparade."))
                #expect(!final.contains("✓") && !final.contains("inget svar"))
            }
        }
    }

    @Test("offers no form to who has sent all that may be sent, and gives it back with what was typed and refused")
    func full() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            try room.open(ideas)
            let browser = kiosk.connection()
            let joined = try browser.post("/w/\(room.code)/join", [])
            let cookie = try #require(joined.header("Set-Cookie")).prefix { $0 != ";" }
            let headers = [(name: "Cookie", value: String(cookie))]
            func page() throws -> String {
                try browser.request("GET", "/w/\(room.code)", headers: headers).text
            }
            func send(_ number: Int) throws -> Connection.Reply {
                let fields = [("activity", ideas), ("key", "\(number)"), ("text", "Idé nummer \(number)")]
                return try browser.post("/w/\(room.code)/idea", fields, headers: headers)
            }
            for number in 1...5 {
                #expect(try page().contains("data-form=\"idea\""))
                #expect(try send(number).status == 303)
            }
            let full = try page()
            #expect(!full.contains("data-form=\"idea\""))
            #expect(full.contains("Du har skickat alla dina 5 bidrag."))
            let refused = try send(6)
            #expect(refused.status == 422)
            #expect(refused.text.contains("data-form=\"idea\"") && refused.text.contains("Idé nummer 6"))
        }
    }

    @Test("says that it is a break, and only then")
    func pause() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let rest = try room.add("page", [("isBreak", "1")])
            try room.facilitator.go(to: rest, in: room.code)
            let phone = try kiosk.phone(room.code)
            #expect(try #require(Self.waiting(try phone.page())).contains("Nu är det paus."))
        }
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let talk = try room.add("page")
            try room.facilitator.go(to: talk, in: room.code)
            #expect(Self.waiting(try kiosk.phone(room.code).page()) == nil)
        }
    }

    @Test("and the console's say a title that only repeats the question once, and one of its own")
    func ownTitle() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            // Its title and its question are the same word.
            let same = try room.add("text")
            let other = try room.facilitator.activity("ideas", of: room.code)
            let phone = try kiosk.phone(room.code)
            func steps(_ activity: String) throws -> [Substring] {
                try room.facilitator.go(to: activity, in: room.code)
                return try [phone.page().html, room.facilitator.console(room.code).html].map { page in
                    let start = try #require(page.range(of: "<p class=\"step\">")).upperBound
                    return page[start...].prefix { $0 != "<" }
                }
            }
            for step in try steps(same) {
                #expect(step.hasPrefix("Steg ") && !step.contains("·") && !step.contains("text"))
            }
            for step in try steps(other) { #expect(step.contains(" · ")) }
        }
    }
}
