import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk

@Suite("What the room sees of a result", .serialized)
struct DisplayResultTests {
    /// A workshop with every kind of step, one of them answered by `ballots` and revealed.
    private struct Revealed {
        let room: TestRoom
        let activity: String
        let phones: [Phone]

        init(_ kiosk: TestKiosk, method: String, _ name: String, _ ballots: [[(name: String, value: String)]]) throws {
            let room = try TestRoom(kiosk, method: method)
            self.room = room
            let entry = try room.facilitator.activities(of: room.code).first { $0.name == name }
            let activity = try #require(entry).id
            self.activity = activity
            try room.open(activity)
            phones = try ballots.map { fields in
                let phone = try kiosk.phone(room.code)
                _ = try phone.post("ballot", [("activity", activity)] + fields)
                return phone
            }
            try room.reveal(activity)
        }

        func display() throws -> String {
            try room.connection.request("GET", "/display/\(room.code)?language=sv").text
        }
    }

    private func run(_ test: @escaping @Sendable (TestKiosk, String) throws -> Void) async throws {
        let kinds = URL(filePath: TestAssets.directory).deletingLastPathComponent()
            .appending(path: "Tests/kinds/every-kind.json")
        let every = try MethodFile.read(Array(try Data(contentsOf: kinds)), path: "every-kind")
        let kiosk = try await TestKiosk(more: [every])
        defer { kiosk.tearDown() }
        try await onThread { try test(kiosk, every.id) }
    }

    @Test("of a ranking it sees the order; how it was counted stands on the console and the phones")
    func ranking() async throws {
        try await run { kiosk, method in
            let revealed = try Revealed(
                kiosk, method: method, "ranking",
                [[("place-bus", "1"), ("place-bike", "2")], [("place-bike", "1"), ("place-bus", "2")]])
            let display = try revealed.display()
            #expect(display.components(separatedBy: "<table").count == 2)
            #expect(display.contains("Fler bussar") && !display.contains("Schulze"))
            #expect(try revealed.room.get("").contains("Schulze"))
            #expect(try revealed.phones[0].page().html.contains("Schulze"))
        }
    }

    @Test("a table's row that is one item's is pointed at with its numbers, and marked in the table")
    func pointAtTableRow() async throws {
        try await run { kiosk, method in
            let votes: [[(name: String, value: String)]] = [("agree", "disagree"), ("agree", "agree")].map {
                [("vote-bus", $0.0), ("vote-bike", $0.1)]
            }
            let revealed = try Revealed(kiosk, method: method, "statements", votes)
            #expect(try revealed.room.get("").contains("value=\"part-0-0-bus\""), "the console offers it")
            let pointed = try revealed.room.post("screen", [("do", "point"), ("row", "part-0-0-bus")])
            #expect(pointed.status == 303)
            let display = try revealed.display()
            #expect(display.components(separatedBy: "<tr class=\"pointed\">").count == 2)
            let spotlight = display.components(separatedBy: "class=\"spotlight\"").dropFirst().first ?? ""
            #expect(spotlight.contains("Fler bussar") && spotlight.contains("Håller med: 2"))
        }
    }

    @Test("nothing that the room does not see can be pointed at: of a ranking, the order alone")
    func pointAtOrder() async throws {
        try await run { kiosk, method in
            let revealed = try Revealed(kiosk, method: method, "ranking", [[("place-bus", "1"), ("place-bike", "2")]])
            #expect(try revealed.room.post("screen", [("do", "point"), ("row", "part-0-0-bus")]).status == 303)
            #expect(try revealed.display().contains("<tr class=\"item-row first pointed\">"))
            #expect(try revealed.room.post("screen", [("do", "point"), ("row", "part-0-1-bus")]).status == 422)
        }
    }
}
