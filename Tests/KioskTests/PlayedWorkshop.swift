import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk

/// A workshop of every kind of activity, played by seeded phones.
struct PlayedWorkshop {
    let room: TestRoom
    /// The phones that took part.
    let phones: [Phone]

    /// The method with every kind.
    static func method() throws -> Method {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../kinds/every-kind.json")
        return try JSONDecoder().decode(Method.self, from: Data(contentsOf: file))
    }

    /// Plays it: everything is revealed but the steps named in `sealed`; the last one stays open if `leavesOpen`.
    init(
        _ kiosk: TestKiosk, privacy: String = "anonymous", sealed: Set<String> = [], leavesOpen: Bool = false
    ) throws {
        let room = try TestRoom(kiosk, method: "every-kind", title: "Spelad <i>å</i>", [("privacy", privacy)])
        var generator = SplitMix64(seed: 11)
        let phones = try (0..<7).map { number in
            let phone = Phone(host: "127.0.0.1", port: kiosk.port, code: room.code, timeout: 10)
            if privacy == "named" {
                let reply = try room.connection.post(
                    "/w/\(room.code)/join",
                    [("key", String(repeating: "\(number)", count: 32)), ("name", "Person \(number)")])
                #expect(reply.status == 303)
                return Phone(
                    host: "127.0.0.1", port: kiosk.port, code: room.code,
                    token: String(repeating: "\(number)", count: 32), timeout: 10)
            }
            try phone.join()
            return phone
        }
        self.room = room
        self.phones = phones
        let entries = try room.facilitator.activities(of: room.code)
        for (place, entry) in entries.enumerated() {
            try room.facilitator.go(to: entry.id, in: room.code)
            guard entry.kind != "page" && entry.kind != "carried" else { continue }
            try room.facilitator.act("open", on: entry.id, in: room.code)
            var written: [String] = []
            for (number, phone) in phones.enumerated() {
                let text: (String) -> String = { _ in "Text \(number) <b>&" }
                let page = try phone.page()
                if let form = AnswerForm("idea", in: page) {
                    let fields = form.answer(using: &generator, text: text)
                    let reply = try phone.post(
                        "idea", [("activity", entry.id), ("key", "k\(number)")] + fields)
                    written += reply.firstMatch(of: /"idea":"(\w+)"/).map { [String($0.output.1)] } ?? []
                } else if let form = AnswerForm("ballot", in: page) {
                    for attempt in 1...4 {
                        let fields = form.answer(using: &generator, boxes: attempt, text: text)
                        if (try? phone.post("ballot", [("activity", entry.id)] + fields)) != nil { break }
                    }
                }
            }
            if leavesOpen && place == entries.count - 1 { break }
            if sealed.contains(entry.kind) {
                try room.facilitator.act("close", on: entry.id, in: room.code)
            } else {
                try room.reveal(entry.id)
            }
            if entry.kind == "ideas" { try arrange(entry.id, written) }
        }
    }

    /// Puts ideas into groups, hides one, withdraws one and assesses one.
    private func arrange(_ activity: String, _ ideas: [String]) throws {
        func post(_ action: String, _ chosen: ArraySlice<String>, _ more: [(name: String, value: String)] = []) throws {
            let fields: [(name: String, value: String)] = [("activity", activity), ("do", action)]
            let reply = try room.post("ideas", fields + more + chosen.map { ("idea", $0) })
            #expect(reply.status == 303, "\(action)")
        }
        try post("group", ideas[0..<2], [("group", "new"), ("name", "Öar & <b>")])
        try post("group", ideas[2..<4], [("group", "new"), ("name", "Andra")])
        try post("hide", ideas[4..<5])
        try post("withdraw", ideas[5..<6])
        let lens = try room.post(
            "lenses",
            [
                ("idea", ideas[0]), ("objective-climate", "supports"), ("why-climate", "Mindre körning"),
                ("dimension-social", "1"),
            ])
        #expect(lens.status == 200 || lens.status == 303)
    }

    /// The bundle.
    func bundle() throws -> [UInt8] {
        try room.connection.request(
            "GET", "/facilitator/\(room.code)/export.json", headers: room.facilitator.headers
        ).body
    }
}
