import Foundation
import GRDB
import Phone
import Testing
import Workshop

@testable import Kiosk
@testable import Store

@Suite("A malformed answer")
struct MalformedTests {
    private static let names = (try? everyKind().agenda.filter { $0.kind.kind.takesBallots }.map(\.name)) ?? []

    static func everyKind() throws -> Method {
        let file = URL(filePath: TestAssets.directory).deletingLastPathComponent()
            .appending(path: "Tests/kinds/every-kind.json")
        return try JSONDecoder().decode(Method.self, from: Data(contentsOf: file))
    }

    /// Everything that was answered.
    private static func answers(_ kiosk: TestKiosk) async throws -> [String] {
        try await kiosk.store.pool.read { db in
            try String.fetchAll(db, sql: "SELECT activity || hex(pseudonym) || value FROM ballot ORDER BY 1")
                + String.fetchAll(db, sql: "SELECT id || text || status || details FROM idea ORDER BY 1")
        }
    }

    @Test("of any kind gets a 4xx with words, and changes nothing", arguments: names)
    func refused(_ name: String) async throws {
        let kiosk = try await TestKiosk(more: [Self.everyKind()])
        defer { kiosk.tearDown() }
        let stage = try await onThread { try Stage(kiosk, name) }
        let before = try await Self.answers(kiosk)
        #expect(!before.isEmpty)
        let bodies = stage.malformed
        #expect(bodies.count > 8)
        for (what, body) in bodies {
            let reply = try await onThread { try stage.send(body, kiosk) }
            #expect((400..<500).contains(reply.status), "\(name), \(what): \(reply.status)")
            #expect(reply.text.contains("\"error\":\""), "\(name), \(what)")
            #expect(!reply.text.contains("reason_"), "\(name), \(what)")
            // A person without a script gets the page with words on it.
            let page = try await onThread { try stage.send(body, kiosk, json: false) }
            #expect((400..<500).contains(page.status), "\(name), \(what), page")
            #expect(page.text.contains("notice error") || page.status == 413, "\(name), \(what), page")
        }
        #expect(try await Self.answers(kiosk) == before)
    }

    /// An open activity of one kind that somebody has answered.
    private struct Stage: Sendable {
        let code: String
        let activity: String
        let other: String
        let cookie: String
        let fields: [AnswerForm.Field]
        let valid: [(name: String, value: String)]

        init(_ kiosk: TestKiosk, _ name: String) throws {
            let facilitator = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 10)
            try facilitator.signIn(pin: kiosk.pin)
            code = try facilitator.createWorkshop(method: "every-kind", title: "T", language: "sv")
            let agenda = try facilitator.activities(of: code)
            func activity(_ name: String) throws -> String {
                try #require(agenda.first { $0.name == name }?.id)
            }
            let phone = try kiosk.phone(code)
            // What other kinds take their items from.
            let ideas = try activity("ideas")
            try facilitator.go(to: ideas, in: code)
            try facilitator.act("open", on: ideas, in: code)
            for number in 0..<3 { _ = try phone.writeIdea("Idé \(number)", key: "\(number)", activity: ideas) }
            let points = try activity("points")
            try facilitator.go(to: points, in: code)
            try facilitator.act("open", on: points, in: code)
            _ = try phone.post("ballot", [("activity", points), ("points-bus", "60"), ("points-bike", "40")])
            self.activity = try activity(name)
            other = try activity(name == "text" ? "words" : "text")
            try facilitator.go(to: self.activity, in: code)
            try facilitator.act("open", on: self.activity, in: code)
            if name == "questions" { _ = try phone.writeIdea("Fråga?", key: "q", activity: self.activity) }
            let form = try #require(AnswerForm("ballot", in: phone.page()))
            fields = form.fields
            var generator = SplitMix64(seed: 1)
            valid =
                name == "points"
                ? [("points-bus", "100")]
                : name == "multiple"
                    ? [("choice-bus", "1"), ("choice-bike", "1")]
                    : form.answer(using: &generator) { _ in "Ett svar" }
            _ = try phone.post("ballot", [("activity", self.activity)] + valid)
            cookie = try #require(phone.headers.first { $0.name == "Cookie" }?.value)
        }

        /// Wrong bodies by what is wrong with them. Each keeps the rest of a right answer.
        var malformed: [(what: String, body: String)] {
            func body(_ fields: [(name: String, value: String)], raw: String = "") -> String {
                FormText.encode([("activity", activity)] + fields) + raw
            }
            func instead(_ value: String) -> [(name: String, value: String)] {
                valid.enumerated().map { $0.offset == 0 ? ($0.element.name, value) : $0.element }
            }
            let first = fields[0]
            let name = valid.first?.name ?? first.name
            var bodies: [(String, String)] = [
                ("no activity", FormText.encode(valid)),
                ("another activity's identifier", FormText.encode([("activity", other)] + valid)),
                ("no such activity", FormText.encode([("activity", "0123456789abcdef")] + valid)),
                ("a broken identifier", FormText.encode([("activity", "x")] + valid)),
                ("a field twice", body(valid + [(name, valid.first?.value ?? "1")])),
                ("a field of another kind", body(valid + [("nonsense-0123456789abcdef", "1")])),
                ("an item that is not there", body(valid + [("\(name.prefix { $0 != "-" })-0000000000000000", "1")])),
                ("10,000 fields", body((0..<10_000).map { ("f\($0)", "1") })),
                ("a megabyte", body(instead(String(repeating: "a", count: 1_000_000)))),
                ("a step on nothing", body(valid + [("step", "gone:+1")])),
                ("a step of two", body(valid + [("step", "\(name):+2")])),
                ("invalid UTF-8 in a name", body(valid, raw: "&%FF%FE=1")),
            ]
            switch first.sort {
            case .text(let limit):
                bodies += [
                    ("too long a text", body(instead(String(repeating: "å", count: limit + 1)))),
                    ("invalid UTF-8", body(Array(valid.dropFirst()), raw: "&\(name)=a%FFb")),
                    ("a right-to-left override", body(instead("a\u{202E}b"))),
                    ("a control character", body(instead("a\u{1}b"))),
                ]
            default:
                for value in ["none", "-1", "1.5", "٣", "99999999999999999999", "1e3", "\u{202E}1", "NaN", "0x1"] {
                    // An estimate may have decimals.
                    if name == "estimate", value == "1.5" { continue }
                    bodies.append(("the value \(value)", body(instead(value))))
                }
                bodies.append(("invalid UTF-8", body(Array(valid.dropFirst()), raw: "&\(name)=%FF")))
            }
            return bodies
        }

        func send(_ body: String, _ kiosk: TestKiosk, json: Bool = true) throws -> Connection.Reply {
            let headers: [(name: String, value: String)] =
                [("Cookie", cookie), ("Content-Type", "application/x-www-form-urlencoded")]
                + (json ? [("Accept", "application/json")] : [])
            return try kiosk.connection().request(
                "POST", "/w/\(code)/ballot", headers: headers, body: Array(body.utf8))
        }
    }
}
