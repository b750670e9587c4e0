import CMicroHTTPD

/// A page made into a response once, plain and gzipped, and used for every request.
///
/// `@unchecked Sendable`: the two responses are never changed after `init`, and libmicrohttpd counts their uses itself.
public final class PreparedContent: @unchecked Sendable {
    /// The status code.
    public let status: Int
    let plain: OpaquePointer?
    let gzipped: OpaquePointer?

    /// Prepares `bytes` with `headers`.
    public init(status: Int, headers: [(name: String, value: String)], bytes: [UInt8]) {
        self.status = status
        let type = headers.first { $0.name.isHeader("Content-Type") }?.value
        var compressed: [UInt8]?
        if bytes.count > Gzip.threshold, Gzip.isWorthwhile(type) { compressed = Gzip.compress(bytes) }
        let varying = compressed == nil ? headers : headers + [("Vary", "Accept-Encoding")]
        plain = Answer.response(bytes: bytes, headers: varying)
        gzipped = compressed.flatMap {
            Answer.response(bytes: $0, headers: varying + [("Content-Encoding", "gzip")])
        }
    }

    deinit {
        if let plain { MHD_destroy_response(plain) }
        if let gzipped { MHD_destroy_response(gzipped) }
    }

    /// Whether there is a compressed form.
    var isCompressible: Bool { gzipped != nil }
}
