/// Text as it came from outside, made harmless to compare.
///
/// Swift compares texts by what they look like: both are brought into one form, for which each run of marks is sorted. A
/// run of tens of thousands, which nobody writes, would take a second each time.
enum ReceivedText {
    /// The longest run of marks that is left as it is (UAX #15, Stream-Safe Text Format).
    private static let longestRun = 30

    /// The text in `bytes`; what is not UTF-8 becomes U+FFFD, and a run of more than 30 marks is parted by U+034F as the
    /// Stream-Safe Text Process says.
    static func text(_ bytes: some Collection<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return isASCII(bytes) ? text : parted(text)
    }

    private static func parted(_ text: String) -> String {
        var parted = String.UnicodeScalarView()
        var run = 0
        for scalar in text.unicodeScalars {
            run = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : run + 1
            if run > longestRun {
                parted.append("\u{34F}")
                run = 1
            }
            parted.append(scalar)
        }
        return String(parted)
    }

    /// Without a stop at the first that is not, many bytes are looked at at a time.
    @inline(__always)
    private static func isASCII(_ bytes: some Collection<UInt8>) -> Bool { bytes.reduce(0, |) < 0x80 }

    /// A name in `bytes`: of a field, or of a place. All that exist are ASCII; any other byte stands as `%` and two digits,
    /// so that what nobody knows is compared and looked up as quickly as what is known.
    static func name(_ bytes: some Collection<UInt8>) -> String {
        if isASCII(bytes) { return String(decoding: bytes, as: UTF8.self) }
        let digits = Array("0123456789ABCDEF".utf8)
        var name: [UInt8] = []
        for byte in bytes {
            if byte < 0x80 {
                name.append(byte)
            } else {
                name.append(UInt8(ascii: "%"))
                name.append(digits[Int(byte >> 4)])
                name.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: name, as: UTF8.self)
    }

    /// The same of a name that is a text already.
    static func name(_ text: String) -> String {
        let isPlain = text.utf8.withContiguousStorageIfAvailable { isASCII($0) } ?? false
        return isPlain ? text : name(text.utf8)
    }
}
