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
        var syntax = JSONSyntax(bytes)
        while let ends = syntax.read() {
            if ends { return nil }
        }
        return syntax.line
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
            skip()
            guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { return nil }
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
            let word = String(decoding: bytes[start..<index], as: UTF8.self)
            return ["true", "false", "null"].contains(word)
                || word.wholeMatch(of: /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/) != nil
        }
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
                guard index + 1 < bytes.count, "\"\\/bfnrtu".utf8.contains(bytes[index + 1]) else { return false }
                index += 2
            default: index += 1
            }
        }
        return false
    }

    private mutating func skip() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) {
            if bytes[index] == UInt8(ascii: "\n") { line += 1 }
            index += 1
        }
    }
}
