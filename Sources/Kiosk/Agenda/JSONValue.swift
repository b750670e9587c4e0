import FoundationEssentials

/// A JSON value of any shape (RFC 8259).
enum JSONValue: Codable, Equatable, Sendable {
    case object([String: JSONValue])
    case list([JSONValue])
    case text(String)
    case number(Double)
    case flag(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .object(let members): try container.encode(members)
        case .list(let values): try container.encode(values)
        case .text(let text): try container.encode(text)
        case .number(let number):
            if let whole = Int(exactly: number) { try container.encode(whole) } else { try container.encode(number) }
        case .flag(let flag): try container.encode(flag)
        case .null: try container.encodeNil()
        }
    }

    /// `value` as JSON.
    init(_ value: some Encodable) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: try JSONEncoder().encode(value))
    }

    /// The value that this is the JSON of.
    func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: try JSONEncoder().encode(self))
    }

    /// The members; none unless this is an object.
    var members: [String: JSONValue] { if case .object(let members) = self { members } else { [:] } }
    /// The elements; none unless this is a list.
    var elements: [JSONValue] { if case .list(let values) = self { values } else { [] } }
    /// The text; nil unless this is one.
    var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The number as people write it; nil unless this is one.
    var number: String? {
        guard case .number(let number) = self else { return nil }
        return Int(exactly: number).map(String.init) ?? String(number)
    }
    /// The flag; nil unless this is one.
    var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
}
