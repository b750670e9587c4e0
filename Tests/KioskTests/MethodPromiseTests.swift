import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk

@Suite("What single methods promise")
struct MethodPromiseTests {
    /// A room that runs one of the methods, with a phone in it.
    private struct Room {
        let room: TestRoom
        let phone: Phone

        init(_ kiosk: TestKiosk, _ method: String) throws {
            room = try TestRoom(kiosk, method: method)
            phone = try kiosk.phone(room.code)
        }

        /// Goes to the step that the method calls so, and opens it.
        func open(_ name: String) throws -> String {
            let steps = try room.facilitator.activities(of: room.code)
            let id = try #require(steps.first { $0.name == name }).id
            try room.open(id)
            return id
        }

        /// Reveals a step; returns what the display shows.
        func reveal(_ id: String) throws -> String {
            try room.reveal(id)
            return try room.connection.request("GET", "/display/\(room.code)?language=sv").text
        }
    }

    @Test("a requirement without a measure is shown as incomplete")
    func measures() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "t05")
            let ideas = try room.open("a2")
            let measured = try room.phone.writeIdea("Hittar rätt på en minut", key: "1", activity: ideas)
            _ = try room.phone.writeIdea("Fungerar för alla", key: "2", activity: ideas)
            _ = try room.reveal(ideas)
            let measures = try room.open("a3")
            _ = try room.phone.post(
                "ballot", [("activity", measures), ("\(measured)/text", "Tidtagning, 9 av 10")])
            let display = try room.reveal(measures)
            #expect(display.contains("Tidtagning, 9 av 10"))
            #expect(display.matches(of: /Ofullständigt/).count == 1)
        }
    }

    @Test("what failed is always shown, answered or not")
    func failures() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "t06")
            let examples = try room.open("a1")
            let rest: [(name: String, value: String)] = [("sort", "o1"), ("part-done", "Bytte system")]
            _ = try room.phone.writeIdea("Dyra resor", key: "1", activity: examples, details: rest)
            let display = try room.reveal(examples)
            #expect(display.contains("Vad gick inte som ni hade tänkt?"))
            #expect(display.contains("(inte besvarat)"))
            #expect(!display.contains("Vad blev resultatet?"))
        }
    }

    @Test("whether an example can be used again is a share with its interval")
    func reuse() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "t06")
            let examples = try room.open("a1")
            let example = try room.phone.writeIdea(
                "Dyra resor", key: "1", activity: examples, details: [("sort", "o1")])
            _ = try room.reveal(examples)
            let rating = try room.open("a7")
            for answer in ["5", "4", "2", "x"] {
                let phone = try kiosk.phone(room.room.code)
                _ = try phone.post("ballot", [("activity", rating), ("\(example)/answer-e2", answer)])
            }
            // Two of three on the scale; Wilson's interval from 20.8 to 93.9 per cent.
            #expect(
                try room.reveal(rating).contains(
                    "2 av 3 svarade ”Stämmer bra” eller mer: 67 % (95 % osäkerhet 21 % till 94 %)"))
        }
    }

    @Test("offers and requests that are put together are listed as a match, without names")
    func matches() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "t06")
            let board = try room.open("a9")
            let offer = try room.phone.writeIdea(
                "Tjänstedesign", key: "1", activity: board, details: [("sort", "offer")])
            let seek = try room.phone.writeIdea(
                "Hjälp med intervjuer", key: "2", activity: board, details: [("sort", "seek")])
            let other = try room.phone.writeIdea("Lokaler", key: "3", activity: board, details: [("sort", "offer")])
            try room.room.facilitator.group([offer, seek], as: "Metod", activity: board, in: room.room.code)
            try room.room.facilitator.group([other], as: "Plats", activity: board, in: room.room.code)
            let display = try room.reveal(board)
            #expect(display.contains("Metod · passar ihop"))
            #expect(!display.contains("Plats · passar ihop"))
        }
    }

    @Test("each answer to the readiness check gives its path, marked as no legal advice")
    func readiness() async throws {
        let method = try #require(try Assets(directory: TestAssets.directory).methods.first { $0.id == "t04" })
        let step = try #require(method.agenda.first { $0.name == "a3" })
        let choice = try #require(step.kind.kind as? ChoiceKind)
        guard case .own(let options) = choice.options else {
            Issue.record("the options are the method's own")
            return
        }
        #expect(Set((choice.advice ?? [:]).keys) == Set(options.map(\.id)))
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk, "t04")
            let activity = try room.open("a3")
            for option in options {
                _ = try room.phone.post("ballot", [("activity", activity), ("choice", option.id)])
                let path = try #require(choice.advice?[option.id]?.texts["sv"])
                #expect(path.contains("inte juridisk rådgivning"))
                #expect(try room.phone.page().html.contains(path))
            }
        }
    }
}
