import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk

@Suite("The console", .serialized)
struct ConsoleTests {
    /// The name and value of the big button, and what it posts to.
    private func next(_ room: TestRoom) throws -> (path: String, fields: [(name: String, value: String)]) {
        let page = try room.get("")
        let part = try #require(page.firstRange(of: "id=\"next\"").map { page[$0.upperBound...] })
        let form = try #require(part.firstRange(of: "action=\"/facilitator/\(room.code)/"))
        let path = String(part[form.upperBound...].prefix { $0 != "\"" })
        let end = try #require(part.firstRange(of: "</form>"))
        var fields: [(name: String, value: String)] = []
        for match in part[..<end.lowerBound].matches(of: /name="(\w+)" value="(\w*)"/) {
            fields.append((String(match.output.1), String(match.output.2)))
        }
        return (path, fields)
    }

    @Test("has one big button that takes a whole workshop from beginning to end", arguments: ["t01", "t06", "t10"])
    func bigButton(_ method: String) async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk, method: method)
            let phone = try kiosk.phone(room.code)
            let steps = try room.facilitator.activities(of: room.code)
            var seen: Set<String> = [try #require(try phone.page().main("data-activity"))]
            var presses = 0
            while !(try room.get("").contains("id=\"next-link\" class=\"button primary\" href=\"#files\"")),
                try room.get("").contains("id=\"next-act\"")
            {
                let (path, fields) = try next(room)
                #expect(try room.post(path, fields).status == 303)
                // Somebody writes and somebody puts in order, or there is nothing to ask about.
                let shown = try phone.page()
                if let form = AnswerForm("idea", in: shown), shown.main("data-status") == "open" {
                    var generator = SplitMix64(seed: 1)
                    let activity = try #require(shown.main("data-activity"))
                    let written = form.answer(using: &generator) { _ in "En idé" }
                    _ = try phone.post("idea", [("activity", activity), ("key", "\(activity)-\(presses)")] + written)
                    let ideas = Page(try room.get("")).values(of: "name=\"idea\" value")
                    try room.facilitator.group(ideas, as: "Grupp", activity: activity, in: room.code)
                }
                seen.insert(try #require(try phone.page().main("data-activity")))
                presses += 1
                try #require(presses < steps.count * 5)
            }
            #expect(seen == Set(steps.map(\.id)))
            for activity in try #require(try Self.workshop(kiosk, room)).agenda where activity.asks {
                #expect(activity.status == .closed)
                #expect(activity.isRevealed || activity.kind.isPrivate)
            }
        }
    }

    private static func workshop(_ kiosk: TestKiosk, _ room: TestRoom) throws -> Workshop? {
        let code = try #require(SpokenCode(room.code, length: SpokenCode.joinLength))
        let found = DispatchSemaphore(value: 0)
        let box = Found()
        Task {
            box.workshop = try? await kiosk.store.workshop(code)
            found.signal()
        }
        found.wait()
        return box.workshop
    }

    /// Written by one task before its semaphore, read after it.
    private final class Found: @unchecked Sendable {
        var workshop: Workshop?
    }

    @Test("names who did what, undoes it, and tells a second facilitator who comes too late")
    func twoFacilitators() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let connection = kiosk.connection()
            let signedIn = try connection.post(
                "/facilitator/sign-in", [("pin", kiosk.pin), ("facilitator", "Anna <b>")])
            let cookie = try #require(signedIn.header("Set-Cookie")).prefix { $0 != ";" }
            let anna = [(name: "Cookie", value: String(cookie))]
            let first = try room.facilitator.activities(of: room.code)[0].id
            let fields = [(name: "step", value: "next"), (name: "from", value: first)]
            #expect(try connection.post("/facilitator/\(room.code)/move", fields, headers: anna).status == 303)
            let late = try room.post("move", fields)
            #expect(late.status == 409)
            #expect(late.text.contains("har redan gått vidare"))
            let page = try room.get("")
            #expect(page.contains("<strong>Anna &lt;b&gt;</strong> gick till ”Ledaren beskriver området”"))
            let number = try #require(Page(page).values(of: "name=\"number\" value").first)
            #expect(try room.post("undo-act", [("number", number)]).status == 303)
            #expect(try room.get("").contains("ångrat"))
            #expect(try room.post("undo-act", [("number", number)]).status == 409)
            #expect(try room.post("undo-act", []).status == 422)
            let long = try connection.post(
                "/facilitator/sign-in",
                [("pin", kiosk.pin), ("facilitator", String(repeating: "x", count: 41))])
            #expect(long.status == 422)
            #expect(long.text.contains("41 tecken"))
        }
    }

    @Test("keeps notes, and what somebody typed over another's is not lost")
    func notes() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            #expect(try room.post("notes", [("notes", "Kaffe"), ("seen", "")]).status == 303)
            let refused = try room.post("notes", [("notes", "Mitt te"), ("seen", "")])
            #expect(refused.status == 409)
            #expect(refused.text.contains(">Mitt te</textarea>"))
            #expect(refused.text.contains("Kaffe"))
            let phone = try kiosk.phone(room.code)
            #expect(!(try phone.page().html.contains("Kaffe")))
        }
    }

    @Test("shows what a phone shows, with nothing in it that can be pressed")
    func preview() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            try room.open(try room.facilitator.activity("ideas", of: room.code))
            let page = try room.get("preview")
            #expect(page.contains("<body inert>"))
            #expect(page.contains("data-form=\"idea\""))
            #expect(!page.contains("<script"))
            #expect(try room.get("").contains("0 deltagare"))
        }
    }

    @Test("a step and a record that another facilitator has changed meanwhile are not written over unseen")
    func changedMeanwhile() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            func seen(_ path: String) throws -> String {
                try #require(Page(try room.get(path)).values(of: "name=\"seen\" value").first)
            }
            func step(_ title: String, _ seen: String) throws -> (status: Int, text: String) {
                try room.post(
                    "step",
                    [
                        ("name", "start"), ("seen", seen), ("title.sv", title), ("prompt.sv", "Hej"), ("minutes", "5"),
                        ("body.sv", "Text"),
                    ])
            }
            let before = try seen("step?name=start")
            #expect(try step("Annas", before).status == 303)
            let refused = try step("Bos", before)
            #expect(refused.status == 422)
            #expect(refused.text.contains("value=\"Bos\""))
            #expect(refused.text.contains("Någon annan har ändrat det här"))
            #expect(try room.get("agenda").contains("Annas"))
            // Saving once more from the page that said so is a decision.
            let now = try #require(Page(refused.text).values(of: "name=\"seen\" value").first)
            #expect(try step("Bos", now).status == 303)
            #expect(try room.get("agenda").contains("Bos"))

            let record = try seen("record")
            #expect(try room.post("record", [("seen", record), ("hours", "2")]).status == 200)
            let late = try room.post("record", [("seen", record), ("hours", "7")])
            #expect(late.status == 409)
            #expect(late.text.contains("value=\"7\""))
            #expect(try room.get("record").contains("value=\"2\""))
        }
    }

    @Test("an edit of the agenda is logged with its facilitator, and undone on either page")
    func undoneEdits() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let begun = try room.facilitator.activities(of: room.code).map(\.name)
            #expect(!(try room.get("agenda").contains("take-back")))
            #expect(try room.post("agenda", [("do", "remove"), ("step", "group")]).status == 303)
            #expect(try room.get("").contains("<strong>Ledaren</strong> tog bort ”Gruppera tillsammans”"))
            let page = try room.get("agenda")
            #expect(page.contains("Ångra: ta bort ”Gruppera tillsammans”"))
            let number = try #require(Page(page).values(of: "name=\"number\" value").first)
            #expect(try room.post("undo-edit", [("number", number)]).status == 303)
            #expect(try room.facilitator.activities(of: room.code).map(\.name) == begun)
            let late = try room.post("undo-edit", [("number", number)])
            #expect(late.status == 409)
            #expect(late.text.contains("class=\"ideas steps\""))
            #expect(!(try room.get("agenda").contains("take-back")))
        }
    }

    @Test("a facilitator changes the name that others see, from then on")
    func renamed() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            func name(_ name: String) throws -> Int {
                try room.connection.post(
                    "/facilitator/name", [("facilitator", name)], headers: room.facilitator.headers
                ).status
            }
            func start() throws -> String {
                try room.connection.request("GET", "/facilitator", headers: room.facilitator.headers).text
            }
            try room.facilitator.move("next", in: room.code)
            #expect(try start().contains("<summary>Ditt namn</summary>"))
            #expect(try name("Bo & Co") == 303)
            try room.facilitator.move("next", in: room.code)
            let page = try room.get("")
            #expect(page.contains("<strong>Ledaren</strong> gick till"))
            #expect(page.contains("<strong>Bo &amp; Co</strong> gick till"))
            #expect(try name(String(repeating: "x", count: 41)) == 422)
            #expect(try start().contains("value=\"Bo &amp; Co\""))
            #expect(try start().contains("<summary>Ditt namn: Bo &amp; Co</summary>"))
            #expect(try name(" ") == 303)
            try room.facilitator.move("next", in: room.code)
            #expect(try room.get("").split(separator: "<strong>Ledaren</strong> gick till").count == 3)
        }
    }

    @Test("a console hears nothing more once its facilitator has signed out, or the PIN has been changed")
    func signedOut() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            try room.open(ideas)
            for way in ["sign-out", "recover"] {
                let leaving = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 10)
                try leaving.signIn(pin: kiosk.pin)
                let path = "/facilitator/\(room.code)/events"
                let stream = try EventReader(
                    host: "127.0.0.1", port: kiosk.port, path: path, headers: leaving.headers, timeout: 10)
                #expect(try stream.next() != nil)
                if way == "sign-out" {
                    _ = try kiosk.connection().post("/facilitator/sign-out", [], headers: leaving.headers)
                } else {
                    let start = try room.connection.request("GET", "/facilitator", headers: room.facilitator.headers)
                    let codes = start.text.matches(of: /<dd class="code">([^<]*)</).map { String($0.output.1) }
                    let reply = try kiosk.connection().post(
                        "/facilitator/recover", [("code", try #require(codes.last))])
                    #expect(reply.status == 200)
                }
                _ = try kiosk.phone(room.code).writeIdea("Hemligt \(way)", key: way, activity: ideas)
                // What was written while it listened it may have heard.
                while let event = try stream.next() { #expect(!event.data.contains("Hemligt \(way)")) }
                #expect(throws: PhoneError.self) {
                    _ = try EventReader(
                        host: "127.0.0.1", port: kiosk.port, path: path, headers: leaving.headers, timeout: 10)
                }
            }
        }
    }

    @Test("leads back to the ideas instead of to a question about none, and lets it be skipped")
    func nothingToAskAbout() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            let dots = try room.facilitator.activity("dots", of: room.code)
            try room.facilitator.go(to: dots, in: room.code)
            let page = try room.get("")
            #expect(page.contains("Det finns inga idéer än. ”Sätt prickar” frågar om dem."))
            #expect(try next(room).fields.contains { $0 == ("to", ideas) })
            #expect(page.contains("id=\"act-open\"") && page.contains("id=\"move-next\""))

            try room.open(ideas)
            try room.facilitator.act("close", on: ideas, in: room.code)
            #expect(try next(room).fields.contains { $0 == ("act", "reopen") })

            // With ideas and no groups, the last step that shows them is where groups are made.
            try room.facilitator.act("reopen", on: ideas, in: room.code)
            for number in 1...13 {
                let phone = try kiosk.phone(room.code)
                let fields = [("activity", ideas), ("key", "\(number)"), ("text", "Idé \(number)")]
                _ = try phone.post("idea", fields)
            }
            try room.reveal(ideas)
            try room.facilitator.move("next", in: room.code)
            let grouping = try room.get("")
            #expect(grouping.contains("13 idéer är inte i någon grupp."))
            #expect(grouping.contains("id=\"next-link\" class=\"button primary\" href=\"#arrange-part\""))
            #expect(grouping.contains("id=\"arrange-part\""))

            // One group among many ideas without does not make the question shorter.
            let first = try #require(Page(grouping).values(of: "name=\"idea\" value").first)
            _ = try kiosk.phone(room.code)
            let grouped = [("activity", ideas), ("do", "group"), ("group", "new"), ("name", "En"), ("idea", first)]
            _ = try room.post("ideas", grouped)
            #expect(!(try room.get("").contains("id=\"lack\"")))
            _ = try room.post("undo", [("activity", ideas)])

            // A dozen is as well asked about one by one.
            let idea = try #require(Page(grouping).values(of: "name=\"idea\" value").first)
            _ = try room.post("ideas", [("activity", ideas), ("do", "hide"), ("idea", idea)])
            #expect(!(try room.get("").contains("id=\"lack\"")))
        }
    }

    @Test("leads back to the ideas instead of to a comparison of a single one")
    func nothingToCompare() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk, method: "t02")
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            let pairwise = try room.facilitator.activity("pairwise", of: room.code)
            try room.open(ideas)
            let phone = try kiosk.phone(room.code)
            _ = try phone.post("idea", [("activity", ideas), ("key", "1"), ("text", "En idé")])
            try room.facilitator.go(to: pairwise, in: room.code)
            #expect(try room.get("").contains("Det finns bara en idé."))
            #expect(try next(room).fields.contains { $0 == ("to", ideas) })
            try room.facilitator.go(to: ideas, in: room.code)
            try room.facilitator.act("reopen", on: ideas, in: room.code)
            _ = try phone.post("idea", [("activity", ideas), ("key", "2"), ("text", "En till")])
            try room.facilitator.go(to: pairwise, in: room.code)
            #expect(!(try room.get("").contains("id=\"lack\"")))
        }
    }

    @Test("asks before it closes or shows what nobody has answered, and only then")
    func unanswered() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk, method: "t03")
            let scale = try room.facilitator.activity("text", of: room.code)
            try room.open(scale)
            let phone = try kiosk.phone(room.code)
            let page = try room.get("")
            #expect(page.contains("<details id=\"confirm-close\" class=\"confirm\">"))
            #expect(page.contains("Ja, stäng utan svar"))
            try room.facilitator.act("close", on: scale, in: room.code)
            #expect(try room.get("").contains("<details id=\"confirm-reveal\""))
            try room.facilitator.act("reopen", on: scale, in: room.code)
            _ = try phone.post("ballot", [("activity", scale), ("text", "Svar")])
            #expect(!(try room.get("").contains("confirm-close")))
            try room.facilitator.act("close", on: scale, in: room.code)
            #expect(!(try room.get("").contains("confirm-reveal")))
        }
    }
}
