/// A request that has arrived whole. A class: it goes through many hands, and each copy of its parts would be counted.
public final class Request: Sendable {
    /// The method, such as `GET`.
    public let method: String
    /// The path, percent-decoded: `/..%2f..` is `/../..` here. Look it up in a table, never in the file system.
    public let path: String
    /// The body's bytes; none when they were read as a form with files.
    public let body: [UInt8]
    /// The files of the form, where ``ServerConfiguration/uploads`` allows any.
    public let files: [UploadedFile]
    /// The peer's numeric address, for limits only.
    public let address: String
    private let queryFields: [(name: String, value: String)]
    private let headers: [(name: String, value: String)]
    /// The fields that came beside files.
    private let fields: [(name: String, value: String)]?

    /// A request with the given content; `headers` and `query` in the order in which they came.
    ///
    /// - Parameter parts: What a body held that was read as a form with files.
    public init(
        method: String, path: String, query: [(name: String, value: String)],
        headers: [(name: String, value: String)], body: [UInt8], address: String,
        parts: (fields: [(name: String, value: String)], files: [UploadedFile])? = nil
    ) {
        self.method = method
        self.path = path
        self.queryFields = query
        self.headers = headers
        self.body = body
        self.address = address
        fields = parts?.fields
        files = parts?.files ?? []
    }

    /// The first header called `name`; capitals do not matter.
    public func header(_ name: String) -> String? {
        headers.first { Self.equalIgnoringCase($0.name, name) }?.value
    }

    /// The cookie called `name` (RFC 6265, 5.4).
    public func cookie(_ name: String) -> String? {
        for header in headers where Self.equalIgnoringCase(header.name, "Cookie") {
            // On bytes, and without a list of them all: each vote asks.
            var rest = header.value.utf8[...]
            while !rest.isEmpty {
                rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ";") }
                let pair = rest.prefix { $0 != UInt8(ascii: ";") }
                rest = rest[pair.endIndex...]
                guard pair.starts(with: name.utf8) else { continue }
                let value = pair.dropFirst(name.utf8.count)
                if value.first == UInt8(ascii: "=") { return String(Substring(value.dropFirst())) }
            }
        }
        return nil
    }

    /// The first field of the query called `name`, percent-decoded.
    public func query(_ name: String) -> String? {
        queryFields.first { $0.name == name }?.value
    }

    /// The fields of the body, which is `application/x-www-form-urlencoded` unless it came with files.
    public var form: Form { fields.map { Form(fields: $0) } ?? Form(parsing: body) }

    /// Whether two header names are the same (RFC 9110, 5.1: ASCII capitals do not matter).
    static func equalIgnoringCase(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        if left == right { return true }
        var left = left.utf8.makeIterator()
        var right = right.utf8.makeIterator()
        while true {
            switch (left.next(), right.next()) {
            case (nil, nil): return true
            case (let a?, let b?) where lowercased(a) == lowercased(b): continue
            default: return false
            }
        }
    }

    /// The small letter of an ASCII capital; any other byte as it is.
    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
