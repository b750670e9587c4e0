/// Finds where a text stops being JSON (RFC 8259), so that somebody with a text editor finds what to mend. Without calling
/// itself: what is not JSON may be nested as deep as it is long.
struct JSONSyntax {
    private enum Expected {
        case value, valueOrEnd, key, keyOrEnd, comma
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var expected = Expected.value
    /// Whether what is open, from the outermost in, are objects: else they are lists.
    private var open: [Bool] = []

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // A mark of the order of bytes, which some editors put before a text.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The line, from 1, where `bytes` stop being JSON; nil where they do not.
    static func brokenLine(_ bytes: [UInt8]) -> Int? {
        if String(validating: bytes, as: UTF8.self) == nil { return unreadableLine(bytes) }
        var syntax = JSONSyntax(bytes)
        while let ends = syntax.read() {
            if ends { return nil }
        }
        return syntax.line
    }

    /// The first line that is not UTF-8.
    private static func unreadableLine(_ bytes: [UInt8]) -> Int? {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
    }

    /// Reads one step: whether the text ends with it, or nil where it is not JSON.
    private mutating func read() -> Bool? {
        let last = line
        skip()
        let isWhole = expected == .comma && open.isEmpty
        guard index < bytes.count else {
            // Cut short: after the last thing that there is, not after the empty lines behind it.
            line = last
            return isWhole ? true : nil
        }
        if isWhole { return nil }
        let byte = bytes[index]
        switch expected {
        case .valueOrEnd where byte == UInt8(ascii: "]"), .keyOrEnd where byte == UInt8(ascii: "}"): close()
        case .value, .valueOrEnd: return value(byte) ? false : nil
        case .key, .keyOrEnd:
            guard byte == UInt8(ascii: "\""), text() else { return nil }
            let keyLine = line
            skip()
            guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
                if index == bytes.count { line = keyLine }
                return nil
            }
            index += 1
            expected = .value
        case .comma where byte == UInt8(ascii: ","):
            index += 1
            expected = open.last == true ? .key : .value
        case .comma:
            guard byte == (open.last == true ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return nil }
            close()
        }
        return false
    }

    private mutating func close() {
        index += 1
        open.removeLast()
        expected = .comma
    }

    private mutating func value(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            index += 1
            open.append(byte == UInt8(ascii: "{"))
            expected = byte == UInt8(ascii: "{") ? .keyOrEnd : .valueOrEnd
            return true
        case UInt8(ascii: "\""):
            expected = .comma
            return text()
        default:
            let start = index
            while index < bytes.count, bytes[index] > UInt8(ascii: " "), !"[]{},:\"".utf8.contains(bytes[index]) {
                index += 1
            }
            expected = .comma
            let word = bytes[start..<index]
            return Self.words.contains { word.elementsEqual($0.utf8) } || Self.isNumber(word)
        }
    }

    private static let words = ["true", "false", "null"]

    /// Whether `word` is a number (RFC 8259, 6). By bytes: a file of a megabyte may hold half a million.
    private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
        var rest = word
        func digits() -> Int {
            let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let begins = rest.first
        let whole = digits()
        if whole == 0 || whole > 1 && begins == UInt8(ascii: "0") { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            if digits() == 0 { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            if digits() == 0 { return false }
        }
        return rest.isEmpty
    }

    /// Steps over a text; false where it does not end in its line, or holds what no text may.
    private mutating func text() -> Bool {
        index += 1
        while index < bytes.count, bytes[index] >= UInt8(ascii: " ") {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return true
            case UInt8(ascii: "\\"):
                guard escape() else { return false }
            default: index += 1
            }
        }
        return false
    }

    /// Steps over what a backslash begins; half of a pair of surrogates is no character.
    private mutating func escape() -> Bool {
        guard index + 1 < bytes.count, "\"\\/bfnrtu".utf8.contains(bytes[index + 1]) else { return false }
        if bytes[index + 1] != UInt8(ascii: "u") {
            index += 2
            return true
        }
        guard let unit = unit(), !UTF16.isTrailSurrogate(unit) else { return false }
        if !UTF16.isLeadSurrogate(unit) { return true }
        return self.unit().map(UTF16.isTrailSurrogate) ?? false
    }

    /// Steps over `\uXXXX` and returns what it stands for; nil where that does not stand there.
    private mutating func unit() -> UInt16? {
        guard bytes.count - index >= 6, bytes[index..<index + 2].elementsEqual("\\u".utf8),
            bytes[index + 2..<index + 6].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
        else { return nil }
        defer { index += 6 }
        return UInt16(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16)
    }

    private mutating func skip() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) {
            if bytes[index] == UInt8(ascii: "\n") { line += 1 }
            index += 1
        }
    }
}
