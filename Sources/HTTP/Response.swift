/// An answer to a request.
public struct Response: Sendable {
    /// The status code (RFC 9110, 15).
    public var status: Int
    /// The headers, without `Content-Length`, `Connection` and the like, which the server adds.
    public var headers: [(name: String, value: String)]
    /// What follows the headers.
    public var content: Content

    /// What follows the headers.
    public enum Content: Sendable {
        /// These bytes; gzipped when they are text, longer than 1 KiB, and the client takes it.
        case bytes([UInt8])
        /// A page made once and used again; its own headers and status count.
        case prepared(PreparedContent)
        /// A stream of events that begins with `first`, complete event text, and goes on until the client leaves or the
        /// channel ends. Subscribe before making `first`, so that nothing published in between is missed.
        case events(EventSubscription, first: [UInt8])
    }

    /// An answer with the given content.
    public init(status: Int, headers: [(name: String, value: String)], content: Content) {
        self.status = status
        self.headers = headers
        self.content = content
    }

    /// The header called `name`; capitals do not matter.
    public func header(_ name: StaticString) -> String? {
        headers.first { $0.name.isHeader(name) }?.value
    }
}
