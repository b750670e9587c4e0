import Testing
import Workshop

@testable import Exports

@Suite("A workbook")
struct XLSXTests {
    /// Words by their key, with the arguments that are words.
    private static let words = ExportWords(
        language: "sv", languageName: "svenska",
        label: { label in
            switch label {
            case .typed(let text): text
            case .localized(let text): text.text(in: "sv")
            case .phrase(let key, let arguments): Self.filled(key, arguments)
            case .count(let key, let count, let arguments): "\(count) \(Self.filled(key, arguments))"
            }
        }, date: { $0 })
    private static let fields = ExportFields(
        fields: CSVExport.columns.map { .init(name: $0, meaning: LocalizedText(["sv": "om \($0)"])) })

    private static func filled(_ key: String, _ arguments: [String: Label.Argument]) -> String {
        let texts = arguments.sorted { $0.key < $1.key }.compactMap { argument -> String? in
            switch argument.value {
            case .whole(let number): String(number)
            case .decimal(let number, _): String(number)
            case .percent(let share): "\(Int(share * 100)) %"
            case .label(.typed(let text)): text
            case .label: nil
            }
        }
        return ([key] + texts).joined(separator: " ")
    }

    @Test("shows no result of fewer than five people")
    func few() throws {
        let all = try files(Sample.results(revealed: true))
        let few = try files(Sample.results(revealed: true), least: 5)
        #expect(all.keys.contains { $0.contains("chart") })
        #expect(few.values.contains { $0.contains("xlsx_few") } && !all.values.contains { $0.contains("xlsx_few") })
        #expect(few.keys.count { $0.contains("charts/") } < all.keys.count { $0.contains("charts/") })
    }

    private func files(_ results: WorkshopResults, mostRows: Int = 100, least: Int = 1) throws -> [String: String] {
        let bytes = try XLSXExport.encode(
            results, words: Self.words, fields: Self.fields, mostRows: mostRows, least: least)
        return try #require(Unzipped(bytes)).files
    }

    private func names(_ files: [String: String]) -> [String] {
        (files["xl/workbook.xml"] ?? "").matches(of: /<sheet name="([^"]*)"/).map { String($0.output.1) }
    }

    @Test("has a sheet that explains it, one for each question, and one with all answers")
    func structure() throws {
        let files = try self.files(Sample.results(revealed: true))
        #expect(names(files) == ["xlsx_about", "1 Skriv", "2 Prickar", "xlsx_answers"])
        let dots = try #require(files["xl/worksheets/sheet3.xml"])
        // Headings stay in sight and filter the rows; the figures are numbers.
        #expect(dots.contains("<pane ySplit=") && dots.contains("<autoFilter ref="))
        #expect(dots.matches(of: /<c r="C\d+" s="\d+"><v>2<\/v>/).count == 1)
        #expect(dots.contains("<cols>"))
        let chart = try #require(files["xl/charts/chart2.xml"])
        #expect(chart.contains("'2 Prickar'!$C$7") && chart.contains("<c:v>2</c:v>"))
        // The first sheet names the base.
        let texts = try #require(files["xl/sharedStrings.xml"])
        for text in ["xlsx_joined", "xlsx_reading_base", "om item_text", "1 xlsx_answered_of 3", "Första", "Grupp"] {
            #expect(texts.contains(">\(text)<"), "\(text)")
        }
    }

    @Test("has the rows of the CSV as all answers, streamed")
    func answers() throws {
        let answers = try #require(try files(Sample.results(revealed: true))["xl/worksheets/sheet4.xml"])
        #expect(answers.matches(of: #/<row /#).count == 5)
        #expect(answers.contains("<is><t>Första</t></is>"))
        #expect(answers.contains("<c r=\"N4\" s=") || answers.contains("<c r=\"N4\">"))
    }

    @Test("goes on in a second sheet where the answers are more than one sheet holds")
    func moreRows() throws {
        let files = try self.files(Sample.results(revealed: true), mostRows: 3)
        #expect(names(files).suffix(2) == ["xlsx_answers", "xlsx_answers (2)"])
        let counts = ["xl/worksheets/sheet4.xml", "xl/worksheets/sheet5.xml"].map {
            files[$0]?.matches(of: #/<row /#).count
        }
        #expect(counts == [3, 3])
    }

    @Test("carries nothing that is sealed, even when it is given it, and says that it is left out")
    func sealed() throws {
        let files = try self.files(Sample.results(revealed: false))
        #expect(names(files) == ["xlsx_about", "xlsx_answers"])
        let everything = files.values.joined()
        #expect(!everything.contains("Första") && !everything.contains(">cc<"))
        #expect(everything.contains("xlsx_included_no"))
    }

    @Test("gives equal bytes for equal results")
    func deterministic() throws {
        func bytes() throws -> [UInt8] {
            try XLSXExport.encode(Sample.results(revealed: true), words: Self.words, fields: Self.fields)
        }
        #expect(try bytes() == bytes())
        let core = try #require(try files(Sample.results(revealed: true))["docProps/core.xml"])
        #expect(core.contains("2000-01-01T00:00:00Z"))
        #expect(core.matches(of: /\d{4}-\d\d-\d\dT/).allSatisfy { $0.output.hasPrefix("2000") })
    }

    @Test("keeps texts as texts, whatever they look like")
    func texts() throws {
        let hostile = [
            "=1+1", "@SUM(A1)", "{=A1}", "https://example.org", "mailto:a@b.se", "<b>&amp;", "_x0041_", "a\u{1}b\u{0}c",
            "rad ett\r\nrad två", "\u{FFFE}", String(repeating: "å", count: 40_000),
        ]
        var results = Sample.results(revealed: true)
        results.activities[0].ideas = hostile.enumerated().map { index, text in
            AuthoredIdea(idea: Idea(id: Identifier(bits: UInt64(index + 10)), text: text), pseudonym: "aa")
        }
        results.workshop.title = "=1+1\u{1}"
        let files = try self.files(results)
        for (name, text) in files {
            #expect(!text.contains("<f>") && !text.contains("<f "), "\(name)")
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\r" }, "\(name)")
            #expect(!name.contains("rels") || !text.contains("https://example.org"))
        }
        let shared = try #require(files["xl/sharedStrings.xml"])
        for text in [
            "=1+1", "@SUM(A1)", "&lt;b&gt;&amp;amp;", "_x005F_x0041_", "a\u{FFFD}b\u{FFFD}c", "rad ett\nrad två",
            "\u{FFFD}",
        ] {
            #expect(shared.contains(">\(text)<"), "\(text)")
        }
        #expect(shared.contains("å…<"))
    }

    @Test("has no formula, whatever any text begins with", arguments: FormulaTests.starts)
    func formulas(_ start: String) throws {
        let files = try self.files(Sample.spoiled(start))
        for (name, text) in files { #expect(text.matches(of: /<f[ >]/).isEmpty, "\(name)") }
        let shared = try #require(files["xl/sharedStrings.xml"])
        #expect(shared.contains("1+1<"))
        // What looks like a formula is a text, shared or in its cell, and no value.
        for (name, text) in files where name.hasPrefix("xl/worksheets/") {
            #expect(text.matches(of: /<v>[^<]*1\+1/).isEmpty, "\(name)")
        }
    }

    @Test("names its sheets as Excel allows, each only once")
    func sheetNames() {
        let wanted = [
            "Behov", "behov", "1 Vad [är]: viktigt?/\\*", "'citat'", "History", "", "  ", "rad\nbrytning",
            String(repeating: "lång", count: 20), String(repeating: "lång", count: 20) + "2",
            String(repeating: "👩‍👩‍👧", count: 9),
        ]
        let names = XLSXText.names(wanted)
        #expect(Set(names.map { $0.lowercased() }).count == wanted.count)
        for name in names {
            #expect((1...31).contains(name.utf16.count), "\(name)")
            #expect(!name.contains { "[]:*?/\\'\n".contains($0) }, "\(name)")
            #expect(name.lowercased() != "history")
        }
        #expect(names[0...2] == ["Behov", "behov (2)", "1 Vad (är)- viktigt----"])
    }

    @Test("writes as numbers what is written as numbers are, and nothing else")
    func numbers() {
        #expect(XLSXCell.answer("12") == .number(12, .whole))
        #expect(XLSXCell.answer("-3") == .number(-3, .whole))
        #expect(XLSXCell.answer("0.25") == .number(0.25, .decimal(2)))
        for text in ["012", "+46", "1e5", "0x1", "1.0.0", "12 ", "x", "inf", "9999999999999999", "-", "1,5", "1.50"] {
            #expect(XLSXCell.answer(text) == .text(text), "\(text)")
        }
    }

    @Test("has shares of those who answered, and what numbers come to")
    func shares() throws {
        let scale = ActivityDefinition(
            name: "s", title: LocalizedText(["sv": "Skala"]), prompt: LocalizedText(["sv": "Hur?"]), minutes: 5,
            kind: ScaleKind(points: ["Låg", "Mellan", "Hög"].map { LocalizedText(["sv": $0]) }))
        let ballots = ["1", "3", "3", "x"].map { Ballot(["answer": $0]) }
        let tables = XLSXResult(words: Self.words, title: "Skala").tables(scale.results(ballots, targets: [], []))
        let rows = tables[0].rows
        #expect(tables[0].columns == ["kind_scale_point", "plot_people", "xlsx_share", "xlsx_base"])
        #expect(rows[2] == [.text("Hög"), .count(2), .number(0.5, .percent), .count(4)])
        #expect(rows[3] == [.text("result_dont_know"), .count(1), .number(0.25, .percent), .count(4)])
        #expect(tables[0].charts.map(\.kind) == [.columns])
        let long = XLSXResult(words: Self.words, title: String(repeating: "lång ", count: 100))
        #expect(long.tables(scale.results(ballots, targets: [], []))[0].charts[0].title.utf16.count == 120)
        // Don't know is part of no mean.
        #expect(tables[1].rows[0].prefix(3) == [.count(3), .number(7.0 / 3, .decimal(2)), .number(3, .decimal(2))])
    }
}
