import CMicroHTTPD
import Glibc

/// The headers of a request, or the fields of its query: as they came, behind each other in one piece of memory. Each
/// would cost two strings of its own, and most are never asked for.
struct ReceivedFields: Sendable {
    /// A part of it, valid where it was told.
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// NAME, NUL, VALUE, NUL and so on: libmicrohttpd tells both as C strings, so neither holds a NUL.
    private var bytes: [UInt8] = []

    /// No fields.
    init() {}

    /// The given fields; one that holds a NUL ends there.
    init(_ fields: [(name: String, value: String)]) {
        for field in fields {
            for part in [field.name, field.value] {
                bytes += part.utf8.prefix { $0 != 0 }
                bytes.append(0)
            }
        }
    }

    /// The fields of one kind of the request that `connection` has brought.
    init(of connection: OpaquePointer, kind: MHD_ValueKind) {
        withUnsafeMutablePointer(to: &self) { fields in
            _ = MHD_get_connection_values(
                connection, kind,
                { context, _, name, value in
                    if let name { context?.assumingMemoryBound(to: ReceivedFields.self).pointee.append(name, value) }
                    return MHD_Result.YES
                }, fields)
        }
    }

    private mutating func append(_ name: UnsafePointer<CChar>, _ value: UnsafePointer<CChar>?) {
        // Browsers send half a kilobyte of headers.
        if bytes.isEmpty { bytes.reserveCapacity(512) }
        bytes += UnsafeRawBufferPointer(start: name, count: strlen(name) + 1)
        if let value {
            bytes += UnsafeRawBufferPointer(start: value, count: strlen(value) + 1)
        } else {
            bytes.append(0)
        }
    }

    /// Calls `body` with the fields in the order in which they came, until it returns something, and returns that.
    func first<Result>(where body: (_ name: Bytes, _ value: Bytes) -> Result?) -> Result? {
        bytes.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return nil }
            var next = start
            func part() -> Bytes {
                let part = Bytes(start: next, count: strlen(next))
                next += part.count + 1
                return part
            }
            while next < start + bytes.count {
                if let result = body(part(), part()) { return result }
            }
            return nil
        }
    }

    /// Calls `body` with each field in the order in which they came.
    func each(_ body: (_ name: Bytes, _ value: Bytes) -> Void) {
        _ = first { name, value -> Void? in
            body(name, value)
            return nil
        }
    }

    /// What `body` makes of the first field called `name`, which is a header: capitals do not matter.
    func header<Result>(_ name: String, _ body: (Bytes) -> Result) -> Result? {
        first { $0.isHeader(name) ? body($1) : nil }
    }

    /// The first header called `name`; capitals do not matter.
    func header(_ name: String) -> String? { header(name) { ReceivedText.text($0) } }
}

// On memory: bytes of a text come one by one through its view, and each request asks often.
extension ReceivedFields.Bytes {
    /// Whether they are `text` to the letter.
    func isEqual(to text: String) -> Bool { count == text.utf8.count && begins(with: text) }

    /// Whether `text` is their beginning.
    func begins(with text: String) -> Bool { begins(with: text) { $0 == $1 } }

    /// Whether they are the header called `name` (RFC 9110, 5.1: ASCII capitals do not matter).
    func isHeader(_ name: String) -> Bool { count == name.utf8.count && beginsIgnoringCase(with: name) }

    /// Whether `text` is their beginning; ASCII capitals do not matter.
    func beginsIgnoringCase(with text: String) -> Bool {
        begins(with: text) { $0 == $1 || Self.lowercased($0) == Self.lowercased($1) }
    }

    @inline(__always)
    private func begins(with text: String, _ isSame: (UInt8, UInt8) -> Bool) -> Bool {
        var text = text
        return text.withUTF8 { text in count >= text.count && zip(self, text).allSatisfy(isSame) }
    }

    /// The small letter of an ASCII capital; any other byte as it is.
    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

extension String {
    /// Whether it is the header called `name`.
    func isHeader(_ name: String) -> Bool {
        var text = self
        return text.withUTF8 { $0.isHeader(name) }
    }
}
