/// Rows in the text format of PostgreSQL's COPY.
enum CopyText {
    /// What stands in one column.
    enum Value {
        /// Nothing.
        case null
        /// A text without zero characters.
        case text(String)
        /// A whole number.
        case whole(Int)
        /// A number.
        case decimal(Double)
        /// Whole numbers, of which some are not known.
        case wholes([Int32?])

        /// A number, or nothing.
        static func optional(_ number: Double?) -> Value { number.map { .decimal($0) } ?? .null }
        /// A text, or nothing.
        static func optional(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
    }

    /// Appends a row to `bytes`.
    static func append(_ row: [Value], to bytes: inout [UInt8]) {
        for (place, value) in row.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: "\t")) }
            switch value {
            case .null: bytes.append(contentsOf: "\\N".utf8)
            case .text(let text): append(text, to: &bytes)
            case .whole(let number): bytes.append(contentsOf: String(number).utf8)
            case .decimal(let number): bytes.append(contentsOf: String(number).utf8)
            case .wholes(let numbers):
                let list = numbers.map { $0.map { String($0) } ?? "NULL" }.joined(separator: ",")
                bytes.append(contentsOf: "{\(list)}".utf8)
            }
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            default: bytes.append(byte)
            }
        }
    }
}
