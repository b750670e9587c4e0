/// Text as people type it, cleaned for storage.
public enum PlainText {
    /// `text` with line ends as `\n`, surrounding white space removed, and its length checked.
    ///
    /// Length is counted in grapheme clusters (Unicode UAX #29): what a reader sees as one character counts as one,
    /// however it is encoded.
    ///
    /// - Parameter limit: The most characters allowed.
    /// - Throws: ``Refusal/empty``, ``Refusal/tooLong(count:limit:)``, or ``Refusal/unreadable`` for control
    ///   characters other than line feed and tab, for bidirectional overrides and for the replacement character that
    ///   broken UTF-8 decodes to.
    public static func checked(_ text: String, limit: Int) throws(Refusal) -> String {
        var cleaned = ""
        var previousWasReturn = false
        for scalar in text.unicodeScalars {
            defer { previousWasReturn = scalar == "\r" }
            switch scalar.value {
            case 0x0D: cleaned.unicodeScalars.append("\n")
            case 0x0A: if !previousWasReturn { cleaned.unicodeScalars.append("\n") }
            case 0x09: cleaned.unicodeScalars.append(" ")
            case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFFFD:
                throw .unreadable
            default: cleaned.unicodeScalars.append(scalar)
            }
        }
        let trimmed = trim(cleaned)
        if trimmed.unicodeScalars.allSatisfy(isInvisible) { throw .empty }
        // A cluster can carry any number of combining marks; the scalar bound keeps one "character" from being
        // thousands of bytes.
        let count = trimmed.count
        if count > limit { throw .tooLong(count: count, limit: limit) }
        let scalars = trimmed.unicodeScalars.count
        if scalars > limit * 8 { throw .tooLong(count: max(limit + 1, scalars / 8), limit: limit) }
        return trimmed
    }

    private static func trim(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let start = scalars.firstIndex(where: { !isBlank($0) }),
            let end = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[start...end])
    }

    /// What leaves no mark on a page: blanks, default-ignorable code points, and the empty Braille pattern.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        isBlank(scalar) || scalar.properties.isDefaultIgnorableCodePoint || scalar.value == 0x2800
    }

    /// White space, and the zero-width characters that would make an empty text look typed.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF].contains(scalar.value)
    }
}
