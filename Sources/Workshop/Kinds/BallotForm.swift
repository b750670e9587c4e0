/// The fields that a participant sent, taken out one by one: what nobody takes belongs to another form and is refused.
public struct BallotForm: Sendable {
    private let fields: [(name: String, value: String)]
    private var taken: Marks
    /// Where each field stands, where there are more than a few: a form of thousands of fields that nobody asks for must
    /// not cost more than to read it.
    private var places: [String: Int]?
    /// How many of them nobody has taken.
    private(set) var left: Int
    /// Where the field is looked for first: forms ask in the order in which they were filled in.
    private var next = 0
    /// What stands before its fields' names in the form that it is a part of.
    private let prefix: String

    /// The most fields that a form may hold: two for each of a hall's 1,500 ideas, for a page without a script sends the
    /// empty ones, too.
    public static let fieldLimit = 3000
    /// The field that says which activity a form answers. It is no answer: whoever reads one passes over it, so that a
    /// hall's forms need not be copied without it.
    public static let activityField = "activity"
    /// So many fields are compared with each other sooner than they are hashed.
    private static let few = 16

    /// The fields of a form.
    ///
    /// - Throws: ``FieldRefusal`` when a name comes twice or is none that any kind asks for, or when there are more than
    ///   ``fieldLimit`` fields.
    public init(_ fields: [(name: String, value: String)]) throws(FieldRefusal) {
        try self.init(fields, prefix: "")
    }

    private init(_ fields: [(name: String, value: String)], prefix: String) throws(FieldRefusal) {
        try Self.checkCount(fields)
        self.fields = fields
        self.prefix = prefix
        left = fields.count
        taken = Marks(count: left)
        if left > Self.few { places = Dictionary(minimumCapacity: left) }
        for index in fields.indices {
            let name = fields[index].name
            if name == Self.activityField, prefix.isEmpty {
                take(index)
                continue
            }
            // No kind has other names; and these are compared byte by byte, which others are not.
            guard Self.isASCII(name) else { throw FieldRefusal(prefix + name, .noSuchItem) }
            let isNew =
                places != nil
                ? places?.updateValue(index, forKey: name) == nil
                : !(0..<index).contains { fields[$0].name == name }
            if !isNew { throw FieldRefusal(prefix + name, .repeatedField) }
        }
    }

    private static func checkCount(_ fields: [(name: String, value: String)]) throws(FieldRefusal) {
        guard fields.count > fieldLimit else { return }
        guard fields.count(where: { $0.name != activityField }) <= fieldLimit else {
            throw FieldRefusal("", .tooManyFields)
        }
    }

    private static func isASCII(_ name: String) -> Bool {
        // A piece of memory is looked through faster than a text.
        name.utf8.withContiguousStorageIfAvailable { $0.allSatisfy { $0 < 0x80 } } ?? name.utf8.allSatisfy { $0 < 0x80 }
    }

    /// The parts of a form whose fields are called `TARGET/FIELD`, by target; in each part they are called `FIELD`.
    ///
    /// - Throws: ``FieldRefusal``, as for a whole form, and when a field belongs to none of `targets`.
    static func parts(
        _ fields: [(name: String, value: String)], of targets: [Item]
    ) throws(FieldRefusal) -> [String: BallotForm] {
        try checkCount(fields)
        let targets = Set(targets.map(\.id))
        var parts: [String: [(name: String, value: String)]] = [:]
        for field in fields where field.name != activityField {
            let name = field.name.utf8
            guard let slash = name.firstIndex(of: UInt8(ascii: "/")), let target = String(name[..<slash]),
                targets.contains(target), let rest = String(name[slash...].dropFirst())
            else { throw FieldRefusal(field.name, .noSuchItem) }
            parts[target, default: []].append((rest, field.value))
        }
        var forms: [String: BallotForm] = [:]
        for (target, fields) in parts { forms[target] = try BallotForm(fields, prefix: "\(target)/") }
        return forms
    }

    /// The part for `target` where nothing was sent for it.
    init(nothingFor target: String) {
        fields = []
        taken = Marks(count: 0)
        left = 0
        prefix = "\(target)/"
    }

    /// Whether fields are looked up by an index.
    var isIndexed: Bool { places != nil }

    private func place(of name: String) -> Int? {
        if let places { return places[name] }
        return fields[next...].firstIndex { $0.name == name } ?? fields[..<next].firstIndex { $0.name == name }
    }

    /// Why what stands in `field` is not accepted.
    public func refused(_ field: String, _ refusal: Refusal) -> FieldRefusal {
        FieldRefusal(prefix + field, refusal)
    }

    /// The value of `field`; nil when it is missing or empty.
    public mutating func take(_ field: String) -> String? {
        guard let index = place(of: field), !taken[index] else { return nil }
        take(index)
        return fields[index].value.isEmpty ? nil : fields[index].value
    }

    private mutating func take(_ index: Int) {
        taken.mark(index)
        left -= 1
        next = index + 1
    }

    /// Takes the field at `index` if its name is `start` and one of `items`; returns whether it is to be read. By what was
    /// sent, not by what was asked: of many items few have an answer.
    private mutating func take(_ index: Int, _ start: String, of items: ItemIdentifiers) -> Bool {
        guard !taken[index], Self.isName(fields[index].name, start, items) else { return false }
        take(index)
        return !fields[index].value.isEmpty
    }

    /// Whether `name` is `start` and one of `items`.
    private static func isName(_ name: String, _ start: String, _ items: ItemIdentifiers) -> Bool {
        var (name, start) = (name, start)
        return name.withUTF8 { name in
            start.withUTF8 { start in
                name.count > start.count && zip(name, start).allSatisfy { $0 == $1 }
                    && items.contains(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(name)[start.count...]))
            }
        }
    }

    /// Whether all fields are taken.
    public var isUsedUp: Bool { left == 0 }

    /// The names behind `start` of the fields that begin with it, and that nobody has taken yet, in order.
    public func names(after start: String) -> [String] {
        untaken.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }.sorted()
    }

    /// The whole number in `field`; nil when it is missing or empty.
    ///
    /// - Throws: `Refusal.notAWholeNumber` unless it is a whole number in `range`.
    public mutating func whole(_ field: String, in range: ClosedRange<Int>) throws(FieldRefusal) -> Int? {
        guard let typed = take(field) else { return nil }
        return try whole(typed, field, in: range)
    }

    /// The whole numbers in the fields whose names are `start` and one of `items`, in order of name.
    ///
    /// - Throws: `Refusal.notAWholeNumber` unless each is a whole number in `range`.
    public mutating func wholes(
        _ start: String, of items: ItemIdentifiers, in range: ClosedRange<Int>
    ) throws(FieldRefusal) -> [(field: String, number: Int)] {
        var numbers: [(field: String, number: Int)] = []
        numbers.reserveCapacity(left)
        for index in fields.indices where take(index, start, of: items) {
            let field = fields[index]
            numbers.append((field.name, try whole(field.value, field.name, in: range)))
        }
        numbers.sort { $0.field < $1.field }
        return numbers
    }

    private func whole(_ typed: String, _ field: String, in range: ClosedRange<Int>) throws(FieldRefusal) -> Int {
        guard let number = Self.whole(typed), range.contains(number) else {
            throw refused(field, .notAWholeNumber(least: range.lowerBound, most: range.upperBound))
        }
        return number
    }

    /// The number in `field`, with a decimal point or comma and up to four decimals; nil when it is missing or empty.
    ///
    /// More decimals mean nothing to a room, and Swift would write them with an exponent.
    ///
    /// - Throws: `Refusal.notANumber` unless it is such a number in `range`.
    public mutating func decimal(_ field: String, in range: ClosedRange<Double>) throws(FieldRefusal) -> Double? {
        guard let typed = take(field) else { return nil }
        let plain = String(typed.filter { !$0.isWhitespace }.map { $0 == "," ? "." : $0 == "−" ? "-" : $0 })
        let decimals = plain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).dropFirst()
        guard plain.utf8.count <= 20, decimals.allSatisfy({ $0.count <= 4 }),
            plain.utf8.allSatisfy({ Self.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }),
            let number = Double(plain), number.isFinite, range.contains(number)
        else {
            throw refused(field, .notANumber(least: range.lowerBound, most: range.upperBound))
        }
        return number
    }

    /// The option chosen in `field`; nil when it is missing or empty.
    ///
    /// - Throws: `Refusal.noSuchItem` unless it is one of `identifiers`.
    public mutating func option(_ field: String, of identifiers: Set<String>) throws(FieldRefusal) -> String? {
        try option(field, isOne: identifiers.contains)
    }

    /// The item chosen in `field`; nil when it is missing or empty.
    ///
    /// - Throws: `Refusal.noSuchItem` unless it is one of `items`.
    public mutating func option(_ field: String, of items: ItemIdentifiers) throws(FieldRefusal) -> String? {
        try option(field) { items.contains($0) }
    }

    private mutating func option(_ field: String, isOne: (String) -> Bool) throws(FieldRefusal) -> String? {
        guard let chosen = take(field) else { return nil }
        guard isOne(chosen) else { throw refused(field, .noSuchItem) }
        return chosen
    }

    /// The options chosen in the fields whose names are `start` and one of `items`, in order of name.
    ///
    /// - Throws: `Refusal.noSuchItem` unless each is one of `identifiers`.
    public mutating func options(
        _ start: String, of items: ItemIdentifiers, among identifiers: Set<String>
    ) throws(FieldRefusal) -> [(field: String, option: String)] {
        var chosen: [(field: String, option: String)] = []
        for index in fields.indices where take(index, start, of: items) {
            let (name, value) = fields[index]
            guard identifiers.contains(value) else { throw refused(name, .noSuchItem) }
            chosen.append((name, value))
        }
        chosen.sort { $0.field < $1.field }
        return chosen
    }

    /// The text in `field`, in one form of writing; nil when it is missing or holds nothing but space.
    ///
    /// - Throws: what `PlainText.checked` throws, but `.empty`.
    public mutating func text(_ field: String, limit: Int) throws(FieldRefusal) -> String? {
        guard let typed = take(field) else { return nil }
        do {
            return try PlainText.checked(typed, limit: limit)
        } catch {
            if case .empty = error { return nil }
            throw refused(field, error)
        }
    }

    /// Says that the form is taken out.
    ///
    /// - Throws: `Refusal.noSuchItem` when something is left: a field of another activity, or of an item that is gone.
    public func finish() throws(FieldRefusal) {
        if !isUsedUp, let name = untaken.min() { throw refused(name, .noSuchItem) }
    }

    private var untaken: some Sequence<String> {
        fields.indices.lazy.filter { !taken[$0] }.map { fields[$0].name }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func whole(_ typed: String) -> Int? {
        var (plain, typed) = (typed, typed)
        if let number = plain.withUTF8(written) { return number }
        typed.removeAll(where: \.isWhitespace)
        return typed.withUTF8(written)
    }

    /// The number in up to nine digits, with a minus sign before them or none.
    private static func written(_ typed: UnsafeBufferPointer<UInt8>) -> Int? {
        let isNegative = typed.first == UInt8(ascii: "-")
        let digits = typed.dropFirst(isNegative ? 1 : 0)
        guard (1...9).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard isDigit(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return isNegative ? -number : number
    }
}
