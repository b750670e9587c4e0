/// Writes CSV (RFC 4180) that spreadsheets open as it is meant.
enum CSVText {
    /// The rows as UTF-8 with a byte order mark, by which spreadsheets know it, and CRLF line ends.
    static func encode(_ rows: [[String]]) -> [UInt8] {
        var text = "\u{FEFF}"
        for row in rows {
            text += row.map(cell).joined(separator: ",")
            text += "\r\n"
        }
        return Array(text.utf8)
    }

    /// One cell: neutralised if a spreadsheet would run it as a formula, quoted if its content would break the table.
    static func cell(_ content: String) -> String {
        let safe = isFormula(content) ? "'" + content : content
        let needsQuotes = safe.unicodeScalars.contains { [",", ";", "\"", "\n", "\r", "\t"].contains($0) }
        guard needsQuotes || safe.hasPrefix(" ") || safe.hasSuffix(" ") || safe.hasPrefix("'") else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
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
