/// A PIN that somebody has chosen for the box, hard enough to guess.
public struct PIN: Sendable, Equatable, CustomStringConvertible {
    /// What is wrong with a typed PIN.
    public enum Fault: Error, Sendable, Equatable {
        /// It has other characters than the digits 0 to 9.
        case notDigits
        /// It has fewer or more digits than ``PIN/length``.
        case length
        /// It is one group of digits again and again, or a run up or down: what is tried first.
        case easy
    }

    /// How many digits it has.
    public static let length = 6...12

    /// The digits.
    public let description: String

    /// Reads what was typed; spaces between the digits do not count.
    public init(_ typed: String) throws(Fault) {
        let text = typed.filter { !$0.isWhitespace }
        let digits = text.utf8.map { Int($0) - Int(UInt8(ascii: "0")) }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { throw .notDigits }
        guard Self.length.contains(digits.count) else { throw .length }
        if Self.isEasy(digits) { throw .easy }
        description = text
    }

    /// A random PIN of six digits.
    public static func random(using generator: inout some RandomNumberGenerator) -> String {
        while true {
            let digits = (0..<length.lowerBound).map { _ in Int.random(in: 0...9, using: &generator) }
            if !isEasy(digits) { return digits.map(String.init).joined() }
        }
    }

    private static func isEasy(_ digits: [Int]) -> Bool {
        let repeats = (1...max(1, digits.count / 2)).contains { size in
            digits.indices.allSatisfy { digits[$0] == digits[$0 % size] }
        }
        // Past 9 a run goes on with 0, as on a keyboard.
        let runs = [1, 9].contains { step in
            zip(digits, digits.dropFirst()).allSatisfy { ($0 + step) % 10 == $1 }
        }
        return repeats || runs
    }
}
