import Crypto

/// The hashes by which files are known again.
public enum Digest {
    /// The SHA-256 of `bytes` in hexadecimal digits, as `sha256sum` writes it.
    public static func sha256(_ bytes: some Sequence<UInt8>) -> String {
        SHA256.hash(data: Array(bytes)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }.joined()
    }
}
