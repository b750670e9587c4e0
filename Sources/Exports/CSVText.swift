/// Writes CSV (RFC 4180) that spreadsheets open as it is meant: UTF-8 with a byte order mark, by which they know it, and
/// CRLF line ends.
struct CSVText {
    private let dialect: CSVDialect
    private var text = "\u{FEFF}"

    /// Nothing yet.
    init(_ dialect: CSVDialect) {
        self.dialect = dialect
    }

    /// The file.
    var bytes: [UInt8] { Array(text.utf8) }

    /// Adds a row.
    ///
    /// - Parameter numbers: The columns, from 0, that hold numbers with a decimal point, and are to be read as numbers.
    mutating func append(_ row: [String], numbers: Set<Int> = []) {
        for (column, content) in row.enumerated() {
            if column > 0 { text.append(dialect.separator) }
            text += numbers.contains(column) ? number(content) : Self.cell(content)
        }
        text += "\r\n"
    }

    /// A number as the language writes it, with a plain minus sign, which runs nothing; what is none, as a text.
    private func number(_ content: String) -> String {
        guard Double(content)?.isFinite == true else { return Self.cell(content) }
        let written = content.split(separator: ".", omittingEmptySubsequences: false)
            .joined(separator: dialect.decimalSign)
        return Self.needsQuotes(written) ? "\"\(written)\"" : written
    }

    /// One cell: neutralised if a spreadsheet would run it as a formula, quoted if its content would break the table.
    static func cell(_ content: String) -> String {
        let safe = isFormula(content) ? "'" + content : content
        guard needsQuotes(safe) || safe.hasPrefix(" ") || safe.hasSuffix(" ") || safe.hasPrefix("'") else {
            return safe
        }
        // By scalars: to Swift, a quotation mark with an accent on it is another character, and it would not be doubled.
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in safe.unicodeScalars {
            quoted.append(scalar)
            if scalar == "\"" { quoted.append(scalar) }
        }
        quoted.append("\"")
        return String(quoted)
    }

    /// Whether the content would break the table, with whichever separator: people open files by that of their own.
    private static func needsQuotes(_ content: String) -> Bool {
        content.unicodeScalars.contains { [",", ";", "\"", "\n", "\r", "\t"].contains($0) }
    }

    /// Whether a spreadsheet would run the content: it begins, after white space, with one of the characters that OWASP's
    /// "CSV Injection" names, in their plain or their full-width form.
    private static func isFormula(_ content: String) -> Bool {
        guard let first = content.unicodeScalars.first else { return false }
        if first == "\t" || first == "\r" || first == "\n" { return true }
        let visible = content.unicodeScalars.first {
            !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
        }
        guard let visible else { return false }
        return ["=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}"].contains(visible)
    }
}
