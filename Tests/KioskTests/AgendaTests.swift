import Foundation
import HTTP
import Phone
import Testing
import Workshop

@testable import Kiosk

@Suite("Agendas and methods in the console")
struct AgendaTests {
    private static let everyStep: [ActivityDefinition] = {
        let root = URL(filePath: TestAssets.directory).deletingLastPathComponent()
        let data = try? Data(contentsOf: root.appending(path: "Tests/kinds/every-kind.json"))
        let every = data.flatMap { try? JSONDecoder().decode(Method.self, from: $0) }?.agenda ?? []
        let shipped = (try? Assets(directory: TestAssets.directory))?.methods ?? []
        return every + shipped.flatMap(\.agenda)
    }()

    @Test("a form that is saved as it was opened changes nothing, whatever the step")
    func roundTrip() throws {
        #expect(Self.everyStep.count > 100)
        for step in Self.everyStep {
            let json = try JSONValue(step).members
            let settings = type(of: step.kind.kind).settings
            let form = StepForm(step: json, settings: settings, languages: ["sv", "en", "fi"])
            // As a browser sends it: line ends become CR LF.
            let pairs = form.values.map { name, value -> String in
                let sent = value.replacingOccurrences(of: "\n", with: "\r\n")
                return "\(name)=\(sent.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
            }
            let body: String = pairs.joined(separator: "&")
            let sent = StepForm(
                sent: Form(parsing: Array(body.utf8)), settings: settings, languages: ["sv", "en", "fi"])
            let saved = try JSONValue.object(try sent.applied(to: json)).decoded(as: ActivityDefinition.self)
            #expect(saved == step, "\(step.name)")
        }
    }

    @Test("every setting and every kind has its words")
    func words() throws {
        let wording = try Assets(directory: TestAssets.directory).defaultWording
        for kind in AnyActivityKind.all {
            for setting in StepForm.common + kind.settings {
                let isNamed =
                    wording.keys.contains("setting_\(kind.name)_\(setting.key)")
                    || wording.keys.contains("setting_\(setting.key)")
                if setting.shape != .reference { #expect(isNamed, "\(kind.name) \(setting.key)") }
                switch setting.shape {
                case .source, .reference: #expect(wording.keys.contains("setting_\(setting.key)From"))
                case .oneOf(let values):
                    for value in values { #expect(wording.keys.contains("setting_\(setting.key)_\(value)")) }
                default: break
                }
            }
        }
    }

    private static func signIn(_ kiosk: TestKiosk) throws -> (Facilitator, Connection) {
        let facilitator = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 10)
        try facilitator.signIn(pin: kiosk.pin)
        return (facilitator, kiosk.connection())
    }

    @Test("a step is added, moved, copied, asked again and removed while the workshop runs")
    func edits() async throws {
        try await TestKiosk.run { kiosk in
            let (facilitator, connection) = try Self.signIn(kiosk)
            let code = try facilitator.createWorkshop(method: "t01", title: "Test", language: "sv")
            let base = "/facilitator/\(code)"
            func names() throws -> [String] { try facilitator.activities(of: code).map(\.name) }
            func post(_ path: String, _ fields: [(name: String, value: String)]) throws -> Int {
                try connection.post(base + path, fields, headers: facilitator.headers).status
            }
            let before = try names()
            let step: [(name: String, value: String)] = [
                ("kind", "choice"), ("after", "start"), ("title.sv", "Paus"), ("prompt.sv", "Kaffe eller te?"),
                ("minutes", "3"), ("options.sv", "Kaffe\r\nTe\r\n"), ("options.en", "Coffee\r\nTea"),
            ]
            #expect(try post("/step", step) == 303)
            #expect(try names() == [before[0], "choice"] + before.dropFirst())
            let entry = try #require(try facilitator.activities(of: code).first { $0.name == "choice" })
            try facilitator.go(to: entry.id, in: code)
            try facilitator.act("open", on: entry.id, in: code)
            let phone = try kiosk.phone(code)
            #expect(try phone.page().html.contains("Kaffe eller te?"))

            // Open for answers: its words can change, its rules cannot, and it cannot go.
            let words: [(name: String, value: String)] = [
                ("name", "choice"), ("title.sv", "Paus"), ("prompt.sv", "Te eller kaffe?"), ("minutes", "4"),
            ]
            #expect(try post("/step", words) == 303)
            #expect(try phone.page().html.contains("Te eller kaffe?"))
            #expect(try post("/agenda", [("do", "remove"), ("step", "choice")]) == 409)
            #expect(try post("/agenda", [("do", "again"), ("step", "choice")]) == 303)
            #expect(try post("/agenda", [("do", "earlier"), ("step", "choice")]) == 303)
            #expect(try names().prefix(3) == ["choice", before[0], "choice-2"])
            // The step that is open is still the one that phones show.
            #expect(try phone.page().html.contains("Te eller kaffe?"))
            #expect(try post("/agenda", [("do", "remove"), ("step", "choice-2")]) == 303)
            // The ideas are what others build on.
            #expect(try post("/agenda", [("do", "remove"), ("step", "a1")]) == 409)
            #expect(try post("/agenda", [("do", "remove"), ("step", "gone")]) == 409)
            #expect(try post("/agenda", [("do", "explode"), ("step", "a1")]) == 422)
            #expect(try names() == ["choice"] + before)
        }
    }

    @Test("a step that does not hold together is refused at its field, with what was typed")
    func refusals() async throws {
        try await TestKiosk.run { kiosk in
            let (facilitator, connection) = try Self.signIn(kiosk)
            let code = try facilitator.createWorkshop(method: "t01", title: "Test", language: "sv")
            let before = try facilitator.activities(of: code).count
            func refused(_ fields: [(name: String, value: String)]) throws -> String {
                let reply = try connection.post(
                    "/facilitator/\(code)/step", [("kind", "dots"), ("after", "start")] + fields,
                    headers: facilitator.headers)
                #expect(reply.status == 422)
                return reply.text
            }
            let words: [(name: String, value: String)] = [
                ("title.sv", "Rubrik <b>"), ("prompt.sv", "Fråga"), ("minutes", "5"), ("budget", "3"),
            ]
            // No items; items from a step that comes later; a budget out of range; no title; a number that is none.
            #expect(try refused(words).contains("id=\"s-items_from-error\""))
            #expect(try refused(words).contains("Rubrik &lt;b&gt;"))
            #expect(try refused(words + [("items.from", "a1")]).contains("id=\"s-items_from-error\""))
            let lines: [(name: String, value: String)] = [("items.sv", "A\nB")]
            let many = words.map { $0.name == "budget" ? ("budget", "101") : $0 } + lines
            #expect(try refused(many).contains("id=\"s-budget-error\""))
            #expect(try refused(Array(words.dropFirst()) + lines).contains("id=\"s-title_sv-error\""))
            let wrong = words.map { $0.name == "minutes" ? ("minutes", "fem") : $0 } + lines
            #expect(try refused(wrong).contains("id=\"s-minutes-error\""))
            #expect(try facilitator.activities(of: code).count == before)
            let reply = try connection.post(
                "/facilitator/\(code)/step", [("kind", "nonsense")], headers: facilitator.headers)
            #expect(reply.status == 404)
        }
    }

    @Test("a method is copied, edited, exported, and imported as it was", arguments: ["t01", "t07", "t12"])
    func methods(_ id: String) async throws {
        try await TestKiosk.run { kiosk in
            let (facilitator, connection) = try Self.signIn(kiosk)
            let copied = try connection.post(
                "/facilitator/methods/\(id)/copy", [], headers: facilitator.headers)
            let location = try #require(copied.header("Location"))
            let own = "m-\(location.suffix(16))"
            let shipped = try #require(kiosk.methods.first { $0.id == id })
            let first = try #require(shipped.agenda.first)
            func post(_ path: String, _ fields: [(name: String, value: String)]) throws -> Int {
                try connection.post("/facilitator/methods" + path, fields, headers: facilitator.headers).status
            }
            #expect(try post("/\(own)/agenda", [("do", "duplicate"), ("step", first.name)]) == 303)
            func export(_ id: String) throws -> String {
                try connection.request(
                    "GET", "/facilitator/methods/\(id)/export.json", headers: facilitator.headers
                ).text
            }
            let file = try export(own)
            let method = try MethodFile.read(Array(file.utf8), path: "export")
            #expect(method.agenda.count == shipped.agenda.count + 1)
            #expect(try post("/\(own)/remove", []) == 303)
            #expect(try post("/\(own)/guide", []) == 404)
            #expect(try post("", [("content", file)]) == 303)
            #expect(try export(own) == file)
            // The same again is nothing new; another with the same identifier does not overwrite.
            #expect(try post("", [("content", file)]) == 200)
            let other = file.replacingOccurrences(of: "\"version\" : 1", with: "\"version\" : 7")
            #expect(try post("", [("content", other)]) == 303)
            #expect(try export(own) == file)
            let code = try facilitator.createWorkshop(method: own, title: "Test", language: "en")
            #expect(try facilitator.activities(of: code).count == method.agenda.count)
            // What came with the box is not changed.
            #expect(try post("/\(id)/remove", []) == 404)
            #expect(try post("/\(id)/agenda", [("do", "duplicate"), ("step", first.name)]) == 404)
        }
    }

    @Test("the words about an own method are changed in one language, and wrong ones stay to be mended")
    func methodWords() async throws {
        try await TestKiosk.run { kiosk in
            let (facilitator, connection) = try Self.signIn(kiosk)
            let copied = try connection.post("/facilitator/methods/t01/copy", [], headers: facilitator.headers)
            let own = "m-\(try #require(copied.header("Location")).suffix(16))"
            func change(_ fields: [(name: String, value: String)]) throws -> (status: Int, text: String) {
                let reply = try connection.post(
                    "/facilitator/methods/\(own)/words?language=sv", fields, headers: facilitator.headers)
                return (reply.status, reply.text)
            }
            let words: [(name: String, value: String)] = [
                ("title", "Vårt sätt"), ("purpose", "Lära"), ("target", "Rektorer\n\nLärare"),
            ]
            let wrong = try change(words.dropLast(2) + [("purpose", ""), ("target", "Rektorer")])
            #expect(wrong.status == 422 && wrong.text.contains("Vårt sätt") && wrong.text.contains("Rektorer"))
            #expect(try change(words + [("intervention", "nonsense")]).status == 422)
            #expect(try change(words + [("intervention", "utbildning")]).status == 303)
            let file = try connection.request(
                "GET", "/facilitator/methods/\(own)/export.json", headers: facilitator.headers)
            let method = try MethodFile.read(file.body, path: "export")
            let shipped = try #require(kiosk.methods.first { $0.id == "t01" })
            #expect(method.title.texts["sv"] == "Vårt sätt" && method.purpose.texts["sv"] == "Lära")
            #expect(method.purpose.texts["en"] == shipped.purpose.texts["en"])
            #expect(method.target.map { $0.texts["sv"] } == ["Rektorer", "Lärare"])
            #expect(method.intervention == "utbildning" && method.version == 2)
            // What the box came with is not changed.
            let refused = try connection.post(
                "/facilitator/methods/t01/words", words, headers: facilitator.headers)
            #expect(refused.status == 404)
        }
    }

    @Test("a method that cannot be read is refused with its line, and what was pasted stays")
    func brokenImport() async throws {
        try await TestKiosk.run { kiosk in
            let (facilitator, connection) = try Self.signIn(kiosk)
            for content in ["", "{", "[]", "{\n\"id\": 3}", String(repeating: "[", count: 20_000)] {
                let reply = try connection.post(
                    "/facilitator/methods", [("content", content)], headers: facilitator.headers)
                #expect(reply.status == 422, "\(content.prefix(20))")
            }
            let reply = try connection.post(
                "/facilitator/methods", [("content", "{\n\"id\": 3}")], headers: facilitator.headers)
            #expect(reply.text.contains("rad 2"))
            #expect(reply.text.contains("&quot;id&quot;: 3"))
            let cut = try connection.post(
                "/facilitator/methods", [("content", "{\n\"id\": \"m\",\n\"title\" {}\n}")],
                headers: facilitator.headers)
            #expect(cut.status == 422 && cut.text.contains("rad 3: Filen är inte giltig JSON."))
            // Words that would turn the page around, or flood it, are no words.
            let method = try #require(kiosk.methods.first)
            for words in ["\u{202E}Behov", "Behov\u{0}", String(repeating: "å", count: LocalizedText.limit + 1)] {
                var hostile = method
                hostile.id = "hostile"
                hostile.title.texts["sv"] = words
                let file = String(decoding: try Routes.encode(hostile), as: UTF8.self)
                let refused = try connection.post(
                    "/facilitator/methods", [("content", file)], headers: facilitator.headers)
                #expect(refused.status == 422 || refused.status == 413, "\(words.prefix(10))")
            }
        }
    }

    @Test("every method has a guide whose minutes add up", arguments: ["sv", "en"])
    func guides(_ language: String) async throws {
        try await TestKiosk.run { kiosk in
            let (facilitator, connection) = try Self.signIn(kiosk)
            for method in kiosk.methods {
                let reply = try connection.request(
                    "GET", "/facilitator/methods/\(method.id)/guide?language=\(language)",
                    headers: facilitator.headers)
                #expect(reply.status == 200)
                let ends = reply.text.matches(of: /<span>(\d+)–(\d+)<\/span>/)
                #expect(ends.count == method.agenda.count)
                #expect(ends.last.map { String($0.output.2) } == String(method.minutes))
                #expect(reply.text.contains(method.purpose.text(in: language).prefix(20)))
            }
        }
    }
}
