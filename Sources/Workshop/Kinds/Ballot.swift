/// One participant's current answer to one activity: what its form held, checked and put into one form of writing.
public struct Ballot: Sendable, Equatable {
    /// The answers by name of field; nothing is left unanswered with an empty text.
    public private(set) var fields: [String: String]

    /// A ballot of the given fields; empty ones are left out.
    public init(_ fields: [String: String] = [:]) {
        self.fields = fields.isEmpty ? fields : fields.filter { !$0.value.isEmpty }
    }

    /// The answer in `field`.
    public subscript(field: String) -> String? {
        get { fields[field] }
        set { fields[field] = newValue?.isEmpty == true ? nil : newValue }
    }

    /// Whether nothing is answered.
    public var isEmpty: Bool { fields.isEmpty }

    /// The whole number in `field`.
    public func whole(_ field: String) -> Int? { fields[field].flatMap { Int($0) } }

    /// The number in `field`.
    public func decimal(_ field: String) -> Double? { fields[field].flatMap { Double($0) } }

    /// The names behind `prefix` of the fields that begin with it, with their answers.
    public func fields(after prefix: String) -> [(name: String, value: String)] {
        fields.compactMap { name, value in
            name.hasPrefix(prefix) ? (String(name.dropFirst(prefix.count)), value) : nil
        }
    }

    /// The part of the ballot that answers for the item `target`, as if it were asked alone.
    public func part(for target: String) -> Ballot {
        Ballot(Dictionary(fields(after: "\(target)/").map { ($0.name, $0.value) }) { first, _ in first })
    }

    /// The ballot as storage keeps it: `application/x-www-form-urlencoded` in order of name. Equal ballots encode equally.
    public var encoded: String {
        var text = ""
        text.reserveCapacity(fields.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 2 })
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            if !text.isEmpty { text += "&" }
            text += Self.escaped(name)
            text += "="
            text += Self.escaped(value)
        }
        return text
    }

    /// Reads what ``encoded`` wrote; nil when it is not of that form.
    public init?(encoded: String) {
        fields = [:]
        for pair in encoded.utf8.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let name = Self.unescaped(halves[0]), let value = Self.unescaped(halves[1]),
                !value.isEmpty, fields.updateValue(value, forKey: name) == nil
            else { return nil }
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    private static func escaped(_ text: String) -> String {
        if text.utf8.allSatisfy(isPlain) { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescaped(_ text: Substring.UTF8View.SubSequence) -> String? {
        guard text.contains(UInt8(ascii: "%")) else { return String(Substring(text)) }
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "%") {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
