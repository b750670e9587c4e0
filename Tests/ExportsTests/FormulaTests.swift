import Testing
import Workshop

@testable import Exports

extension Sample {
    /// A named workshop's results in which every text that people have typed or chosen begins with `start`.
    static func spoiled(_ start: String) -> WorkshopResults {
        let text = "\(start)1+1"
        var results = results(revealed: true)
        let words = LocalizedText(["sv": text, "en": text])
        let written = Activity(
            id: Identifier(bits: 7), position: 2,
            definition: ActivityDefinition(name: "x1", title: words, prompt: words, minutes: 5, kind: TextKind()),
            status: .closed, isRevealed: true)
        results.workshop.title = text
        results.workshop.organisation = text
        results.workshop.privacy = .named
        results.workshop.record = Ballot(
            Dictionary(uniqueKeysWithValues: InterventionExport.columns.dropFirst(3).map { ($0, text) }))
        results.names = ["aa": text, "bb": text, "cc": text]
        results.activities[0].activity.definition.title = words
        results.activities[0].ideas[0].idea.text = text
        results.activities[0].ideas[0].idea.details = Ballot(["sort": text, "part-x": text])
        results.activities[0].ideas[0].idea.lenses = Ballot(["why-climate": text])
        results.activities[0].groups[0].name = text
        results.activities[1].items[0].label = .typed(text)
        results.activities.append(
            ActivityResults(
                activity: written, turnout: Turnout(answered: 1, joined: 3, answers: 1),
                targets: [Item(id: "t1", label: .typed(text))],
                ballots: [PseudonymousBallot(pseudonym: "cc", ballot: Ballot(["t1/text": text, "text": text]))]))
        results.workshop.agenda = results.activities.map(\.activity)
        return results
    }
}

@Suite("A formula in a text")
struct FormulaTests {
    static let starts = ["=", "+", "-", "@", "\t", "\r", "\n=", " =", "\u{FF1D}", "\u{200B}@"]

    /// The cells of a CSV, read as RFC 4180 says; independent of what writes it.
    private static func cells(_ bytes: [UInt8], separator: Unicode.Scalar) -> [String] {
        var cells: [String] = []
        var cell = String.UnicodeScalarView()
        var isQuoted = false
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars.dropFirst() {
            switch scalar {
            case "\"": isQuoted.toggle()
            case separator where !isQuoted, "\n" where !isQuoted:
                cells.append(String(cell))
                cell = String.UnicodeScalarView()
            case "\r" where !isQuoted: break
            default: cell.append(scalar)
            }
        }
        return cells
    }

    private static func runs(_ cell: String) -> Bool {
        guard let first = cell.unicodeScalars.first else { return false }
        if Double(cell.replacing(",", with: ".")) != nil { return false }
        return ["=", "+", "-", "@", "\t", "\r", "\n", " ", "\u{FF1D}", "\u{200B}"].contains(first)
    }

    @Test("in any field is in no cell of any CSV as one", arguments: starts, [";", ","])
    func csv(_ start: String, _ separator: String) throws {
        let dialect = CSVDialect(separator: Character(separator), decimalSign: separator == ";" ? "," : ".")
        let mark = try #require(separator.unicodeScalars.first)
        let results = Sample.spoiled(start)
        let answers = Self.cells(CSVExport.results(results, language: "sv", dialect: dialect), separator: mark)
        let table = Self.cells(
            InterventionExport.table([(workshop: results.workshop, joined: 3)], dialect: dialect), separator: mark)
        for (name, cells, least) in [("answers", answers, 8), ("interventions", table, 3)] {
            // The texts are there, each behind an apostrophe.
            #expect(cells.count { $0.hasPrefix("'\(start)1+1") } >= least, "\(name): \(cells)")
            #expect(!cells.contains(where: Self.runs), "\(name): \(cells.filter(Self.runs))")
        }
    }
}
