import Crypto
import FoundationEssentials
import Workshop

/// The key that turns participants into the pseudonyms of one activity. Once it is destroyed, nobody can say which
/// answers were whose, nor which answers of two activities came from one participant.
struct PseudonymKey {
    private let key: SymmetricKey
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        key = SymmetricKey(data: bytes)
    }

    /// The 32 bytes as the database takes them.
    var data: Data { Data(bytes) }

    /// A new random key.
    static func random() -> PseudonymKey {
        PseudonymKey(SecureRandom.bytes(32))
    }

    /// The pseudonym of `participant`: its own where the workshop links answers, else the first 16 bytes of HMAC-SHA256
    /// (RFC 2104) of its identifier.
    func pseudonym(of participant: Participant) -> Data {
        if let link = participant.link { return Data(link) }
        return Data(code(Array("participant \(participant.id)".utf8)).prefix(16))
    }

    /// The identifier of the idea that `participant` sends as `text` with `key`. Sent again it is the same idea; with
    /// another text, after a step back in the browser, it is another one, and neither is lost.
    func idea(of participant: Participant, key: String, text: String) -> Identifier {
        let code = code(Array("idea \(participant.id) \(key.utf8.count) \(key) \(text)".utf8))
        return Identifier(bits: code.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    private func code(_ message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }
}

/// Random bytes and tokens from the system.
enum SecureRandom {
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// A token of 128 bits as 32 hexadecimal digits.
    static func token() -> String {
        "\(Identifier.random())\(Identifier.random())"
    }

    /// What is kept of a token: a copy of the database opens no session.
    static func hash(_ token: String) -> Data {
        Data(SHA256.hash(data: Array(token.utf8)))
    }
}
