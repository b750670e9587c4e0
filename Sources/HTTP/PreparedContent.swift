/// A page made into a response once, plain and gzipped, and used for every request.
public final class PreparedContent: Sendable {
    /// The status code.
    public let status: Int
    let plain: Answer
    /// The compressed form, if there is one.
    let gzipped: Answer?

    /// Prepares `bytes` with `headers`.
    public init(status: Int, headers: [(name: String, value: String)], bytes: [UInt8]) {
        self.status = status
        let type = headers.first { $0.name.isHeader("Content-Type") }?.value
        var compressed: [UInt8]?
        if bytes.count > Gzip.threshold, Gzip.isWorthwhile(type) { compressed = Gzip.compress(bytes) }
        let varying = compressed == nil ? headers : headers + [("Vary", "Accept-Encoding")]
        plain = Answer(status: status, headers: varying, bytes: bytes)
        gzipped = compressed.map {
            Answer(status: status, headers: varying + [("Content-Encoding", "gzip")], bytes: $0)
        }
    }
}
