/// Makes texts such that a workbook can hold them.
enum XLSXText {
    /// The most UTF-16 units in a cell.
    static let cellLimit = 32_767
    /// The most UTF-16 units in a sheet's name.
    static let nameLimit = 31

    /// `content` as a cell holds it: line ends are line feeds, what XML forbids is a visible mark, and what Excel would
    /// read as one of its escapes (`_x0041_`) stays as it was typed. What no cell can hold is cut off, and says so.
    static func cell(_ content: String) -> String {
        if isPlain(content) { return content }
        var text = String.UnicodeScalarView()
        var wasReturn = false
        for scalar in content.unicodeScalars {
            defer { wasReturn = scalar == "\r" }
            switch scalar {
            case "\r": text.append("\n")
            case "\n" where wasReturn: break
            case "\n", "\t": text.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                text.append("\u{FFFD}")
            default: text.append(scalar)
            }
        }
        return cut(escaped(String(text)), to: cellLimit)
    }

    /// Names for sheets that Excel accepts: short, without the characters that it forbids, and each only once whatever
    /// the case of its letters.
    static func names(_ wanted: [String]) -> [String] {
        var used: Set<String> = []
        return wanted.map { text in
            let clean = name(text)
            var candidate = cut(clean, to: nameLimit)
            var number = 2
            while used.contains(candidate.lowercased()) {
                let ending = " (\(number))"
                candidate = cut(clean, to: nameLimit - ending.utf16.count) + ending
                number += 1
            }
            used.insert(candidate.lowercased())
            return candidate
        }
    }

    private static func name(_ text: String) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in cell(text).unicodeScalars {
            switch scalar {
            // The apostrophe encloses names in references, and may not begin or end one.
            case "'": clean.append("’")
            case "[": clean.append("(")
            case "]": clean.append(")")
            case ":", "*", "?", "/", "\\": clean.append("-")
            case _ where scalar.properties.isWhitespace: clean.append(" ")
            default: clean.append(scalar)
            }
        }
        let words = String(clean).split(separator: " ").joined(separator: " ")
        // Excel keeps one name for itself.
        return words.isEmpty || words.lowercased() == "history" ? "_\(words)" : words
    }

    /// Whether every byte can stay as it is.
    private static func isPlain(_ content: String) -> Bool {
        var count = 0
        var previous: UInt8 = 0
        for byte in content.utf8 {
            count += 1
            // U+FFFE and U+FFFF begin with EF BF.
            if byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0xBF && previous == 0xEF
                || byte == UInt8(ascii: "x") && previous == UInt8(ascii: "_")
            {
                return false
            }
            previous = byte
        }
        // No text has more UTF-16 units than bytes.
        return count <= cellLimit
    }

    private static func escaped(_ text: String) -> String {
        guard text.contains("_x") else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "_"), bytes.count > index + 6, bytes[index + 1] == UInt8(ascii: "x"),
                bytes[index + 6] == UInt8(ascii: "_"),
                bytes[(index + 2)...(index + 5)].allSatisfy({ Character(UnicodeScalar($0)).isHexDigit })
            {
                result += Array("_x005F".utf8)
            }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `text`, or its beginning and a sign that it goes on, in so many UTF-16 units at most.
    static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf16.count > limit else { return text }
        var kept = ""
        var length = 1
        for character in text {
            length += character.utf16.count
            if length > limit { break }
            kept.append(character)
        }
        return kept + "…"
    }
}
