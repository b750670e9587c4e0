/// Finds the line of a value in a JSON text, so that somebody with a text editor finds what is meant.
struct JSONPlace {
    /// One step of the way to a value.
    enum Step: Equatable {
        /// The value of this key of an object.
        case key(String)
        /// The element at this place of a list, from 0.
        case index(Int)
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lines: [(path: [Step], line: Int)] = []

    /// Reads as much of `bytes` as is JSON.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        read([])
    }

    /// The line, from 1, of the value at `path`, or of the innermost thing around it that exists.
    func line(of path: [Step]) -> Int {
        var path = path[...]
        while true {
            if let found = lines.last(where: { $0.path == Array(path) }) { return found.line }
            if path.popLast() == nil { return 1 }
        }
    }

    private mutating func read(_ path: [Step]) {
        skip()
        lines.append((path, line))
        switch index < bytes.count ? bytes[index] : 0 {
        case UInt8(ascii: "{"):
            index += 1
            while member(path) {}
        case UInt8(ascii: "["):
            index += 1
            var count = 0
            while element(path, count) { count += 1 }
        case UInt8(ascii: "\""): _ = text()
        default:
            while index < bytes.count, !",]}\n".utf8.contains(bytes[index]) { index += 1 }
        }
    }

    /// Reads a member of an object; false at its end.
    private mutating func member(_ path: [Step]) -> Bool {
        skip()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            index += 1
            return false
        }
        let key = text()
        skip()
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { return false }
        index += 1
        read(path + [.key(key)])
        return goesOn()
    }

    /// Reads an element of a list; false at its end.
    private mutating func element(_ path: [Step], _ count: Int) -> Bool {
        skip()
        guard index < bytes.count, bytes[index] != UInt8(ascii: "]") else {
            index += 1
            return false
        }
        read(path + [.index(count)])
        return goesOn()
    }

    /// Steps over the comma, or over the end, behind a member or an element.
    private mutating func goesOn() -> Bool {
        skip()
        guard index < bytes.count else { return false }
        index += 1
        return bytes[index - 1] == UInt8(ascii: ",")
    }

    private mutating func text() -> String {
        index += 1
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\n") { line += 1 }
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        let end = min(index, bytes.count)
        index += 1
        return String(decoding: bytes[min(start, end)..<end], as: UTF8.self)
    }

    private mutating func skip() {
        while index < bytes.count, bytes[index] <= UInt8(ascii: " ") {
            if bytes[index] == UInt8(ascii: "\n") { line += 1 }
            index += 1
        }
    }
}
