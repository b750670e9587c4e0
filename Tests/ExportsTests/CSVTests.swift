import Testing
import Workshop

@testable import Exports

@Suite("A CSV export")
struct CSVTests {
    @Test(
        "runs no formula in a spreadsheet",
        arguments: [
            "=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "\u{200B}=1",
            "\u{FEFF}=1",
        ])
    func formulas(_ text: String) {
        let cell = CSVText.cell(text)
        #expect(cell.hasPrefix("\"'"), "\(cell)")
    }

    @Test("leaves harmless text as it is", arguments: ["", "Behov", "1+1=2", "a-b", "åäö", "möte kl 10"])
    func harmless(_ text: String) {
        #expect(CSVText.cell(text) == text)
    }

    @Test("reads back as it was written, whatever is in the cells")
    func roundTrip() {
        var generator = SplitMix64(seed: 11)
        let pieces = [
            "a", "å", ",", ";", "\"", "\"\u{301}", ";\u{338}", "=\u{338}", "\u{301}", "\"\"", "\n", "\r\n", " ", "=",
            "'", "👩‍👧", "x=y",
        ]
        for _ in 0..<300 {
            let rows = (0..<3).map { _ in
                (0..<4).map { _ in
                    (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                        pieces.randomElement(using: &generator) ?? ""
                    }
                    .joined()
                }
            }
            for dialect in [Self.swedish, Self.english] {
                var written = CSVText(dialect)
                for row in rows { written.append(row) }
                let text = String(decoding: written.bytes, as: UTF8.self)
                #expect(text.unicodeScalars.first == "\u{FEFF}")
                let read = Self.parse(String(text.unicodeScalars.dropFirst()), separator: dialect.separator)
                // A neutralised cell comes back with its apostrophe.
                let same = zip(read.joined(), rows.joined()).allSatisfy { $0 == $1 || $0 == "'" + $1 }
                #expect(same && read.count == 3 && read.allSatisfy { $0.count == 4 })
            }
        }
    }

    private static let swedish = CSVDialect(separator: ";", decimalSign: ",")
    private static let english = CSVDialect(separator: ",", decimalSign: ".")

    @Test("writes numbers as Excel in the language reads them, and texts that look like numbers as they are")
    func numbers() {
        func line(_ row: [String], _ dialect: CSVDialect) -> String {
            var text = CSVText(dialect)
            text.append(row, numbers: [1])
            return String(decoding: text.bytes, as: UTF8.self)
        }
        #expect(line(["1.5", "1.5", "-2"], Self.swedish) == "\u{FEFF}1.5;\"1,5\";\"'-2\"\r\n")
        #expect(line(["1.5", "1.5", "-2"], Self.english) == "\u{FEFF}1.5,1.5,\"'-2\"\r\n")
        #expect(line(["a;b", "-2.25", "c"], Self.swedish) == "\u{FEFF}\"a;b\";\"-2,25\";c\r\n")
        #expect(line(["", "-2", ""], Self.english) == "\u{FEFF},-2,\r\n")
        #expect(line(["", "", ""], Self.swedish) == "\u{FEFF};;\r\n")
        for text in ["=1", "-1+1", "x", "nan", "inf", "- 1"] {
            var expected = CSVText(Self.swedish)
            expected.append(["", text, ""])
            #expect(line(["", text, ""], Self.swedish) == String(decoding: expected.bytes, as: UTF8.self), "\(text)")
        }
    }

    @Test("has one row per idea and per dot, and none of what is sealed")
    func rows() {
        let results = Sample.results(revealed: true)
        let lines = String(
            decoding: CSVExport.results(results, language: "sv", dialect: Self.english), as: UTF8.self
        ).split(separator: "\r\n")
        #expect(
            lines == [
                "\u{FEFF}workshop,activity,activity_title,kind,row,answer,target,target_text,item,item_text,group,status,"
                    + "field,value,source,name",
                "ACDEFG,0000000000000001,Skriv,ideas,idea,aa,,,0000000000000003,Första,Grupp,visible,,,phone,",
                "ACDEFG,0000000000000001,Skriv,ideas,idea,bb,,,0000000000000004,,,withdrawn,,,phone,",
                "ACDEFG,0000000000000002,Prickar,dots,answer,cc,,,0000000000000003,Första,Grupp,visible,dots,1,phone,",
                "ACDEFG,0000000000000002,Prickar,dots,answer,cc,,,0000000000000003,Första,Grupp,visible,dots,1,phone,",
            ])
        let sealed = CSVExport.results(Sample.results(revealed: false), language: "sv", dialect: Self.english)
        #expect(String(decoding: sealed, as: UTF8.self).split(separator: "\r\n").count == 1)
    }

    @Test("describes every column, in both languages")
    func fields() throws {
        let names = CSVExport.columns
        let text = ExportFields(fields: names.map { .init(name: $0, meaning: LocalizedText(["sv": "S", "en": "E"])) })
        let lines = String(decoding: CSVExport.fields(text, dialect: Self.swedish), as: UTF8.self).split(
            separator: "\r\n")
        #expect(lines.first == "\u{FEFF}field;meaning_en;meaning_sv")
        #expect(lines.count == names.count + 1)
    }

    /// A small reader of RFC 4180, independent of the writer.
    private static func parse(_ text: String, separator: Character) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell = ""
        var quoted = false
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            if quoted {
                if scalar == "\"" {
                    if scalars.first == "\"" {
                        cell.unicodeScalars.append("\"")
                        scalars = scalars.dropFirst()
                    } else {
                        quoted = false
                    }
                } else {
                    cell.unicodeScalars.append(scalar)
                }
            } else if scalar == "\"" {
                quoted = true
            } else if Character(scalar) == separator || scalar == "\n" {
                row.append(cell)
                cell = ""
                if scalar == "\n" {
                    rows.append(row)
                    row = []
                }
            } else if scalar != "\r" {
                cell.unicodeScalars.append(scalar)
            }
        }
        return rows
    }
}
