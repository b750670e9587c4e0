/// One participant's current answer to one activity: what its form held, checked and put into one form of writing.
public struct Ballot: Sendable, Equatable {
    /// The answers by name of field; nothing is left unanswered with an empty text.
    public private(set) var fields: [String: String]

    /// A ballot of the given fields; empty ones are left out.
    public init(_ fields: [String: String] = [:]) {
        self.fields = fields.values.contains("") ? fields.filter { !$0.value.isEmpty } : fields
    }

    /// A ballot without an answer yet, with room for so many.
    init(minimumCapacity: Int) {
        fields = Dictionary(minimumCapacity: minimumCapacity)
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

    /// The parts of the ballot by the item that each answers for, as if that were asked about alone: the fields are called
    /// `ITEM/FIELD`.
    public var parts: [String: Ballot] {
        var parts: [String: Ballot] = [:]
        for (name, value) in fields {
            guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { continue }
            parts[String(name[..<slash]), default: Ballot()][String(name[slash...].dropFirst())] = value
        }
        return parts
    }

    /// The ballot as storage keeps it: `application/x-www-form-urlencoded` in order of name. Equal ballots encode equally.
    public var encoded: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(fields.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 2 })
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
            Self.escape(name, into: &bytes)
            bytes.append(UInt8(ascii: "="))
            Self.escape(value, into: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
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

    private static func escape(_ text: String, into bytes: inout [UInt8]) {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10 }
        // Most is plain, and a piece of memory is looked through faster than a text.
        if text.utf8.withContiguousStorageIfAvailable({ $0.allSatisfy(isPlain) }) ?? false {
            bytes += text.utf8
            return
        }
        for byte in text.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digit(byte >> 4))
                bytes.append(digit(byte & 15))
            }
        }
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
