/// A short code that people read from a wall and type on a phone.
///
/// Its 22 symbols leave out every look-alike pair (0/O/Q, 1/I/L, 2/Z, 5/S, 8/B, U/V), so that no guess is needed
/// about which of two was meant.
public struct SpokenCode: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The symbols that a code is made of.
    public static let alphabet: [Character] = Array("34679ACDEFGHJKMNPRTWXY")

    /// A bit for each symbol, counted from `0`, the first that could be one.
    private static let symbols: UInt64 = "34679ACDEFGHJKMNPRTWXY".utf8.reduce(0) {
        $0 | 1 << UInt64($1 - UInt8(ascii: "0"))
    }

    private static func isSymbol(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "Z") && symbols >> UInt64(byte - UInt8(ascii: "0")) & 1 == 1
    }

    /// The number of symbols in a join code: 22⁶ ≈ 113 million codes.
    public static let joinLength = 6
    /// The number of symbols in a re-entry code: 22⁸ ≈ 5.5 · 10¹⁰ codes.
    public static let reentryLength = 8
    /// The number of symbols in a recovery code: 22¹² ≈ 1.3 · 10¹⁶ codes.
    public static let recoveryLength = 12

    /// The number of symbols on a card: 22¹² ≈ 1.3 · 10¹⁶ codes.
    public static let cardLength = 12

    /// The symbols, in capitals and without spaces.
    public let description: String

    /// Reads what a person typed: case, spaces and hyphens do not matter. Nil unless exactly `length` symbols of the
    /// alphabet remain.
    public init?(_ typed: some StringProtocol, length: Int) {
        // As pages and cookies carry it: nothing to clean.
        let plain = String(typed)
        if plain.utf8.count == length,
            plain.utf8.withContiguousStorageIfAvailable({ $0.allSatisfy(Self.isSymbol) }) ?? false
        {
            description = plain
            return
        }
        var symbols = ""
        for character in typed.uppercased() where !character.isWhitespace && character != "-" {
            guard Self.alphabet.contains(character) else { return nil }
            symbols.append(character)
        }
        guard symbols.count == length else { return nil }
        description = symbols
    }

    /// A new code of `length` symbols from `generator`.
    public static func random(length: Int, using generator: inout some RandomNumberGenerator) -> SpokenCode {
        var symbols = ""
        for _ in 0..<length {
            symbols.append(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)])
        }
        return SpokenCode(symbols: symbols)
    }

    private init(symbols: String) {
        description = symbols
    }

    /// The code in groups of four (of three when it has six symbols), as it is easiest to read aloud.
    public var grouped: String {
        let size = description.count % 4 == 0 ? 4 : 3
        var text = ""
        for (index, character) in description.enumerated() {
            if index > 0 && index % size == 0 { text.append(" ") }
            text.append(character)
        }
        return text
    }
}
