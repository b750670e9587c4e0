import CMicroHTTPD

/// A response in libmicrohttpd's form, ready to be queued.
///
/// `@unchecked Sendable`: made on the task that answers, then handed over to the loop's thread and used only there.
final class Answer: @unchecked Sendable {
    let status: UInt32
    /// The response; nil when there was no memory for one, which ends the connection.
    let response: OpaquePointer?
    /// The stream that the response reads from, if it is one.
    let stream: EventStream?
    private let isOwned: Bool

    /// Makes what `response` says, compressed if that is worth it and `request` takes it.
    init(_ response: Response, to request: Request? = nil, closing: Bool = false, wakeup: Wakeup) {
        let closingHeaders: [(name: String, value: String)] = closing ? [("Connection", "close")] : []
        var acceptsGzip: Bool { Gzip.isAccepted(request?.header("Accept-Encoding")) }
        switch response.content {
        case .prepared(let prepared):
            status = UInt32(prepared.status)
            self.response = prepared.isCompressible && acceptsGzip ? prepared.gzipped : prepared.plain
            isOwned = false
            stream = nil
        case .bytes(let bytes):
            status = UInt32(response.status)
            var headers = response.headers + closingHeaders
            var body = bytes
            if bytes.count > Gzip.threshold, Gzip.isWorthwhile(response.header("Content-Type")) {
                headers.append(("Vary", "Accept-Encoding"))
                if acceptsGzip, let compressed = Gzip.compress(bytes) {
                    headers.append(("Content-Encoding", "gzip"))
                    body = compressed
                }
            }
            self.response = Self.response(bytes: body, headers: headers)
            isOwned = true
            stream = nil
        case .events(let subscription, let first):
            status = UInt32(response.status)
            let stream = EventStream(subscription: subscription, first: first, wakeup: wakeup)
            self.response = stream.makeResponse(headers: response.headers)
            isOwned = true
            self.stream = stream
        }
    }

    deinit {
        if isOwned, let response { MHD_destroy_response(response) }
    }

    static func response(bytes: [UInt8], headers: [(name: String, value: String)]) -> OpaquePointer? {
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
