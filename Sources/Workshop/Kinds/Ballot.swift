/// One participant's current answer to one activity: what its form held, checked and put into one form of writing.
public struct Ballot: Sendable, Equatable {
    /// One answer.
    public struct Field: Sendable, Equatable {
        /// The name of the field.
        public let name: String
        /// What it holds; never empty.
        public fileprivate(set) var value: String
    }

    /// The answers in order of name; nothing is left unanswered with an empty text.
    ///
    /// In order, and not by hash: a hall's ballots have few answers each, are kept in this order, and are counted by the
    /// thousand.
    public private(set) var fields: [Field] = []

    /// A ballot of the given fields; empty ones are left out, and of two with one name the first counts.
    public init(_ fields: some Sequence<(String, String)>) {
        self.fields = fields.compactMap { name, value in value.isEmpty ? nil : Field(name: name, value: value) }
        if isInOrder { return }
        // Sorting is stable: what came first stays first.
        self.fields.sort { $0.name < $1.name }
        var each: [Field] = []
        each.reserveCapacity(self.fields.count)
        for field in self.fields where field.name != each.last?.name { each.append(field) }
        self.fields = each
    }

    /// A ballot of the given fields; empty ones are left out.
    public init(_ fields: [String: String] = [:]) {
        self.init(fields.lazy.map { ($0.key, $0.value) })
    }

    private var isInOrder: Bool {
        fields.indices.dropFirst().allSatisfy { fields[$0 - 1].name < fields[$0].name }
    }

    /// The answer in `field`.
    public subscript(field: String) -> String? {
        get {
            let (index, isThere) = place(of: field)
            return isThere ? fields[index].value : nil
        }
        set {
            let (index, isThere) = place(of: field)
            switch newValue {
            case let value? where !value.isEmpty:
                if isThere {
                    fields[index].value = value
                } else {
                    insert(Field(name: field, value: value), at: index)
                }
            default:
                if isThere { fields.remove(at: index) }
            }
        }
    }

    private mutating func insert(_ field: Field, at index: Int) {
        if fields.isEmpty { fields.reserveCapacity(4) }
        if index == fields.count { fields.append(field) } else { fields.insert(field, at: index) }
    }

    /// Where the field called `name` is, or belongs.
    private func place(of name: String) -> (index: Int, isThere: Bool) {
        // Ballots are written in order.
        guard let last = fields.last, last.name >= name else { return (fields.count, false) }
        var (low, high) = (0, fields.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return (low, fields[low].name == name)
    }

    /// The answers by name of field.
    public var answers: [String: String] {
        Dictionary(fields.lazy.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// Whether nothing is answered.
    public var isEmpty: Bool { fields.isEmpty }

    /// The whole number in `field`.
    public func whole(_ field: String) -> Int? { self[field].flatMap { Int($0) } }

    /// The number in `field`.
    public func decimal(_ field: String) -> Double? { self[field].flatMap { Double($0) } }

    /// The names behind `prefix` of the fields that begin with it, with their answers, in order of name.
    public func fields(after prefix: String) -> [(name: String, value: String)] {
        fields.compactMap { field in
            field.name.hasPrefix(prefix) ? (String(field.name.dropFirst(prefix.count)), field.value) : nil
        }
    }

    /// The parts of the ballot by the item that each answers for, as if that were asked about alone: the fields are called
    /// `ITEM/FIELD`.
    public var parts: [String: Ballot] {
        var parts: [String: Ballot] = [:]
        for field in fields {
            let name = field.name
            guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { continue }
            parts[String(name[..<slash]), default: Ballot()][String(name[slash...].dropFirst())] = field.value
        }
        return parts
    }

    /// The ballot as storage keeps it: `application/x-www-form-urlencoded` in order of name. Equal ballots encode equally.
    public var encoded: String { String(decoding: encodedBytes, as: UTF8.self) }

    /// ``encoded``, in UTF-8.
    public var encodedBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 2 })
        for field in fields {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
            Self.escape(field.name, into: &bytes)
            bytes.append(UInt8(ascii: "="))
            Self.escape(field.value, into: &bytes)
        }
        return bytes
    }

    /// Reads what ``encoded`` wrote; nil when it is not of that form.
    public init?(encoded: String) {
        for pair in encoded.utf8.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let name = Self.unescaped(halves[0]), let value = Self.unescaped(halves[1]),
                !value.isEmpty
            else { return nil }
            // As it was written, this is an addition at the end.
            let (index, isThere) = place(of: name)
            if isThere { return nil }
            insert(Field(name: name, value: value), at: index)
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
        // A piece of memory is looked through faster than a text; and most is plain.
        var text = text
        text.withUTF8 { text in
            if text.allSatisfy(isPlain) {
                bytes.append(contentsOf: text)
                return
            }
            for byte in text {
                if isPlain(byte) {
                    bytes.append(byte)
                } else {
                    bytes.append(UInt8(ascii: "%"))
                    bytes.append(digit(byte >> 4))
                    bytes.append(digit(byte & 15))
                }
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
