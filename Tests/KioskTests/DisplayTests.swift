import Phone
import Testing

@testable import Kiosk

@Suite("What the facilitator sets the display to", .serialized)
struct DisplayTests {
    /// A room whose first ideas are revealed, and what its display shows.
    fileprivate struct Room {
        let room: TestRoom
        let phone: Phone
        let activity: String
        let ideas: [String]

        init(_ kiosk: TestKiosk) throws {
            room = try TestRoom(kiosk)
            phone = try kiosk.phone(room.code)
            activity = try room.facilitator.activity("ideas", of: room.code)
            try room.open(activity)
            let (phone, activity) = (phone, activity)
            ideas = try ["Första behovet", "Andra behovet"].map {
                try phone.writeIdea($0, key: $0, activity: activity)
            }
            try room.facilitator.act("reveal", on: activity, in: room.code)
        }

        func display(_ language: String = "sv") throws -> String {
            try room.connection.request("GET", "/display/\(room.code)?language=\(language)").text
        }

        func screen(_ action: String, _ more: [(name: String, value: String)] = []) throws -> Int {
            try room.post("screen", [("do", action)] + more).status
        }
    }

    @Test("a pause hides everything but the title, says so on the console, and ends")
    func blank() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk)
            #expect(try room.display().contains("Första behovet"))
            #expect(try room.screen("blank") == 303)
            let paused = try room.display()
            #expect(paused.contains("Paus. Vi fortsätter strax."))
            #expect(!paused.contains("Första behovet") && !paused.contains("class=\"joining\""))
            #expect(try room.room.get("").contains("value=\"blank-off\" role=\"switch\" aria-checked=\"true\""))
            #expect(try room.screen("blank") == 303)
            #expect(try room.screen("blank-off") == 303)
            #expect(try room.display().contains("Första behovet"))
        }
    }

    @Test("a frozen display stays in every language while the facilitator goes on, and says that it is frozen")
    func freeze() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk)
            #expect(try room.screen("freeze") == 303)
            try room.room.facilitator.go(
                to: try room.room.facilitator.activity("dots", of: room.room.code), in: room.room.code)
            for (language, word) in [("sv", "Fryst bild"), ("en", "Frozen picture"), ("fi", "Pysäytetty kuva")] {
                let page = try room.display(language)
                #expect(page.contains("Första behovet") && page.contains(word), "\(language)")
            }
            #expect(try room.screen("freeze") == 303)
            #expect(try room.display().contains("Första behovet"), "freezing again keeps what was frozen")
            #expect(try room.screen("freeze-off") == 303)
            let page = try room.display()
            #expect(!page.contains("Första behovet") && !page.contains("Fryst bild"))
        }
    }

    @Test("what is sealed, hidden, withdrawn or taken back leaves a frozen display at once")
    func freezeHoldsNothingBack() async throws {
        try await TestKiosk.run { kiosk in
            let endings: [(name: String, end: (Room) throws -> Void)] = [
                ("seal", { try $0.room.facilitator.act("seal", on: $0.activity, in: $0.room.code) }),
                ("hide", { try $0.arrange("hide") }), ("withdraw", { try $0.arrange("withdraw") }),
                ("retract", { try $0.phone.retractIdea($0.ideas[0], activity: $0.activity) }),
            ]
            for (name, end) in endings {
                let room = try Room(kiosk)
                #expect(try room.screen("freeze") == 303)
                try end(room)
                let page = try room.display()
                #expect(!page.contains("Första behovet") && !page.contains("Fryst bild"), "\(name)")
                let events = try EventReader(
                    host: "127.0.0.1", port: kiosk.port, path: "/display/\(room.room.code)/events", timeout: 10)
                #expect(try events.next()?.data.contains("Första behovet") == false, "\(name)")
            }
        }
    }

    @Test("undoing a step that showed an idea takes it from a frozen display")
    func undoEndsFreeze() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk)
            try room.arrange("hide")
            try room.arrange("show")
            #expect(try room.screen("freeze") == 303)
            #expect(try room.display().contains("Första behovet"))
            try room.room.facilitator.undo(activity: room.activity, in: room.room.code)
            #expect(try !room.display().contains("Första behovet"))
        }
    }

    @Test("one thing is pointed at, until it is chosen away, the room moves on or it is sealed")
    func point() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk)
            let row = (name: "row", value: "idea-\(room.ideas[0])")
            let isPointed = { try room.display().contains("class=\"spotlight\"") }
            #expect(try room.screen("point", [row]) == 303)
            #expect(try isPointed())
            #expect(try room.room.get("").contains("Sluta peka ut: Första behovet"))
            #expect(try room.screen("point-off") == 303)
            #expect(try !isPointed())
            #expect(try room.screen("point", [row]) == 303)
            try room.room.facilitator.act("seal", on: room.activity, in: room.room.code)
            #expect(try !room.display().contains("Första behovet"))
            #expect(try room.screen("point", [row]) == 422, "nothing sealed can be pointed at")
            try room.room.facilitator.act("reveal", on: room.activity, in: room.room.code)
            #expect(try !isPointed())
            #expect(try room.screen("point", [row]) == 303)
            for step in ["next", "previous"] { #expect(try room.room.post("move", [("step", step)]).status == 303) }
            #expect(try !isPointed())
            #expect(try room.screen("point", [("row", "idea-00")]) == 422)
        }
    }

    @Test("a row of a result is pointed at with its place and amount, and marked in its table")
    func pointAtRow() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk)
            let dots = try room.room.facilitator.activity("dots", of: room.room.code)
            try room.room.open(dots)
            try room.phone.placeDots([room.ideas[1]: 3], activity: dots)
            #expect(try !room.room.get("").contains("id=\"screen-rows\""), "nothing of a sealed tally is offered")
            try room.room.reveal(dots)
            let row = "part-0-0-\(room.ideas[1])"
            #expect(try room.screen("point", [("row", row)]) == 303)
            let page = try room.display()
            #expect(page.contains("<tr class=\"item-row first pointed\">"))
            #expect(page.components(separatedBy: "class=\"spotlight\"").last?.contains("Andra behovet") == true)
        }
    }

    @Test("the chosen colours reach the display, and no others are taken")
    func theme() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk)
            #expect(try room.display().contains("data-theme=\"automatic\""))
            for theme in ["dark", "light", "automatic"] {
                #expect(try room.screen("theme", [("theme", theme)]) == 303)
                #expect(try room.display().contains("data-theme=\"\(theme)\""))
            }
            #expect(try room.screen("theme", [("theme", "pink")]) == 422)
            #expect(try room.screen("dance") == 422)
        }
    }

    @Test("nobody sets the display or the Wi-Fi without the PIN")
    func rights() async throws {
        try await TestKiosk.run { kiosk in
            let room = try Room(kiosk)
            let stranger = kiosk.connection()
            #expect(try stranger.post("/facilitator/\(room.room.code)/screen", [("do", "blank")]).status == 403)
            #expect(try stranger.post("/facilitator/wifi", [("wifi-name", "Mitt")]).status == 403)
            #expect(try !room.display().contains("Paus."))
        }
    }
}

extension DisplayTests.Room {
    fileprivate func arrange(_ action: String) throws {
        try room.facilitator.arrange([ideas[0]], action, activity: activity, in: room.code)
    }
}
