import Exports
import Foundation
import Phone
import Testing
import Workshop

@testable import Kiosk

@Suite("Every method")
struct MethodsTests {
    private static let identifiers = (1...12).map { number in number < 10 ? "t0\(number)" : "t\(number)" }

    private func method(_ id: String) throws -> Method {
        try #require(try Assets(directory: TestAssets.directory).methods.first { $0.id == id })
    }

    @Test("is proposed for one thing that people want to achieve, and the box's own under the others")
    func goals() async throws {
        let goals = try Assets(directory: TestAssets.directory).goals
        #expect(goals.flatMap(\.methods).sorted() == Self.identifiers)
        for goal in goals { #expect(goal.text.texts.keys.sorted() == ["en", "fi", "sv"], "\(goal.id)") }
        try await TestKiosk.run { kiosk in
            let room = try TestRoom(kiosk)
            func start() throws -> String {
                try room.connection.request("GET", "/facilitator", headers: room.facilitator.headers).text
            }
            #expect(try start().contains("Vad vill ni uppnå i dag?"))
            #expect(!(try start().contains("Egna och andra metoder")))
            _ = try room.connection.post("/facilitator/methods/t01/copy", [], headers: room.facilitator.headers)
            #expect(try start().contains("Egna och andra metoder"))
            // Without a choice nothing is made, and what was typed stays.
            let reply = try room.connection.post(
                "/facilitator/workshops", [("title", "Min träff"), ("language", "sv")],
                headers: room.facilitator.headers)
            #expect(reply.status == 422 && reply.text.contains("Min träff") && reply.text.contains("metod"))
        }
    }

    @Test("is there, whole and unbroken")
    func all() throws {
        let assets = try Assets(directory: TestAssets.directory)
        #expect(assets.brokenMethods == [])
        #expect(assets.methods.map(\.id) == Self.identifiers)
        for method in assets.methods {
            for text in [method.title, method.purpose] + method.target {
                #expect(text.texts.keys.sorted() == ["en", "fi", "sv"], "\(method.id)")
            }
            for step in method.agenda {
                #expect(step.title.texts.keys.sorted() == ["en", "fi", "sv"], "\(method.id) \(step.name)")
                #expect(step.prompt.texts.keys.sorted() == ["en", "fi", "sv"], "\(method.id) \(step.name)")
            }
        }
    }

    @Test("reads back as it was written", arguments: identifiers)
    func roundTrip(_ id: String) throws {
        let method = try method(id)
        #expect(try JSONDecoder().decode(Method.self, from: JSONEncoder().encode(method)) == method)
    }

    @Test("runs from its first item to its last, in both languages", arguments: identifiers, ["sv", "en"])
    func runs(_ id: String, _ language: String) async throws {
        let method = try method(id)
        let kiosk = try await TestKiosk()
        defer { kiosk.tearDown() }
        try await onThread { try Run(kiosk, method, language).play() }
    }

    /// One method played by six phones.
    private struct Run {
        let kiosk: TestKiosk
        let method: Method
        let facilitator: Facilitator
        let code: String
        let phones: [Phone]

        init(_ kiosk: TestKiosk, _ method: Method, _ language: String) throws {
            self.kiosk = kiosk
            self.method = method
            facilitator = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 10)
            try facilitator.signIn(pin: kiosk.pin)
            code = try facilitator.createWorkshop(method: method.id, title: "Run", language: language)
            let code = code
            phones = try (0..<6).map { _ in try kiosk.phone(code) }
        }

        func play() throws {
            var generator = SplitMix64(seed: 12)
            let agenda = try facilitator.activities(of: code)
            #expect(agenda.map(\.name) == method.agenda.map(\.name))
            for (entry, definition) in zip(agenda, method.agenda) {
                try facilitator.go(to: entry.id, in: code)
                let asks = definition.kind.kind.takesBallots || definition.kind.kind.writing != nil
                if !asks {
                    #expect(try phones[0].page().main("data-kind") == "page")
                    continue
                }
                try facilitator.act("open", on: entry.id, in: code)
                for (number, phone) in phones.enumerated() { try answer(entry, phone, number, &generator) }
                let sealed = try display()
                #expect(sealed.main("data-status") == "open", "\(entry.name)")
                #expect(!sealed.html.contains("text of "), "\(entry.name) leaks")
                try facilitator.act("close", on: entry.id, in: code)
                try facilitator.act("reveal", on: entry.id, in: code)
                let shown = try display()
                let hasResult = shown.html.contains("class=\"blocks") || shown.html.contains("class=\"wall")
                #expect(hasResult, "\(entry.name) shows nothing")
                #expect(try phones[0].page().main("data-status") == "closed")
                if entry.kind == "ideas" { try group(entry) }
            }
            try check()
        }

        private func answer(
            _ entry: AgendaEntry, _ phone: Phone, _ number: Int, _ generator: inout SplitMix64
        ) throws {
            let page = try phone.page()
            #expect(page.main("data-kind") == entry.kind)
            if let form = AnswerForm("idea", in: page) {
                let fields = form.answer(using: &generator) { "text of \($0) \(number)" }
                _ = try phone.post("idea", [("activity", entry.id), ("key", "k\(number)")] + fields)
                return
            }
            let form = try #require(AnswerForm("ballot", in: page), "\(entry.name) has no form")
            #expect(!form.fields.isEmpty, "\(entry.name) asks nothing")
            // Once more, changed, as people do; the last one counts.
            for _ in 0..<2 {
                let now = try #require(AnswerForm("ballot", in: phone.page()))
                var fields = now.answer(using: &generator) { "text of \($0) \(number)" }
                if fields.isEmpty, let box = now.fields.first(where: { if case .box = $0.sort { true } else { false } })
                {
                    fields = [(box.name, "1")]
                }
                _ = try phone.post("ballot", [("activity", entry.id)] + fields)
            }
        }

        private func display() throws -> Page {
            let reply = try kiosk.connection().request("GET", "/display/\(code)", headers: [])
            #expect(reply.status == 200)
            return Page(reply.text)
        }

        /// Puts the first two ideas into a group.
        private func group(_ entry: AgendaEntry) throws {
            let ticks = try facilitator.console(code).values(of: "name=\"idea\" value")
            try facilitator.group(Array(ticks.prefix(2)), as: "Grupp", activity: entry.id, in: code)
        }

        /// The files hold every activity that asks, each with the answers of all.
        private func check() throws {
            let json = try facilitator.download("export.json", of: code)
            let bundle = try JSONDecoder().decode(Exports.Bundle.self, from: Data(json))
            for part in bundle.activities where part.definition.kind.name != "page" {
                #expect(part.answered == phones.count, "\(part.definition.name)")
                #expect(!part.isSealed)
            }
            let csv = String(decoding: try facilitator.download("export.csv", of: code), as: UTF8.self)
            for part in bundle.activities {
                let kind = part.definition.kind.kind
                // What is for its author alone is in no file.
                let isThere = (kind.takesBallots || kind.writing != nil) && !kind.isPrivate
                #expect(csv.contains(part.id.description) == isThere, "\(part.definition.name)")
            }
        }
    }
}
