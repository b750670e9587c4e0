import Glibc

/// The fields of a form, in the order in which they came.
public struct Form: Sendable {
    /// The fields. A name may come several times, as ticked boxes do.
    public let fields: [(name: String, value: String)]

    /// So many fields are read of a body: more than any form may hold, so that one that holds more is still refused.
    static let fieldLimit = 4096

    /// The first value of the field called `name`.
    public subscript(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Every value of the fields called `name`.
    public func all(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// A form of the given fields.
    init(fields: [(name: String, value: String)]) {
        self.fields = fields
    }

    /// Reads `application/x-www-form-urlencoded` (WHATWG URL, 5.1). Bytes that are not UTF-8 become U+FFFD, and a `%`
    /// without two hexadecimal digits stands for itself, as browsers read it. In a name, whatever is not ASCII stands as `%`
    /// and two digits; in a value, a run of more than 30 marks is parted (UAX #15, Stream-Safe Text Format).
    public init(parsing body: [UInt8]) {
        var fields: [(name: String, value: String)] = []
        // As many as most ballots have: a hall's wait together.
        if !body.isEmpty { fields.reserveCapacity(4) }
        body.withUnsafeBufferPointer { body in
            var rest = body
            while !rest.isEmpty, fields.count < Self.fieldLimit {
                let (pair, others) = Self.parts(of: rest, at: UInt8(ascii: "&"))
                rest = others
                if pair.isEmpty { continue }
                let (name, value) = Self.parts(of: pair, at: UInt8(ascii: "="))
                fields.append((Self.decoded(name, isName: true), Self.decoded(value, isName: false)))
            }
        }
        self.fields = fields
    }

    private typealias Bytes = UnsafeBufferPointer<UInt8>

    /// What stands before the first `separator`, and what stands behind it.
    private static func parts(of bytes: Bytes, at separator: UInt8) -> (Bytes, Bytes) {
        let end = place(of: separator, in: bytes) ?? bytes.count
        return (Bytes(rebasing: bytes[..<end]), Bytes(rebasing: bytes[end...].dropFirst()))
    }

    /// Where the first `byte` is. By the C library, which looks at many bytes at a time.
    private static func place(of byte: UInt8, in bytes: Bytes) -> Int? {
        guard let start = bytes.baseAddress, let found = memchr(start, Int32(byte), bytes.count) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }

    private static func decoded(_ bytes: Bytes, isName: Bool) -> String {
        func text(_ bytes: some Collection<UInt8>) -> String {
            isName ? ReceivedText.name(bytes) : ReceivedText.text(bytes)
        }
        if place(of: UInt8(ascii: "%"), in: bytes) == nil, place(of: UInt8(ascii: "+"), in: bytes) == nil {
            return text(bytes)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]),
                let low = digit(bytes[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return text(decoded)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
