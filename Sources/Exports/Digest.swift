import Crypto
import Workshop

/// The hashes by which files are known again.
public enum Digest {
    /// The SHA-256 of `bytes` in hexadecimal digits, as `sha256sum` writes it.
    public static func sha256(_ bytes: some Sequence<UInt8>) -> String {
        hexadecimal(SHA256.hash(data: Array(bytes)))
    }
}
