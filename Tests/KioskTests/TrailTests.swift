import Foundation
import Phone
import Testing
import Threads
import Workshop

@testable import HTTP
@testable import Kiosk

@Suite("From need to result over several workshops")
struct TrailTests {
    @Test("one need is followed through three workshops, with how it fared in each")
    func threeWorkshops() async throws {
        try await TestKiosk.run { kiosk in
            // A need, and dots that put it first.
            let first = try TestRoom(kiosk, title: "Behov")
            let ideas = try first.facilitator.activity("ideas", of: first.code)
            let dots = try first.facilitator.activity("dots", of: first.code)
            try first.open(ideas)
            let phone = try kiosk.phone(first.code)
            let need = try phone.writeIdea("Ensamhet bland äldre", key: "1", activity: ideas)
            let other = try phone.writeIdea("Köer", key: "2", activity: ideas)
            try first.reveal(ideas)
            try first.open(dots)
            try phone.placeDots([need: 2, other: 1], activity: dots)

            // Nothing sealed is handed on.
            let second = try TestRoom(kiosk, title: "Idéer")
            let source = "\(first.code)/\(dots)/top"
            #expect(try second.post("carry", [("source", source), ("count", "1")]).status == 422)
            #expect(!(try second.get("carry").contains(source)))
            try first.reveal(dots)
            #expect(try second.get("carry").contains(source))
            #expect(try second.post("carry", [("source", source), ("count", "1")]).status == 303)
            for wrong in ["", "x", "\(first.code)/\(dots)/all", "\(first.code)/0000000000000000/top"] {
                #expect(try second.post("carry", [("source", wrong)]).status == 422, "\(wrong)")
            }

            // An idea that builds on it.
            let built: [(name: String, value: String)] = [
                ("buildsOn.from", "carried"), ("buildsOn.take", "items"), ("perPerson", "3"),
            ]
            let answers = try second.add("ideas", after: "carried", built)
            try second.open(answers)
            let writer = try kiosk.phone(second.code)
            #expect(try writer.page().html.contains("Ensamhet bland äldre"))
            let idea = try writer.writeIdea(
                "Besök av skolklasser", key: "1", activity: answers, details: [("builds-on", "c1")])
            try second.reveal(answers)

            // A test of it, put in order.
            let third = try TestRoom(kiosk, title: "Prov")
            #expect(try third.post("carry", [("source", "\(second.code)/\(answers)/ideas")]).status == 303)
            let choice = try third.add(
                "dots", after: "carried",
                [("items.from", "carried"), ("items.take", "items"), ("budget", "1")])
            try third.open(choice)
            try kiosk.phone(third.code).placeDots(["c1": 1], activity: choice)
            try third.reveal(choice)

            // The same trail from any of its ends.
            for (room, item) in [(first, need), (second, idea)] {
                let page = try room.get("trail?item=\(item)")
                let texts = page.matches(of: /<strong>([^<]+)<\/strong>/).map { String($0.output.1) }
                #expect(
                    texts == [
                        "Ensamhet bland äldre", "Ensamhet bland äldre", "Besök av skolklasser", "Besök av skolklasser",
                    ])
                #expect(page.contains("plats 1 av 2") && page.contains("plats 1 av 1"))
                #expect(["Behov", "Idéer", "Prov"].allSatisfy { page.contains(">\($0) · ") })
                #expect(!page.contains("Köer"))
            }
            let unknown = try first.connection.request(
                "GET", "/facilitator/\(first.code)/trail?item=gone", headers: first.facilitator.headers)
            #expect(unknown.status == 404)
        }
    }

    @Test("a pack of examples, with what failed, is read by another box")
    func pack() async throws {
        let file = Locked("")
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk, title: "Exempel")
            let parts: [(name: String, value: String)] = [("parts.sv", "Behov?\nVad gick fel?"), ("mustShow", "2")]
            let example = try room.add("example", after: "start", parts)
            try room.open(example)
            _ = try kiosk.phone(room.code).writeIdea(
                "Ensamhet", key: "1", activity: example, details: [("part-done", "Ingen kom")])
            let sealed = try room.get("pack.json")
            #expect(!sealed.contains("Ensamhet"))
            try room.reveal(example)
            let pack = try room.get("pack.json")
            #expect(pack.contains("Ensamhet") && pack.contains("Ingen kom"))
            file.use { $0 = pack }
        }
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk, title: "En annan box")
            #expect(try room.post("carry", [("pack", file.use { $0 })]).status == 303)
            let carried = try room.facilitator.activity("carried", of: room.code)
            try room.facilitator.go(to: carried, in: room.code)
            let page = try kiosk.phone(room.code).page().html
            #expect(page.contains("Ensamhet") && page.contains("Ingen kom"))
            let turned = file.use { $0 }.replacing("Exempel", with: "\u{202E}Exempel")
            for wrong in [turned, "nej", "{}", "{\"format\":\"x\",\"version\":1,\"title\":\"\",\"options\":[]}"] {
                let status = try room.post("carry", [("pack", wrong)]).status
                #expect(status == 422, "\(wrong)")
            }
        }
    }
}
