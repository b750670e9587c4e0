import Evaluation
import Exports
import Testing
import Workshop

@testable import Kiosk

@Suite("A programme of several workshops")
struct ProgrammeTests {
    private static func html(_ bundles: [[UInt8]], _ language: String = "sv") throws -> String {
        let assets = try Assets(directory: TestAssets.directory)
        let report = try ProgrammeReport(assets: assets)
        return String(decoding: report.html(try TestProgramme.data(bundles), language: language), as: UTF8.self)
    }

    /// Workshops of three types with a planted order.
    private static func three(_ effects: [Double] = [1.4, 0.6, 0.2], workshops: Int = 5) throws -> [[UInt8]] {
        let types = ["utbildning", "nätverk", "vägledning"]
        return try zip(types, effects).enumerated().flatMap { place, entry in
            try (1...workshops).map { number in
                let id = (place + 1) * 1000 + number
                return try TestProgramme.bundle(
                    id, entry.0, TestProgramme.people(20, workshop: id, effect: entry.1))
            }
        }
    }

    @Test("shows the known figures of one workshop, and what more is needed before anything is ranked")
    func demo() throws {
        let bundle = try TestProgramme.bundle(1, "utbildning", try TestProgramme.demo())
        let change = try #require(
            WorkshopChange(try TestProgramme.data([bundle]).workshops[0].learning.changes))
        #expect(abs(change.mean - 0.713333) < 1e-6)
        let page = try Self.html([bundle])
        #expect(page.contains("+0,71 (0,47 till 0,95)"))
        #expect(page.contains(">20</td><td class=\"figure\">4</td><td class=\"figure\">1</td>"))
        #expect(page.contains(">1,19</td>"))
        #expect(page.contains("Underlaget räcker inte för att peka ut en insats"))
        #expect(page.contains("Utbildning behöver 2 workshoppar till."))
        #expect(page.contains("Utbildning behöver 5 par svar till."))
        #expect(page.contains("Mätningen har ingen jämförelsegrupp."))
        #expect(try Self.html([bundle], "en").contains("+0.71 (0.47 to 0.95)"))
        #expect(try Self.html([bundle], "fi").contains("+0,71 (0,47–0,95)"))
    }

    @Test("is the same to the byte in whatever order bundles come, and however often")
    func order() throws {
        let all = try Self.three()
        let (one, other) = (Array(all[..<8]), Array(all[8...]))
        let page = try Self.html(one + other)
        #expect(try Self.html(other + one) == page)
        #expect(try Self.html(all.reversed()) == page)
        // Copies are told, and change no figure.
        let again = try Self.html(one + other + one)
        #expect(again == (try Self.html(one + one + other)))
        #expect(again.contains("8 filer är tidigare versioner"))
        #expect(
            again.replacing(/\ 8 filer är [^<]*/, with: "") == page)
    }

    @Test("counts the latest bundle of a workshop, also when its agenda was edited between them")
    func versions() throws {
        let people = TestProgramme.people(20, workshop: 5, effect: 0.5)
        let added = Identifier(bits: 77)
        let first = try TestProgramme.bundle(5, "nätverk", Array(people.prefix(9)), revision: 3)
        let second = try TestProgramme.bundle(5, "nätverk", people, revision: 9, extra: added)
        // It has nothing but the added step in common with the second.
        let third = try TestProgramme.bundle(
            6, "nätverk", Array(people.prefix(10)), revision: 7, extra: added)
        for bundles in [[first, second, third], [third, first, second], [third, second, first]] {
            let data = try TestProgramme.data(bundles)
            #expect(data.workshops.map(\.learning.changes.count) == [20])
            #expect(data.copies == 2)
        }
    }

    @Test("recommends the type that was planted as the best, with its uncertainty and the way to its figures")
    func best() throws {
        let page = try Self.html(try Self.three())
        #expect(page.contains("Underlaget räcker för att peka ut en insats"))
        #expect(page.contains("Utbildning väntas ge bäst effekt av de 3 insatser som går att jämföra."))
        #expect(page.contains(/95 % osäkerhet \d,\d till \d,\d; 100 par; 5 workshoppar/))
        for anchor in page.matches(of: /href="#([a-z0-9-]+)"/) {
            #expect(page.contains("id=\"\(anchor.output.1)\""), "\(anchor.output.1)")
        }
    }

    @Test("says that there is not enough wherever nothing may be pointed out", arguments: 1...12)
    func notEnough(_ seed: Int) throws {
        let types = ["utbildning", "nätverk"]
        let bundles = try types.enumerated().flatMap { place, type in
            try (1...3).map { number in
                let id = seed * 10_000 + place * 100 + number
                return try TestProgramme.bundle(id, type, TestProgramme.people(12, workshop: id, effect: 0))
            }
        }
        let data = try TestProgramme.data(bundles)
        let programme = Programme(
            types.map { type in data.workshops.filter { $0.intervention == type }.compactMap(\.figures) })
        let page = try Self.html(bundles)
        if case .best = programme.recommendation {
            #expect(page.contains("Underlaget räcker för"))
        } else {
            #expect(page.contains("Underlaget räcker inte"))
            #expect(!page.contains("väntas ge bäst effekt av"))
        }
    }

    @Test(
        "says in words that there is not enough in 95 of 100 programmes without any effect, and that it is where planted"
    )
    func simulation() throws {
        let wording = try Assets(directory: TestAssets.directory).defaultWording
        var generator = SplitMix64(seed: 11)
        func normal() -> Double {
            // The sum of twelve is close enough to normal for what is asked here (Irwin and Hall).
            (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
        }
        func enough(_ effects: [Double], programmes: Int) -> (enough: Int, first: Int) {
            (0..<programmes).reduce(into: (0, 0)) { counts, _ in
                let programme = Programme(
                    effects.map { effect in
                        (0..<4).compactMap { _ in
                            WorkshopChange((0..<12).map { _ in effect + 0.7 * normal() }).map {
                                WorkshopFigures($0, attended: 15, hours: 2, cost: 9000)
                            }
                        }
                    })
                let words = ProgrammeWords(wording: wording, programme: programme, types: ["Alfa", "Beta", "Gamma"])
                let text = words.sentences.map(\.text).joined(separator: " ")
                if words.isEnough { counts.0 += 1 }
                if text.contains("Alfa väntas ge bäst effekt") { counts.1 += 1 }
                #expect(words.isEnough == text.contains("väntas ge bäst effekt"))
            }
        }
        #expect(enough([0, 0, 0], programmes: 1000).enough <= 50)
        let planted = enough([1.2, 0.4, 0], programmes: 200)
        #expect(planted.first >= 190 && planted.enough - planted.first <= 2, "\(planted)")
    }

    @Test("shows nothing of a workshop with too few pairs, and has it in no pooled figure")
    func few() throws {
        let all = try Self.three()
        let small = try TestProgramme.bundle(
            9000, "utbildning", TestProgramme.people(7, workshop: 9000, effect: 3))
        func figures(_ page: String) -> [String] {
            page.matches(of: /<td class="figure">([+−]\d,\d\d \([^<]*)</).map { String($0.output.1) }
        }
        let (with, without) = (try Self.html(all + [small]), try Self.html(all))
        #expect(figures(with) == figures(without))
        func pairs(_ page: String) -> String? {
            page.firstMatch(of: /minst åtta par svar svarade (\d+) både/).map { String($0.output.1) }
        }
        #expect(pairs(with) != nil && pairs(with) == pairs(without))
        // Whoever answered once only is told of, too; those of a workshop that is not shown are not.
        #expect(with.contains("0 personer där svarade bara en gång"))
        var half = TestProgramme.people(20, workshop: 9001, effect: 1)
        for index in 0..<3 { half[index].after = [] }
        let some = try Self.html(all + [try TestProgramme.bundle(9001, "utbildning", half), small])
        #expect(some.contains("3 personer där svarade bara en gång"))
        #expect(with.contains("Träff 9000"))
        #expect(with.contains("färre än åtta"))
        #expect(with.contains(">5 av 6<"))
    }

    @Test("follows people up by their card, in whatever workshop they answer later")
    func followUp() throws {
        var bundles: [[UInt8]] = []
        var later: [String: [Int?]] = [:]
        for number in 1...3 {
            let people = TestProgramme.people(12, workshop: number, effect: 0.8)
            bundles.append(try TestProgramme.bundle(number, "nätverk", people))
            for person in people.prefix(10) { later[person.mark] = person.after }
        }
        #expect(try Self.html(bundles).contains("Ingen insats har nog med uppföljningar än."))
        bundles.append(try TestProgramme.bundle(50, "", [], date: "2026-06-01", followUp: later))
        let data = try TestProgramme.data(bundles)
        #expect(data.workshops.map { $0.followUps.map(\.changes.count) } == [[10], [10], [10], []])
        #expect(try Self.html(bundles).contains("<strong>Nätverk</strong>: +"))
    }

    @Test("counts a follow-up for each workshop alike, whatever others are read beside it")
    func followUpAlone() throws {
        let people = TestProgramme.people(12, workshop: 1, effect: 0.8)
        let first = try TestProgramme.bundle(1, "nätverk", people)
        let later = Dictionary(people.map { ($0.mark, $0.after) }) { one, _ in one }
        let followUp = try TestProgramme.bundle(50, "", [], date: "2026-06-01", followUp: later)
        // One of them was in another workshop, too, after the first.
        let other = try TestProgramme.bundle(
            2, "nätverk", Array(people.prefix(1)) + TestProgramme.people(9, workshop: 2, effect: 0), date: "2026-04-01")
        func figures(_ bundles: [[UInt8]]) throws -> WorkshopFigures? {
            try TestProgramme.data(bundles).workshops.first { $0.title == "Träff 1" }?.followUpFigures.first
        }
        let alone = try #require(try figures([first, followUp]))
        #expect(alone.pairs == 12)
        #expect(try figures([first, followUp, other]) == alone)
    }

    @Test("says which type is lower after than before, and what lacks a type")
    func belowZero() throws {
        let page = try Self.html(
            try Self.three([-0.8, -0.1, 0]) + [
                try TestProgramme.bundle(77, "", TestProgramme.people(12, workshop: 77, effect: 0.4))
            ])
        #expect(page.contains("Utbildning: svaren efter är lägre än svaren före"))
        #expect(!page.contains("Vägledning: svaren efter är lägre"))
        #expect(page.contains("1 workshop saknar insats och är inte med i jämförelsen."))
        let untyped = try Self.html([
            try TestProgramme.bundle(77, "", TestProgramme.people(12, workshop: 77, effect: 0.4))
        ])
        #expect(!untyped.contains("Ingen av filerna har svar både före och efter."))
    }

    @Test("does not round a probability up to what names a best")
    func percent() throws {
        let wording = try Assets(directory: TestAssets.directory).defaultWording
        let words = ProgrammeWords(wording: wording, programme: Programme([]), types: [])
        #expect(words.percent(0.8991) == "89\u{00A0}%" || words.percent(0.8991) == "89 %")
        #expect(words.percent(0.9043).hasPrefix("90"))
    }

    @Test("refuses other words for the same statement, and shows both")
    func wordings() throws {
        let people = TestProgramme.people(10, workshop: 1, effect: 1)
        var other = TestProgramme.statements
        other[2].text.texts["sv"] = "Ett annat påstående"
        let bundles = [
            try TestProgramme.bundle(1, "nätverk", people),
            try TestProgramme.bundle(2, "nätverk", people, statements: other),
        ]
        do {
            _ = try TestProgramme.data(bundles)
            Issue.record("other words were accepted")
        } catch ProgrammeError.wordingChanged(let name, let first, let second) {
            #expect(name == "statement k3")
            #expect(Set([first.text, second.text]) == ["Påstående 3", "Ett annat påstående"])
            #expect(Set([first.file, second.file]) == ["0.json", "1.json"])
        }
        let fewer = try TestProgramme.bundle(
            3, "nätverk", people, statements: Array(TestProgramme.statements.dropLast()))
        #expect(throws: ProgrammeError.self) { _ = try TestProgramme.data([bundles[0], fewer]) }
    }

    @Test("names a file that was changed, is newer or is something else")
    func broken() throws {
        let bundle = try TestProgramme.bundle(1, "nätverk", TestProgramme.people(10, workshop: 1, effect: 1))
        let text = String(decoding: bundle, as: UTF8.self)
        let changed = text.replacing("\"answer-k1\" : \"3\"", with: "\"answer-k1\" : \"5\"", maxReplacements: 1)
        #expect(changed != text)
        let cases: [(String, BundleError)] = [
            (changed, .altered), (text.replacing("\"version\" : 1", with: "\"version\" : 3"), .newerVersion(3)),
            (text.replacing("kiosk-bundle", with: "kiosk-pack"), .otherFormat),
        ]
        for (content, error) in cases {
            #expect(throws: ProgrammeError.bundle(error, file: "1.json")) {
                _ = try TestProgramme.data([bundle, Array(content.utf8)])
            }
        }
    }

    @Test("is one document that asks nothing of any host, in every language")
    func alone() throws {
        let bundles = try Self.three()
        for language in try Assets(directory: TestAssets.directory).languages.keys {
            let page = try Self.html(bundles, language)
            #expect(page.contains("<html lang=\"\(language)\">"))
            #expect(
                !page.replacing("http-equiv", with: "").contains("http") && !page.contains("<script")
                    && !page.contains("<link rel=\"stylesheet"))
            #expect(page.matches(of: /\{\w*\}|programme_\w+/).isEmpty)
        }
    }
}
