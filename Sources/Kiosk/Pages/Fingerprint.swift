import Crypto
import FoundationEssentials
import Workshop

/// A short mark of a content: another content has another one.
enum Fingerprint {
    /// Ten hexadecimal digits of the SHA-256 hash of `bytes`.
    static func of(_ bytes: [UInt8]) -> String {
        hexadecimal(SHA256.hash(data: bytes).prefix(5))
    }

    /// The mark of `value`'s JSON with sorted keys; empty when it has none.
    static func of(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(value)).map { of(Array($0)) } ?? ""
    }
}
