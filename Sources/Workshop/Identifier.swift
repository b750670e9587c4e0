/// A random 64-bit identifier, written as 16 hexadecimal digits.
///
/// Identifiers are random rather than counted so that their order says nothing about the order of arrival.
public struct Identifier: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// The 64 bits.
    public let bits: UInt64

    /// The identifier with these bits.
    public init(bits: UInt64) {
        self.bits = bits
    }

    /// Reads 16 hexadecimal digits; nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 16, text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let bits = UInt64(text, radix: 16)
        else { return nil }
        self.bits = bits
    }

    /// The 16 hexadecimal digits, in lower case.
    public var description: String {
        let digits = String(bits, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Orders by the 64 bits, and so by the digits.
    public static func < (left: Identifier, right: Identifier) -> Bool {
        left.bits < right.bits
    }

    /// Reads the 16 hexadecimal digits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let identifier = Identifier(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not 16 hexadecimal digits")
        }
        self = identifier
    }

    /// Writes the 16 hexadecimal digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
