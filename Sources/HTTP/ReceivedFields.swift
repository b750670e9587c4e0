import CMicroHTTPD
import Glibc

/// The headers of a request, or the fields of its query: as they came, behind each other in one piece of memory. Each
/// would cost two strings of its own, and most are never asked for.
struct ReceivedFields: Sendable {
    /// A part of it, valid where it was told.
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// A field as libmicrohttpd tells it.
    private typealias Told = (name: UnsafePointer<CChar>, value: UnsafePointer<CChar>?)

    /// For each field how long its name is and how long its value, then both. No part holds a NUL.
    private let bytes: [UInt8]

    private static let lengths = 2 * MemoryLayout<UInt32>.size

    /// No fields.
    init() { bytes = [] }

    /// The given fields; one that holds a NUL ends there.
    init(_ fields: [(name: String, value: String)]) {
        var bytes: [UInt8] = []
        for field in fields {
            let parts = [field.name, field.value].map { $0.utf8.prefix { $0 != 0 } }
            for part in parts { withUnsafeBytes(of: UInt32(part.count)) { bytes += $0 } }
            for part in parts { bytes += part }
        }
        self.bytes = bytes
    }

    /// The fields of one kind of the request that `connection` has brought.
    init(of connection: OpaquePointer, kind: MHD_ValueKind) {
        let most = Int(MHD_get_connection_values(connection, kind, nil, nil))
        if most == 0 {
            bytes = []
            return
        }
        bytes = withUnsafeTemporaryAllocation(of: Told.self, capacity: most) { told in
            var collected = (told: told, count: 0)
            withUnsafeMutablePointer(to: &collected) { collected in
                _ = MHD_get_connection_values(
                    connection, kind,
                    { context, _, name, value in
                        let collected = context?.assumingMemoryBound(
                            to: (told: UnsafeMutableBufferPointer<Told>, count: Int).self)
                        if let name, let collected, collected.pointee.count < collected.pointee.told.count {
                            collected.pointee.told.initializeElement(at: collected.pointee.count, to: (name, value))
                            collected.pointee.count += 1
                        }
                        return MHD_Result.YES
                    }, collected)
            }
            return Self.joined(UnsafeBufferPointer(rebasing: told[..<collected.count]))
        }
    }

    private static func joined(_ fields: UnsafeBufferPointer<Told>) -> [UInt8] {
        let size = fields.reduce(0) { $0 + lengths + strlen($1.name) + ($1.value.map { strlen($0) } ?? 0) }
        return Array(unsafeUninitializedCapacity: size) { bytes, count in
            guard var next = UnsafeMutableRawPointer(bytes.baseAddress) else { return }
            for (name, value) in fields {
                let (nameLength, valueLength) = (strlen(name), value.map { strlen($0) } ?? 0)
                next.storeBytes(of: UInt32(nameLength), as: UInt32.self)
                next.storeBytes(of: UInt32(valueLength), toByteOffset: lengths / 2, as: UInt32.self)
                next += lengths
                next.copyMemory(from: name, byteCount: nameLength)
                next += nameLength
                if let value { next.copyMemory(from: value, byteCount: valueLength) }
                next += valueLength
            }
            count = size
        }
    }

    /// Calls `body` with the fields in the order in which they came, until it returns something, and returns that.
    func first<Result>(where body: (_ name: Bytes, _ value: Bytes) -> Result?) -> Result? {
        bytes.withUnsafeBytes { all in
            var next = 0
            while next < all.count {
                let nameLength = Int(all.loadUnaligned(fromByteOffset: next, as: UInt32.self))
                let valueLength = Int(all.loadUnaligned(fromByteOffset: next + Self.lengths / 2, as: UInt32.self))
                let name = next + Self.lengths
                let value = name + nameLength
                next = value + valueLength
                let result = body(
                    UnsafeRawBufferPointer(rebasing: all[name..<value]).assumingMemoryBound(to: UInt8.self),
                    UnsafeRawBufferPointer(rebasing: all[value..<next]).assumingMemoryBound(to: UInt8.self))
                if let result { return result }
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
    func header<Result>(_ name: StaticString, _ body: (Bytes) -> Result) -> Result? {
        first { $0.isHeader(name) ? body($1) : nil }
    }

    /// The first header called `name`; capitals do not matter.
    func header(_ name: StaticString) -> String? { header(name) { ReceivedText.text($0) } }
}

// On memory, and names of the program's own as they lie in it: each request asks often.
extension ReceivedFields.Bytes {
    private init(_ text: StaticString) { self.init(start: text.utf8Start, count: text.utf8CodeUnitCount) }

    /// Whether they are `text` to the letter.
    func isEqual(to text: StaticString) -> Bool { count == text.utf8CodeUnitCount && begins(with: Self(text)) }

    /// Whether `text` is their beginning.
    func begins(with text: String) -> Bool {
        var text = text
        return text.withUTF8 { begins(with: $0) }
    }

    private func begins(with other: Self) -> Bool {
        guard count >= other.count, let start = baseAddress, let beginning = other.baseAddress else {
            return other.isEmpty
        }
        return memcmp(start, beginning, other.count) == 0
    }

    /// Whether they are the header called `name` (RFC 9110, 5.1: ASCII capitals do not matter).
    func isHeader(_ name: StaticString) -> Bool {
        count == name.utf8CodeUnitCount && beginsIgnoringCase(with: name)
    }

    /// Whether `text` is their beginning; ASCII capitals do not matter.
    func beginsIgnoringCase(with text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount
            && zip(self, Self(text)).allSatisfy { $0 == $1 || Self.lowercased($0) == Self.lowercased($1) }
    }

    /// The small letter of an ASCII capital; any other byte as it is.
    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

extension String {
    /// Whether it is the header called `name`.
    func isHeader(_ name: StaticString) -> Bool {
        var text = self
        return text.withUTF8 { $0.isHeader(name) }
    }
}
