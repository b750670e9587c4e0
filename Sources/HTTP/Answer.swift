import CMicroHTTPD

/// A response in libmicrohttpd's form, ready to be queued, as often as it is asked for unless it is a stream.
///
/// `@unchecked Sendable`: never changed; what libmicrohttpd keeps of it, it counts itself, under a lock of its own.
final class Answer: @unchecked Sendable {
    let status: UInt32
    /// The response; nil when there was no memory for one, which ends the connection.
    let response: OpaquePointer?
    /// The stream that the response reads from, if it is one.
    let stream: EventStream?

    /// What `response` says, compressed if that is worth it and `request` takes it.
    static func to(_ request: Request?, _ response: Response, closing: Bool = false, wakeup: Wakeup) -> Answer {
        let closingHeaders: [(name: String, value: String)] = closing ? [("Connection", "close")] : []
        var acceptsGzip: Bool { Gzip.isAccepted(request?.header("Accept-Encoding")) }
        switch response.content {
        case .prepared(let prepared):
            if let gzipped = prepared.gzipped, acceptsGzip { return gzipped }
            return prepared.plain
        case .bytes(let bytes):
            var headers = response.headers + closingHeaders
            var body = bytes
            if bytes.count > Gzip.threshold, Gzip.isWorthwhile(response.header("Content-Type")) {
                headers.append(("Vary", "Accept-Encoding"))
                if acceptsGzip, let compressed = Gzip.compress(bytes) {
                    headers.append(("Content-Encoding", "gzip"))
                    body = compressed
                }
            }
            return Answer(status: response.status, headers: headers, bytes: body)
        case .events(let subscription, let first):
            let stream = EventStream(subscription: subscription, first: first, wakeup: wakeup)
            return Answer(response.status, stream.makeResponse(headers: response.headers), stream)
        }
    }

    /// The answer of these bytes.
    convenience init(status: Int, headers: [(name: String, value: String)], bytes: [UInt8]) {
        self.init(status, Self.response(bytes: bytes, headers: headers), nil)
    }

    private init(_ status: Int, _ response: OpaquePointer?, _ stream: EventStream?) {
        self.status = UInt32(status)
        self.response = response
        self.stream = stream
    }

    deinit {
        if let response { MHD_destroy_response(response) }
    }

    private static func response(bytes: [UInt8], headers: [(name: String, value: String)]) -> OpaquePointer? {
        let response = bytes.withUnsafeBytes { buffer in
            MHD_create_response_from_buffer(
                buffer.count, UnsafeMutableRawPointer(mutating: buffer.baseAddress),
                MHD_ResponseMemoryMode.RESPMEM_MUST_COPY)
        }
        guard let response else { return nil }
        add(headers, to: response)
        return response
    }

    static func add(_ headers: [(name: String, value: String)], to response: OpaquePointer) {
        for header in headers { MHD_add_response_header(response, header.name, header.value) }
    }
}
