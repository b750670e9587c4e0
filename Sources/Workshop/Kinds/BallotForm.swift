/// An answer that was not accepted, with the field of the form that has to be changed.
public struct FieldRefusal: Error, Sendable, Equatable {
    /// The name of the field.
    public let field: String
    /// Why it was not accepted.
    public let refusal: Refusal

    /// A refusal of what stands in `field`.
    public init(_ field: String, _ refusal: Refusal) {
        self.field = field
        self.refusal = refusal
    }
}

/// The fields that a participant sent, taken out one by one: what nobody takes belongs to another form and is refused.
public struct BallotForm: Sendable {
    private var fields: [(name: String, value: String?)] = []
    /// Where each field stands, where there are more than a few: a form of thousands of fields that nobody asks for must
    /// not cost more than to read it.
    private var places: [String: Int]?
    /// How many of them nobody has taken.
    private var left: Int
    /// Where the field is looked for first: forms ask in the order in which they were filled in.
    private var next = 0
    private var prefix = ""

    /// The most fields that a form may hold: two for each of a hall's 1,500 ideas, for a page without a script sends the
    /// empty ones, too.
    public static let fieldLimit = 3000
    /// So many fields are compared with each other sooner than they are hashed.
    private static let few = 16

    /// The fields of a form.
    ///
    /// - Throws: ``FieldRefusal`` when a name comes twice or is none that any kind asks for, or when there are more than
    ///   ``fieldLimit`` fields.
    public init(_ fields: some Collection<(name: String, value: String)>) throws(FieldRefusal) {
        left = fields.count
        guard left <= Self.fieldLimit else { throw FieldRefusal("", .tooManyFields) }
        self.fields.reserveCapacity(left)
        if left > Self.few { places = Dictionary(minimumCapacity: left) }
        for field in fields {
            // No kind has other names; and these are compared byte by byte, which others are not.
            guard field.name.utf8.allSatisfy({ $0 < 0x80 }) else { throw FieldRefusal(field.name, .noSuchItem) }
            let isNew =
                places != nil
                ? places?.updateValue(self.fields.count, forKey: field.name) == nil
                : !self.fields.contains { $0.name == field.name }
            if !isNew { throw FieldRefusal(field.name, .repeatedField) }
            self.fields.append((field.name, field.value))
        }
    }

    /// Whether fields are looked up by an index.
    var isIndexed: Bool { places != nil }

    private func place(of name: String) -> Int? {
        if let places { return places[name] }
        return fields[next...].firstIndex { $0.name == name } ?? fields[..<next].firstIndex { $0.name == name }
    }

    /// What `body` takes out of the part of the form that answers for the item `target`.
    mutating func taking<Value>(
        for target: String, _ body: (inout BallotForm) throws(FieldRefusal) -> Value
    ) throws(FieldRefusal) -> Value {
        prefix = "\(target)/"
        let value = try body(&self)
        prefix = ""
        return value
    }

    /// Why what stands in `field` is not accepted.
    public func refused(_ field: String, _ refusal: Refusal) -> FieldRefusal {
        FieldRefusal(prefix + field, refusal)
    }

    /// The value of `field`; nil when it is missing or empty.
    public mutating func take(_ field: String) -> String? {
        let name = prefix.isEmpty ? field : prefix + field
        guard let index = place(of: name), let value = fields[index].value else { return nil }
        fields[index].value = nil
        left -= 1
        next = index + 1
        return value.isEmpty ? nil : value
    }

    /// Whether all fields are taken.
    public var isUsedUp: Bool { left == 0 }

    /// The names behind `start` of the fields that begin with it, and that nobody has taken yet, in order.
    public func names(after start: String) -> [String] {
        let whole = prefix + start
        return untaken.filter { $0.hasPrefix(whole) }.map { String($0.dropFirst(whole.count)) }.sorted()
    }

    /// The whole number in `field`; nil when it is missing or empty.
    ///
    /// - Throws: `Refusal.notAWholeNumber` unless it is a whole number in `range`.
    public mutating func whole(_ field: String, in range: ClosedRange<Int>) throws(FieldRefusal) -> Int? {
        guard let typed = take(field) else { return nil }
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
        guard let chosen = take(field) else { return nil }
        guard identifiers.contains(chosen) else { throw refused(field, .noSuchItem) }
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
        if !isUsedUp, let name = untaken.min() { throw FieldRefusal(name, .noSuchItem) }
    }

    private var untaken: some Sequence<String> { fields.lazy.filter { $0.value != nil }.map(\.name) }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func whole(_ typed: String) -> Int? {
        let plain = typed.utf8.allSatisfy(isDigit) ? typed : typed.filter { !$0.isWhitespace }
        let digits = plain.hasPrefix("-") ? plain.dropFirst() : plain[...]
        guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy(isDigit) else { return nil }
        return Int(plain)
    }
}
