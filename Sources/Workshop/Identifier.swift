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

    /// A new identifier, by the system's random numbers.
    public static func random() -> Identifier { Identifier(bits: .random(in: .min ... .max)) }

    /// Reads 16 hexadecimal digits; nil for anything else.
    public init?(_ text: some StringProtocol) {
        // By hand, and on memory: each vote asks for several.
        var text = String(text)
        let read = text.withUTF8 { bytes -> UInt64? in
            if bytes.count != 16 { return nil }
            var read = UInt64(0)
            for byte in bytes {
                guard let digit = Self.digit(byte) else { return nil }
                read = read << 4 | UInt64(digit)
            }
            return read
        }
        guard let read else { return nil }
        bits = read
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The 16 hexadecimal digits, in lower case.
    public var description: String {
        String(unsafeUninitializedCapacity: 16) { text in
            for place in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: bits >> (60 - 4 * UInt64(place)) & 15)
                text[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 16
        }
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
