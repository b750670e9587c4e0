import CMicroHTTPD

/// The way of a request through the loop: its body, its answer, or the refusal that it earns.
extension Loop {
    /// What one call of the access handler brings.
    struct Part {
        let url: UnsafePointer<CChar>
        let method: UnsafePointer<CChar>
        let upload: UnsafePointer<CChar>?
        let uploadSize: UnsafeMutablePointer<Int>
        let request: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    }

    /// Bytes of a refused body that are read and thrown away, so that the answer can be given; more ends the connection.
    private static let patience = 1 << 20

    /// libmicrohttpd's access handler: false ends the connection.
    func access(_ connection: OpaquePointer, _ part: Part) -> Bool {
        guard let pointer = part.request.pointee, pointer != Self.badTarget else {
            return begin(connection, part)
        }
        let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
        if part.uploadSize.pointee > 0 { return receive(exchange, part) }
        switch exchange.stage {
        case .receiving: return answer(exchange, part)
        case .answered(let answer): return queue(answer, exchange)
        case .waiting, .done: return true
        }
    }

    private func begin(_ connection: OpaquePointer, _ part: Part) -> Bool {
        let exchange = Exchange(connection: connection)
        if part.request.pointee == Self.badTarget { exchange.refusal = 400 }
        part.request.pointee = Unmanaged.passRetained(exchange).toOpaque()
        let headers = ReceivedFields(of: connection, kind: MHD_ValueKind.HEADER_KIND)
        exchange.headers = headers
        let isUpload = exchange.refusal == nil && mayUpload(connection, part, headers)
        exchange.limit = isUpload ? configuration.uploads.bytes : configuration.bodyLimit
        // Who may bring files is told in full why these are not taken.
        exchange.patience = isUpload ? max(Self.patience, 4 * exchange.limit) : Self.patience
        if exchange.refusal == nil {
            exchange.refusal = RequestReader.judge(
                headers, headerLimit: configuration.headerLimit, bodyLimit: exchange.limit)
        }
        if let peer = peer(of: connection) {
            expect(peer, within: isUpload ? configuration.uploads.seconds : configuration.bodyTimeout)
            if peer.isExcess { exchange.refusal = 503 }
        }
        if isUpload, exchange.refusal == nil { beginUpload(exchange, headers) }
        // An answer at this first call closes the connection while the body is on its way, and TCP may reset it before the
        // answer is read (RFC 9112, 9.6): right only for an upload too long to be read to its end.
        if exchange.refusal == 413, RequestReader.length(headers) > exchange.patience {
            let path = String(validatingCString: part.url) ?? "/"
            return queue(refusal(413, exchange: exchange, path: path, method: "POST"), exchange)
        }
        return true
    }

    private func mayUpload(_ connection: OpaquePointer, _ part: Part, _ headers: ReceivedFields) -> Bool {
        guard Upload.isDeclared(headers), let path = String(validatingCString: part.url) else { return false }
        return configuration.uploads.allows(
            Request(
                method: String(cString: part.method), path: path, query: ReceivedFields(), headers: headers, body: [],
                address: peer(of: connection)?.address ?? ""))
    }

    private func beginUpload(_ exchange: Exchange, _ headers: ReceivedFields) {
        if uploads >= configuration.uploads.atOnce {
            exchange.refusal = 503
            return
        }
        exchange.upload = Upload(exchange.connection, headers: headers, partLimit: configuration.uploads.parts)
        if exchange.upload == nil {
            exchange.refusal = 400
            return
        }
        exchange.isUpload = true
        uploads += 1
    }

    private func receive(_ exchange: Exchange, _ part: Part) -> Bool {
        let size = part.uploadSize.pointee
        part.uploadSize.pointee = 0
        exchange.received += size
        // A body that trickles in would keep its place for days.
        if let peer = peer(of: exchange.connection), Self.now() > peer.deadline { return false }
        if exchange.received > exchange.limit { exchange.refusal = exchange.refusal ?? 413 }
        if exchange.refusal == nil, let bytes = part.upload {
            if let upload = exchange.upload {
                exchange.refusal = upload.read(bytes, count: size)
            } else {
                exchange.body += UnsafeRawBufferPointer(start: bytes, count: size)
            }
        }
        guard exchange.refusal != nil else { return true }
        exchange.body = []
        giveUp(exchange)
        return exchange.received <= exchange.patience
    }

    /// Lets another upload in the place of this one, if it is one.
    private func giveUp(_ exchange: Exchange) {
        exchange.upload = nil
        if exchange.isUpload { uploads -= 1 }
        exchange.isUpload = false
    }

    /// The whole request is there.
    private func answer(_ exchange: Exchange, _ part: Part) -> Bool {
        let connection = exchange.connection
        let peer = peer(of: connection)
        peer?.deadline = .max
        let method = String(cString: part.method)
        guard let path = String(validatingCString: part.url) else {
            return queue(refusal(400, exchange: exchange, path: "/", method: method), exchange)
        }
        if let status = exchange.refusal {
            return queue(refusal(status, exchange: exchange, path: path, method: method), exchange)
        }
        var parts: (fields: [(name: String, value: String)], files: [UploadedFile])?
        if let upload = exchange.upload {
            parts = upload.finish()
            exchange.upload = nil
            if parts == nil { return queue(refusal(400, exchange: exchange, path: path, method: method), exchange) }
        }
        let request = Request(
            method: method, path: path,
            query: ReceivedFields(of: connection, kind: MHD_ValueKind.GET_ARGUMENT_KIND),
            headers: exchange.headers, body: exchange.body, address: peer?.address ?? "", parts: parts)
        exchange.body = []
        if let response = immediate(request) {
            return queue(.to(request, response, wakeup: wakeup), exchange)
        }
        if waiting.count >= configuration.requestLimit || isStopping.use({ $0 }) {
            return queue(refusal(503, exchange: exchange, path: path, method: method), exchange)
        }
        exchange.stage = .waiting
        exchange.request = request
        wait(for: exchange)
        // Before an answer can possibly be there.
        MHD_suspend_connection(connection)
        if deferred(request, Later(exchange: exchange, wakeup: wakeup, isBatched: true)) {
            hasDeferred = true
            return true
        }
        let later = Later(exchange: exchange, wakeup: wakeup, isBatched: false)
        Task { [handler] in later(await handler(request)) }
        return true
    }

    /// A handler has answered.
    func finish(_ exchange: Exchange, _ answer: Answer) {
        // Already answered with 503 because the server stops: this one comes too late.
        guard stopWaiting(for: exchange) else { return }
        exchange.request = nil
        exchange.stage = .answered(answer)
        MHD_resume_connection(exchange.connection)
    }

    private func queue(_ answer: Answer, _ exchange: Exchange) -> Bool {
        exchange.stage = .done
        guard let response = answer.response else { return false }
        answer.stream?.start(on: exchange.connection, in: streams)
        return MHD_queue_response(exchange.connection, answer.status, response) == MHD_Result.YES
    }

    func refusal(_ status: Int, exchange: Exchange, path: String, method: String) -> Answer {
        let request = Request(
            method: method, path: path, query: ReceivedFields(),
            headers: exchange.headers, body: [],
            address: peer(of: exchange.connection)?.address ?? "")
        var response = configuration.refusal(status, request)
        if status == 503 { response.headers.append(("Retry-After", "5")) }
        return .to(nil, response, closing: true, wakeup: wakeup)
    }

    func completed(_ exchange: Exchange) {
        exchange.stage = .done
        if let peer = peer(of: exchange.connection) { expect(peer, within: headersTimeout) }
        _ = stopWaiting(for: exchange)
        giveUp(exchange)
    }
}
