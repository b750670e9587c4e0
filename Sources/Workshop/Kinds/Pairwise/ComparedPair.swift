/// Two different items that are compared.
struct ComparedPair: Hashable {
    /// The identifiers, in order.
    let first: Substring, second: Substring

    /// The pair that `name` names: two identifiers in order with a full stop between, which no identifier holds.
    init?(_ name: Substring) {
        let bytes = name.utf8
        guard let stop = bytes.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        first = name[..<stop]
        second = name[bytes.index(after: stop)...]
        guard first < second else { return nil }
    }

    /// What the name of a pair's field begins with.
    static let prefix = "pair-"

    /// The name of the field that compares `one` with `other`.
    static func field(_ one: String, _ other: String) -> String {
        "\(prefix)\(min(one, other)).\(max(one, other))"
    }

    /// Says that the item that comes first in order is chosen, or the second, or none.
    enum Answer: String, CaseIterable {
        /// The first.
        case first = "a"
        /// The second.
        case second = "b"
        /// It cannot be said.
        case skip
    }
}
