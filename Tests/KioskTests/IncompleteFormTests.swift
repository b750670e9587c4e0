import Phone
import Testing
import Workshop

@testable import Kiosk

/// What a form lacks, or names and is not there, is said; nothing happens.
@Suite("Forms that say too little", .serialized)
struct IncompleteFormTests {
    @Test("of a workshop's console are refused with what is missing, and change nothing")
    func console() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let ideas = try room.facilitator.activity("ideas", of: room.code)
            let strange = "00000000000000aa"
            let wrong: [(path: String, fields: [(name: String, value: String)], status: Int)] = [
                ("move", [], 422), ("move", [("step", "sideways")], 422), ("move", [("to", "x")], 404),
                ("move", [("to", strange)], 404), ("act", [("act", "open")], 404),
                ("act", [("act", "open"), ("activity", strange)], 404),
                ("act", [("act", "burst"), ("activity", ideas)], 422),
                ("timer", [("minutes", "5")], 404), ("timer", [("activity", ideas), ("minutes", "601")], 422),
                ("timer", [("activity", ideas), ("minutes", "fem")], 422),
                ("arrange", [("activity", ideas)], 422), ("arrange", [("activity", ideas), ("do", "burst")], 422),
                ("arrange", [("activity", ideas), ("do", "together")], 422),
                ("lenses", [("idea", strange)], 404),
            ]
            for (path, fields, status) in wrong {
                let reply = try room.post(path, fields)
                #expect(reply.status == status, "\(path) \(fields): \(reply.status)")
                #expect(reply.text.contains("role=\"alert\"") || reply.text.contains("notice"), "\(path) \(fields)")
            }
            let page = try room.get("")
            #expect(!page.contains("data-activity-status=\"open\""))
        }
    }

    @Test("of a new workshop are refused with the field that is wrong, and make none")
    func plan() throws {
        let assets = try Assets(directory: TestAssets.directory)
        func refusal(
            method: String = "t01", title: String = "T", language: String = "sv", date: String = "",
            privacy: String = "", split: String = "", organisation: String = ""
        ) -> Refusal? {
            do {
                _ = try WorkshopPlan.draft(
                    assets: assets, method: method, title: title, language: language, organisation: organisation,
                    deletionDate: date, privacy: privacy, split: split)
                return nil
            } catch {
                return error
            }
        }
        let question = try #require(assets.background.first?.id)
        #expect(refusal() == nil)
        #expect(refusal(split: question) == nil)
        #expect(refusal(method: "t99") == .missingField(name: "method"))
        #expect(refusal(language: "tlh") == .missingField(name: "language"))
        #expect(refusal(privacy: "secret") == .missingField(name: "privacy"))
        #expect(refusal(split: "shoes") == .missingField(name: "split"))
        #expect(refusal(privacy: "named", split: question) == .splitNeedsAnonymity)
        #expect(refusal(title: " ") == .empty)
        #expect(refusal(organisation: "a\u{0}") == .unreadable)
        #expect(refusal(organisation: String(repeating: "x", count: 121)) == .tooLong(count: 121, limit: 120))
        #expect(refusal(date: "2027-02-30") != nil)
    }

    @Test("of the box's own pages are refused, too")
    func box() async throws {
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            let wrong: [(path: String, fields: [(name: String, value: String)])] = [
                ("/facilitator/erase", [("what", "card"), ("which", "ABC")]), ("/facilitator/erase", [("what", "all")]),
                ("/facilitator/\(room.code)/erase", [("what", "group"), ("which", "x")]),
                ("/facilitator/\(room.code)/erase", [("what", "idea"), ("which", "x")]),
                ("/facilitator/\(room.code)/erase", [("what", "person"), ("which", " ")]),
            ]
            for (path, fields) in wrong {
                let reply = try room.connection.post(path, fields, headers: room.facilitator.headers)
                #expect((403...422).contains(reply.status), "\(path) \(fields): \(reply.status)")
            }
            #expect(try room.get("").contains("Test"))
        }
    }
}
