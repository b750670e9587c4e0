import Foundation
import Phone
import Testing

@testable import Kiosk

@Suite("Arranging ideas over HTTP", .serialized)
struct ArrangeTests {
    private static func cut(_ page: String, from start: String, to end: String) -> Substring {
        guard let from = page.range(of: start), let to = page[from.upperBound...].range(of: end) else { return "" }
        return page[from.upperBound..<to.lowerBound]
    }

    @Test("the list is searched without a script: by words in text and group, without regard to case and accents")
    func search() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let activity = try room.facilitator.activity("ideas", of: room.code)
            try room.open(activity)
            let phone = try kiosk.phone(room.code)
            let first = try phone.writeIdea("Bättre cykelvägar", key: "1", activity: activity)
            _ = try phone.writeIdea("Café", key: "2", activity: activity)
            try room.facilitator.group([first], as: "Övrigt", activity: activity, in: room.code)
            func found(_ query: String) throws -> Int {
                let page = try room.connection.request(
                    "GET", "/facilitator/\(room.code)?\(query)", headers: room.facilitator.headers)
                #expect(page.status == 200)
                return Page(page.text).values(of: "name=\"idea\" value").count
            }
            #expect(try found("") == 2)
            #expect(try found("filter=CYKELVAGAR+batt") == 1)
            #expect(try found("filter=ovrigt") == 1)
            #expect(try found("filter=cafe") == 1)
            #expect(try found("filter=cafe+cykel") == 0)
            #expect(try found("filter=&ungrouped=1") == 1)
            let all = try room.get("?filter=cafe&tick=all")
            #expect(Self.cut(all, from: "id=\"arrange\"", to: "</form>").contains(" checked"))
        }
    }

    @Test(
        "a group says how many ideas it has and from how many people, which is not the same",
        arguments: [
            ("sv", "2 idéer från 1 person"), ("en", "2 ideas from 1 person"), ("fi", "2 ideaa, 1 kirjoittaja"),
        ])
    func size(_ language: String, _ words: String) async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let activity = try room.facilitator.activity("ideas", of: room.code)
            try room.open(activity)
            let phone = try kiosk.phone(room.code)
            let ideas = try (1...3).map { try phone.writeIdea("Idé \($0)", key: "\($0)", activity: activity) }
            try room.facilitator.group(ideas, as: "Övrigt", activity: activity, in: room.code)
            try room.facilitator.arrange([ideas[2]], "hide", activity: activity, in: room.code)
            #expect(try room.get("?language=\(language)").contains("<span class=\"help\">\(words)</span>"))
        }
    }

    @Test("each step in the log says who and what, and is undone and done again from there")
    func log() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let activity = try room.facilitator.activity("ideas", of: room.code)
            try room.open(activity)
            let phone = try kiosk.phone(room.code)
            let ideas = try ["A", "B"].map { try phone.writeIdea($0, key: $0, activity: activity) }
            try room.facilitator.group([ideas[0]], as: "Ett", activity: activity, in: room.code)
            try room.facilitator.group([ideas[1]], as: "Två", activity: activity, in: room.code)
            let lines = Page(try room.get("")).values(of: "id", prefix: "undo-")
            #expect(lines.count == 2)
            let first = try #require(lines.last)
            #expect(Self.cut(try room.get(""), from: "id=\"log-\(first)\"", to: "</li>").contains("Ledaren"))
            #expect(try room.post("undo", [("activity", activity), ("step", first)]).status == 303)
            #expect(try room.get("").contains("id=\"redo-\(first)\""))
            #expect(try room.post("undo", [("activity", activity), ("step", first)]).status == 409)
            #expect(try room.post("redo", [("activity", activity), ("step", first)]).status == 303)
            let groups = Page(try room.get("")).values(of: "id", prefix: "rename-")
            #expect(groups.count == 2)
            let merged = try room.post(
                "group", [("activity", activity), ("do", "merge")] + groups.map { ("merge", $0) } + [("name", "Alla")])
            #expect(merged.status == 303)
            #expect(Page(try room.get("")).values(of: "id", prefix: "rename-").count == 1)
            // What the merged groups were made by cannot be undone from under them.
            let page = try room.get("")
            #expect(Self.cut(page, from: "id=\"log-\(first)\"", to: "</li>").contains("ett senare steg"))
            #expect(try room.post("undo", [("activity", activity), ("step", first)]).status == 409)
            #expect(try room.post("undo", [("activity", activity)]).status == 303)
            #expect(Page(try room.get("")).values(of: "id", prefix: "rename-").count == 2)
        }
    }

    @Test("a rename and a move from a page that is behind are refused, and what was typed and ticked stays")
    func conflict() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let activity = try room.facilitator.activity("ideas", of: room.code)
            try room.open(activity)
            let phone = try kiosk.phone(room.code)
            let ideas = try ["A", "B"].map { try phone.writeIdea($0, key: $0, activity: activity) }
            let seen = try #require(Page(try room.get("")).values(of: "name=\"seen\" value").first)
            try room.facilitator.group([ideas[0]], as: "Ett", activity: activity, in: room.code)
            let group = try #require(Page(try room.get("")).values(of: "id", prefix: "rename-").first)
            let rename: [(name: String, value: String)] = [
                ("activity", activity), ("do", "rename"), ("group", group), ("was", "Ett"),
            ]
            #expect(try room.post("group", rename + [("name", "Omsorg")]).status == 303)
            let refused = try room.post("group", rename + [("name", "Vård")])
            #expect(refused.status == 409)
            #expect(refused.text.contains("value=\"Vård\"") && refused.text.contains("”Omsorg” under tiden"))
            #expect(refused.text.contains("name=\"was\" value=\"Omsorg\""))
            let moved = try room.post(
                "ideas",
                [
                    ("activity", activity), ("do", "group"), ("seen", seen), ("group", "new"), ("name", "Min grupp"),
                    ("idea", ideas[0]),
                ])
            #expect(moved.status == 409 && moved.text.contains("value=\"Min grupp\""))
            #expect(moved.text.contains("value=\"\(ideas[0])\" checked"))
        }
    }

    @Test("participants group together once they are let in, and the log does not say who")
    func together() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let activity = try room.facilitator.activity("ideas", of: room.code)
            try room.open(activity)
            let phone = try kiosk.phone(room.code)
            let idea = try phone.writeIdea("Ett behov", key: "Ett behov", activity: activity)
            let fields: [(name: String, value: String)] = [
                ("activity", activity), ("idea", idea), ("group", "new"), ("name", "Vår grupp"),
            ]
            func group() throws -> (status: Int, text: String) {
                let reply = try room.connection.post(
                    "/w/\(room.code)/arrange", fields, headers: phone.headers.filter { $0.name == "Cookie" })
                return (reply.status, reply.text)
            }
            #expect(try room.post("together", [("activity", activity), ("let", "in")]).status == 409)
            #expect(try group().status == 409)
            try room.reveal(activity)
            #expect(try group().status == 409)
            #expect(try room.post("together", [("activity", activity), ("let", "in")]).status == 303)
            #expect(try phone.page().html.contains("action=\"/w/\(room.code)/arrange\""))
            #expect(try group().status == 303)
            let page = try phone.page().html
            #expect(page.contains("<legend>Vår grupp</legend>"))
            let line = Self.cut(try room.get(""), from: "class=\"log\"", to: "</li>")
            #expect(line.contains("En deltagare") && line.contains("Vår grupp"))
            #expect(try room.post("undo", [("activity", activity)]).status == 303)
            #expect(try !phone.page().html.contains("Vår grupp"))
            let stranger = try room.connection.post("/w/\(room.code)/arrange", fields)
            #expect(stranger.status == 403)
            #expect(try room.post("together", [("activity", activity), ("let", "out")]).status == 303)
            #expect(try group().text.contains("value=\"Vår grupp\"") == false)
            #expect(try group().status == 409)
        }
    }

    @Test("likely duplicates are suggested with how alike they are and why, and stay apart when somebody says so")
    func alike() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let activity = try room.facilitator.activity("ideas", of: room.code)
            try room.open(activity)
            let phone = try kiosk.phone(room.code)
            let ideas = try ["Fler cykelvägar till skolan", "Flera cykelvägar till skolan!"].map {
                try phone.writeIdea($0, key: $0, activity: activity)
            }
            let page = try room.get("")
            #expect(page.contains("Kan vara samma sak: 1 par") && page.contains("samma bokstavsföljder"))
            let pair: [(name: String, value: String)] = [("activity", activity)] + ideas.map { ("idea", $0) }
            #expect(try room.post("unlike", pair).status == 303)
            #expect(try !room.get("").contains("Kan vara samma sak"))
            #expect(try room.post("undo", [("activity", activity)]).status == 303)
            #expect(
                try room.post("ideas", pair + [("do", "group"), ("group", "new"), ("name", "Cykel")]).status == 303)
            #expect(try !room.get("").contains("Kan vara samma sak"))
        }
    }
}
