/// A request that has arrived whole. A class: it goes through many hands, and each copy of its parts would be counted.
public final class Request: Sendable {
    /// The method, such as `GET`.
    public let method: String
    /// The path, percent-decoded but for what is not ASCII: `/..%2f..` is `/../..` here, and `/å` stays `/%C3%A5`. Look it
    /// up in a table, never in the file system.
    public let path: String
    /// The body's bytes; none when they were read as a form with files.
    public let body: [UInt8]
    /// The files of the form, where ``ServerConfiguration/uploads`` allows any.
    public let files: [UploadedFile]
    /// The peer's numeric address, for limits only.
    public let address: String
    private let queryFields: ReceivedFields
    private let headers: ReceivedFields
    /// The fields of the body, which is `application/x-www-form-urlencoded` unless it came with files.
    public let form: Form

    /// A request with the given content; `headers` and `query` in the order in which they came.
    ///
    /// - Parameter parts: What a body held that was read as a form with files.
    public convenience init(
        method: String, path: String, query: [(name: String, value: String)],
        headers: [(name: String, value: String)], body: [UInt8], address: String,
        parts: (fields: [(name: String, value: String)], files: [UploadedFile])? = nil
    ) {
        self.init(
            method: method, path: path, query: ReceivedFields(query), headers: ReceivedFields(headers), body: body,
            address: address, parts: parts)
    }

    init(
        method: String, path: String, query: ReceivedFields, headers: ReceivedFields, body: [UInt8], address: String,
        parts: (fields: [(name: String, value: String)], files: [UploadedFile])? = nil
    ) {
        self.method = method
        self.path = ReceivedText.name(path)
        self.queryFields = query
        self.headers = headers
        self.body = body
        self.address = address
        form = parts.map { Form(fields: $0.fields) } ?? Form(parsing: body)
        files = parts?.files ?? []
    }

    /// The first header called `name`; capitals do not matter.
    public func header(_ name: StaticString) -> String? { headers.header(name) }

    /// Whether the first header called `name` is `value` to the letter.
    public func header(_ name: StaticString, is value: StaticString) -> Bool {
        headers.header(name) { $0.isEqual(to: value) } ?? false
    }

    /// The cookie called `name` (RFC 6265, 5.4).
    public func cookie(_ name: String) -> String? {
        headers.first { header, value in
            guard header.isHeader("Cookie") else { return nil }
            var rest = value[...]
            while !rest.isEmpty {
                rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ";") }
                let pair = rest.prefix { $0 != UInt8(ascii: ";") }
                rest = rest[pair.endIndex...]
                guard ReceivedFields.Bytes(rebasing: pair).begins(with: name) else { continue }
                let value = pair.dropFirst(name.utf8.count)
                if value.first == UInt8(ascii: "=") { return ReceivedText.text(value.dropFirst()) }
            }
            return nil
        }
    }

    /// The first field of the query called `name`, percent-decoded.
    public func query(_ name: StaticString) -> String? {
        queryFields.first { $0.isEqual(to: name) ? ReceivedText.text($1) : nil }
    }
}
