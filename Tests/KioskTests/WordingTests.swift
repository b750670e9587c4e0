import Appliance
import Exports
import Foundation
import Testing
import Workshop

@testable import Kiosk

@Suite("The words")
struct WordingTests {
    private func sources(_ folder: String, ending: [String]) throws -> String {
        let root = URL(filePath: TestAssets.directory).deletingLastPathComponent().appending(path: folder)
        let files = try #require(FileManager.default.enumerator(atPath: root.path))
        var text = ""
        for case let name as String in files where ending.contains(where: { name.hasSuffix($0) }) {
            text += try String(contentsOf: root.appending(path: name), encoding: .utf8) + "\n"
        }
        return text
    }

    @Test("every language has the same keys, with the same arguments")
    func sameKeys() throws {
        let assets = try Assets(directory: TestAssets.directory)
        let swedish = try #require(assets.languages["sv"])
        for wording in assets.languages.values {
            #expect(wording.keys == swedish.keys, "\(wording.code)")
            for (key, text) in swedish.table {
                #expect(Self.arguments(text) == Self.arguments(wording[key]), "\(wording.code) \(key)")
            }
        }
    }

    /// The keys about sticks that are put together from the name of a case.
    private static var stick: [String] {
        var keys = StickReport.Reason.allCases.map { "stick_reason_\($0.rawValue)" }
        keys += StickNotice.allCases.map { "display_stick_\($0.rawValue)" }
        keys += FileImport.Kind.allCases.map { "stick_kind_\($0.rawValue)" }
        for task in ["results", "backup", "files", "update"] { keys += ["stick_task_\(task)", "stick_done_\(task)"] }
        return keys
    }

    @Test("every key that templates and sources name exists, and every key is named")
    func usedKeys() throws {
        let wording = try Assets(directory: TestAssets.directory).defaultWording
        let templates = try sources("kiosk-assets/templates", ending: [".mustache"])
        let swift = try sources("Sources", ending: [".swift"])
        let named = Set(templates.matches(of: /\{\{t\.([a-z_]+)\}\}/).map { String($0.output.1) })
        #expect(named.subtracting(wording.keys) == [])
        // Keys that are put together from a part and the name of a case.
        let composed =
            [
                "reason_", "status_", "idea_", "console_", "field_", "kind_consent_", "kind_statements_",
                "kind_quiz_confidence_", "setting_", "privacy_", "admission_", "lens_direction_", "trail_",
                "step_take_",
                "guide_per_", "erase_kind_", "erase_confirm_", "erased_", "check_", "power_confirm_", "power_yes_",
                "power_done_",
            ] + AnyActivityKind.all.flatMap { ["kind_\($0.name)_about", "kind_\($0.name)_label", "kind_\($0.name)"] }
        let exact =
            FacilitatorAct.allCases.map { "act_\($0.rawValue)" } + LoggedAct.Kind.allCases.map { "acts_\($0.rawValue)" }
            + LoggedAct.Kind.allCases.filter { $0 != .finish }.map { "undo_act_\($0.rawValue)" }
            + GroupingStep.Kind.allCases.flatMap { ["did_\($0.rawValue)", "undo_\($0.rawValue)"] }
            + Lack.What.allCases.flatMap { ["lack_\($0.rawValue)", "next_gather_\($0.rawValue)"] }
            + ProgrammeOutcome.Level.allCases.flatMap { ["outcome_\($0.rawValue)", "outcome_\($0.rawValue)_help"] }
            + Privacy.allCases.map { "report_privacy_\($0.rawValue)" }
            + Admission.allCases.map { "report_admission_\($0.rawValue)" }
            + ["close", "reveal"].map { "next_confirm_\($0)_yes" }
        #expect(wording.keys.isSuperset(of: exact + Self.stick))
        for key in wording.keys
        where !exact.contains(key) && !Self.stick.contains(key) && !named.contains(key)
            && !composed.contains(where: { key == $0 || $0.hasSuffix("_") && key.hasPrefix($0) })
        {
            #expect(swift.contains("\"\(key)\""), "nothing uses '\(key)'")
        }
        let quoted = swift.matches(
            of: /(?:wording\[|wording\.text\(|wording\.count\(|refusal\(visit, \d+, )"([a-z_]+)"/)
        for match in swift.matches(of: /\.(?:phrase|count)\(\s*"([a-z0-9_]+)"/) {
            #expect(wording.keys.contains(String(match.output.1)), "\(match.output.1)")
        }
        for kind in AnyActivityKind.all {
            #expect(wording.keys.isSuperset(of: ["kind_\(kind.name)", "kind_\(kind.name)_about"]), "\(kind.name)")
        }
        // A field that is missing is named in words: each that is thrown, and each of the record's dates.
        let missing = swift.matches(of: /missingField\(name: "([a-z-]+)"\)/).map { "field_\($0.output.1)" }
        let fields = Set(missing + ["field_date", "field_due"])
        #expect(fields == wording.keys.filter { $0.hasPrefix("field_") })
        for match in quoted { #expect(wording.keys.contains(String(match.output.1)), "\(match.output.1)") }
    }

    @Test("a language that translates the assets' texts in one file translates all of them, and nothing else")
    func translations() throws {
        let root = URL(filePath: TestAssets.directory)
        var texts: Set<String> = []
        for folder in ["", "methods", "kinds", "exports"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            for name in names where name.hasSuffix(".json") {
                let data = try Data(contentsOf: root.appending(path: folder).appending(path: name))
                Self.collect(try JSONSerialization.jsonObject(with: data), &texts)
            }
        }
        #expect(texts.count > 300)
        for code in try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "languages").path) {
            guard let data = try? Data(contentsOf: root.appending(path: "languages/\(code)/content.json")) else {
                continue
            }
            let known = try JSONDecoder().decode([String: String].self, from: data)
            #expect(Set(known.keys).subtracting(texts) == [], "\(code)")
            #expect(texts.subtracting(known.keys) == [], "\(code)")
            for (swedish, text) in known {
                #expect(Self.arguments(text) == Self.arguments(swedish), "\(code): \(text)")
            }
        }
    }

    /// The Swedish wordings of every text in several languages.
    private static func collect(_ value: Any, _ texts: inout Set<String>) {
        if let object = value as? [String: Any] {
            if let swedish = object["sv"] as? String, object["en"] is String { texts.insert(swedish) }
            for member in object.values { collect(member, &texts) }
        } else if let list = value as? [Any] {
            for member in list { collect(member, &texts) }
        }
    }

    @Test("plural rules follow CLDR for whole numbers")
    func pluralRules() throws {
        let polish = try #require(
            PluralRules([
                "one": "n = 1", "few": "n % 10 = 2..4 and n % 100 != 12..14",
                "many": "n != 1 and n % 10 = 0,1 or n % 10 = 5..9 or n % 100 = 12..14",
            ]))
        let forms = [
            0: "many", 1: "one", 2: "few", 4: "few", 5: "many", 12: "many", 22: "few", 101: "many", 102: "few",
        ]
        for (number, form) in forms { #expect(polish.form(of: number) == form, "\(number)") }
        let sami = try #require(PluralRules(["one": "n = 1", "two": "n = 2"]))
        #expect((0...3).map { sami.form(of: $0) } == ["other", "one", "two", "other"])
        #expect(sami.form(of: -1) == "one")
        for broken in ["n", "n = ", "m = 1", "n % 0 = 1", "n = 3..1", "n = 1..2..3", "n < 2", ""] {
            #expect(PluralRules(["one": broken]) == nil, "\(broken)")
        }
    }

    @Test("numbers and dates are written as the language writes them")
    func numbersAndDates() throws {
        let languages = try Assets(directory: TestAssets.directory).languages
        let swedish = try #require(languages["sv"])
        let english = try #require(languages["en"])
        #expect(swedish.whole(1234) == "1234")
        #expect(swedish.whole(-1_234_567) == "−1\u{a0}234\u{a0}567")
        #expect(english.whole(12345) == "12,345")
        #expect(swedish.decimal(12345.678, decimals: 1) == "12\u{a0}345,7")
        #expect(english.decimal(-0.05, decimals: 2) == "−0.05")
        #expect(swedish.date("2027-01-31") == "31 januari 2027")
        #expect(english.date("2027-12-01") == "1 December 2027")
        #expect(languages["fi"]?.date("2027-01-31") == "31. tammikuuta 2027")
        #expect(english.date("snart") == "snart")
        #expect(english.date("2027-13-01") == "2027-13-01")
    }

    @Test("a language says how its spreadsheets separate cells, by a comma or a semicolon only")
    func listSeparator() throws {
        let languages = try Assets(directory: TestAssets.directory).languages
        for (code, separator) in [("sv", ";"), ("fi", ";"), ("en", ",")] {
            let dialect = try #require(languages[code]).csvDialect
            #expect(String(dialect.separator) == separator)
            #expect(String(dialect.separator) != dialect.decimalSign, "\(code)")
        }
        let file = URL(filePath: TestAssets.directory).appending(path: "languages/sv/language.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        for wrong in ["", "|", ";;", "\\t"] {
            let changed = text.replacingOccurrences(
                of: "\"listSeparator\": \";\"", with: "\"listSeparator\": \"\(wrong)\"")
            #expect(changed != text)
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(LanguageRules.self, from: Data(changed.utf8))
            }
        }
    }

    @Test("every refusal has words, in every language")
    func refusals() throws {
        let assets = try Assets(directory: TestAssets.directory)
        let pages = try Pages(assets: assets)
        for wording in assets.languages.values {
            for refusal in AllRefusals.each {
                let words = pages.reason(refusal, wording)
                #expect(!words.hasPrefix("reason_"), "\(refusal)")
                #expect(!words.contains("{"), "\(words)")
            }
        }
    }

    @Test(
        "one of a thing is not several",
        arguments: [("sv", "1 prick", "2 prickar", "0 prickar"), ("en", "1 dot", "2 dots", "0 dots")])
    func plurals(_ language: String, _ one: String, _ two: String, _ none: String) throws {
        let wording = try #require(try Assets(directory: TestAssets.directory).languages[language])
        #expect(wording.count("dots_count", 1) == one)
        #expect(wording.count("dots_count", 2) == two)
        #expect(wording.count("dots_count", 0) == none)
    }

    @Test("assets that lack a file are refused, naming it")
    func missingFile() throws {
        let copy = FileManager.default.temporaryDirectory.appending(path: "assets-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: URL(filePath: TestAssets.directory), to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        _ = try Assets(directory: copy.path)
        try FileManager.default.removeItem(at: copy.appending(path: "templates/phone.mustache"))
        let error = #expect(throws: AssetError.self) { try Assets(directory: copy.path) }
        #expect(error?.file == "templates/phone.mustache")
    }

    @Test("a method that does not hold together is named by file, line and field, and the others stay")
    func brokenMethod() throws {
        let copy = FileManager.default.temporaryDirectory.appending(path: "assets-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: URL(filePath: TestAssets.directory), to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        let path = copy.appending(path: "methods/t01.json")
        let text = try String(contentsOf: path, encoding: .utf8)
        try text.replacingOccurrences(of: "\"budget\": 3", with: "\"budget\": 0").write(
            to: path, atomically: true, encoding: .utf8)
        let assets = try Assets(directory: copy.path)
        let error = try #require(assets.brokenMethods.first)
        #expect(assets.brokenMethods.count == 1)
        #expect(error.file == "methods/t01.json")
        #expect(error.problem.hasPrefix("has a wrong 'budget'"))
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
            $0.contains("\"budget\"")
        }
        #expect(error.line == line.map { $0 + 1 })
        #expect(throws: AssetError("x", line: 3, .missing("id"))) {
            try MethodFile.read(Array("\n\n{}".utf8), path: "x")
        }
        // On pages, in the reader's language.
        let words = try ["sv", "en", "fi"].map { error.words(of: "min fil", try #require(assets.languages[$0])) }
        #expect(words[0] == "min fil, rad \(error.line ?? 0): ”budget”: Det ska vara 1 till 100.")
        #expect(words[1].hasSuffix("“budget”: It must be 1 to 100."))
        #expect(Set(words).count == 3)
        #expect(!assets.methods.contains { $0.id == "t01" })
        #expect(assets.methods.count == 11)
    }

    @Test("of a method with an unknown kind of step, the kind and the step are told, in the reader's language")
    func unknownKind() throws {
        let assets = try Assets(directory: TestAssets.directory)
        var method = try #require(assets.methods.first { $0.agenda.count > 2 })
        method.agenda[1] = method.agenda[0]
        let text = String(decoding: try Routes.encode(method), as: UTF8.self)
        let kind = "\"type\" : \"\(method.agenda[2].kind.name)\""
        let place = try #require(text.ranges(of: kind).first)
        let bent = text.replacingCharacters(in: place, with: "\"type\" : \"drömmar\"")
        let line = text[..<place.lowerBound].count { $0 == "\n" } + 1
        let error = #expect(throws: AssetError.self) { try MethodFile.read(Array(bent.utf8), path: "x") }
        let told = try #require(error)
        guard case .unknownKind("drömmar", let step)? = told.fault else {
            Issue.record("\(told)")
            return
        }
        #expect(method.agenda[step - 1].kind.name == method.agenda[2].kind.name && told.line == line)
        let words = try ["sv", "en", "fi"].map { told.words(of: "min fil", try #require(assets.languages[$0])) }
        #expect(words[0] == "min fil, rad \(line): Steg \(step): typen ”drömmar” finns inte.")
        #expect(words[1].hasSuffix("Step \(step): there is no type “drömmar”."))
        #expect(Set(words).count == 3)
        // What could turn the page around is not shown.
        let hostile = text.replacingCharacters(in: place, with: "\"type\" : \"\u{202E}x\"")
        let hidden = #expect(throws: AssetError.self) { try MethodFile.read(Array(hostile.utf8), path: "x") }
        #expect(hidden?.fault == .unknownKind("…", step: step))
    }

    @Test("the line is told where a text stops being JSON, and none of a text that is")
    func syntax() throws {
        for text in [
            "{}", "[]", " [1, -0.5e+3, true, false, null, \"å\\n\\u00e5\"]\n\n", "\"a\"", "0", "{\"a\": {\"b\": []}}",
            "\u{FEFF}{}", "[\"\\ud83d\\ude00\"]",
        ] { #expect(JSONSyntax.brokenLine(Array(text.utf8)) == nil, "\(text)") }
        for (text, line) in [
            ("", 1), ("{", 1), ("[1,\n2", 2), ("[1,\n2\n\n\n", 2), ("{\n\"a\": 1,\n}", 3), ("[1,]", 1),
            ("{\n\"a\" 1}", 2),
            ("[\n\n01]", 3), ("[\n1.]", 2), ("[\n'a']", 2), ("[\n\"a\nb\"]", 2), ("[\n\"\\x\"]", 2), ("{}\n{}", 2),
            ("[\n}", 2), ("{\n\"a\":1]", 2), ("{\n1:2}", 2), ("[1\n2]", 2), ("[\n// no\n1]", 2), ("]", 1),
            ("{\n\"a\"\n\n", 2), ("{\n\"a\"\n\n1}", 4), ("[\"\\uZZZZ\",\n\n1 2]", 1), ("[\n\"\\ud83d\",\n1 2]", 2),
            ("[\n\"\\ude00\"]", 2), ("[\"\\u00e", 1), ("[1٢,\n\n2 3]", 1), ("[-]", 1), ("[1e]", 1), ("[1.e1]", 1),
        ] { #expect(JSONSyntax.brokenLine(Array(text.utf8)) == line, "\(text)") }
        #expect(JSONSyntax.brokenLine([0x5B, 0x0A, 0x22, 0xFF, 0x22, 0x0A, 0x5D]) == 2)
        // As large as a file may be: none of them may cost more than to read it.
        for part in ["[", "1,", "12345.5e1,", "true,", "1\u{301}", "\u{301}", "\"", "\"\\u00e5\","] {
            let text = "[" + String(repeating: part, count: (1 << 20) / part.utf8.count)
            #expect(JSONSyntax.brokenLine(Array(text.utf8)) == 1)
        }
        // The reader of JSON thinks the same of it.
        var generator = SplitMix64(seed: 3)
        let whole = Array("{\"a\": [1, -2.5e3, true, null, {\"b\": \"c\\n\"}], \"d\": {}}\n".utf8)
        for _ in 0..<3000 {
            var bytes = whole
            let index = Int.random(in: bytes.indices, using: &generator)
            bytes[index] = Array("{}[]:,\"\\ 1e-.tn\n".utf8).randomElement(using: &generator) ?? 0
            let isRead = (try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))) != nil
            let isJSON = JSONSyntax.brokenLine(bytes) == nil
            #expect(isRead == isJSON, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    private static func arguments(_ text: String) -> Set<String> {
        Set(text.matches(of: /\{(\w+)\}/).map { String($0.output.1) })
    }
}
