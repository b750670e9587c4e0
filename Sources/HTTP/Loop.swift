import CMicroHTTPD
import Glibc

/// The thread that drives libmicrohttpd.
///
/// One thread polls the daemon's epoll descriptor beside one event descriptor and then lets the daemon run.
/// libmicrohttpd's own epoll thread is not used: it waits again with the same timeout when exactly a multiple of 128
/// connections is ready, so that 256 phones would wait while their requests lie unread.
///
/// `@unchecked Sendable`: everything but what is behind a lock is touched on the loop's thread only, after `start`.
final class Loop: @unchecked Sendable {
    private let configuration: ServerConfiguration
    private let immediate: @Sendable (Request) -> Response?
    private let handler: @Sendable (Request) async -> Response
    private let wakeup: Wakeup
    private let streams = EventStreamList()
    private var daemon: OpaquePointer?
    private var epoll: Int32 = -1
    private var waiting: [ObjectIdentifier: Exchange] = [:]
    private var connections = 0
    private var uploads = 0
    private var connectionsByAddress: [String: Int] = [:]
    private var thread = pthread_t()
    private let isStopping = Locked(false)
    private let published = Locked(ServerCounts())

    init(
        socket: ListeningSocket, configuration: ServerConfiguration,
        immediate: @escaping @Sendable (Request) -> Response?,
        handler: @escaping @Sendable (Request) async -> Response
    ) throws(ServerError) {
        self.configuration = configuration
        self.immediate = immediate
        self.handler = handler
        wakeup = try Wakeup()
        try startDaemon(socket)
    }

    var counts: ServerCounts { published.use { $0 } }

    private func startDaemon(_ socket: ListeningSocket) throws(ServerError) {
        // The daemon's own limit is above ours: who comes in between is told so instead of hanging.
        let hardLimit = configuration.connectionLimit + max(64, configuration.connectionLimit / 8)
        // 6 KiB a connection instead of 32: a parked stream then takes a third of the memory, and headers of 4 KiB,
        // the most that is allowed anyway, still fit.
        let memory = configuration.headerLimit + 2048
        let options = [
            MHD_OptionItem(option: MHD_OPTION.LISTEN_SOCKET, value: Int(socket.descriptor), ptr_value: nil),
            MHD_OptionItem(option: MHD_OPTION.CONNECTION_LIMIT, value: hardLimit, ptr_value: nil),
            MHD_OptionItem(option: MHD_OPTION.CONNECTION_TIMEOUT, value: configuration.idleTimeout, ptr_value: nil),
            MHD_OptionItem(option: MHD_OPTION.CONNECTION_MEMORY_LIMIT, value: memory, ptr_value: nil),
            MHD_OptionItem(option: MHD_OPTION.END, value: 0, ptr_value: nil),
        ]
        let context = Unmanaged.passUnretained(self).toOpaque()
        daemon = options.withUnsafeBufferPointer { options in
            kiosk_start_daemon(
                kiosk_daemon_flags(),
                { context, connection, url, method, _, upload, uploadSize, request in
                    guard let context, let connection, let url, let method, let uploadSize, let request else {
                        return MHD_Result.NO
                    }
                    let loop = Unmanaged<Loop>.fromOpaque(context).takeUnretainedValue()
                    let part = Loop.Part(
                        url: url, method: method, upload: upload, uploadSize: uploadSize, request: request)
                    return loop.access(connection, part) ? MHD_Result.YES : MHD_Result.NO
                }, context,
                { context, _, request, _ in
                    guard let context, let pointer = request?.pointee, pointer != Loop.badTarget else { return }
                    request?.pointee = nil
                    let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue()
                    Unmanaged<Loop>.fromOpaque(context).takeUnretainedValue().completed(exchange)
                }, context,
                { context, connection, slot, code in
                    guard let context, let connection, let slot else { return }
                    let loop = Unmanaged<Loop>.fromOpaque(context).takeUnretainedValue()
                    if code == MHD_ConnectionNotificationCode.CONNECTION_NOTIFY_STARTED {
                        slot.pointee = loop.connected(connection)
                    } else if let peer = slot.pointee {
                        slot.pointee = nil
                        loop.disconnected(Unmanaged<Peer>.fromOpaque(peer).takeRetainedValue())
                    }
                }, context,
                { _, target, _ in
                    // The decoded path ends at a NUL: seen here, before decoding, or never.
                    guard let target, strstr(target, "%00") != nil else { return nil }
                    return Loop.badTarget
                }, context, options.baseAddress)
        }
        guard let daemon else { throw .system(call: "MHD_start_daemon", errno: errno) }
        epoll = kiosk_epoll_descriptor(daemon)
        if epoll < 0 { throw .system(call: "MHD_get_daemon_info", errno: errno) }
    }

    /// Marks a request whose target must not be trusted, in the place where its exchange will be.
    private static var badTarget: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: 1) }

    /// Starts the thread. It keeps the loop until it ends.
    func start() throws(ServerError) {
        let context = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Loop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        if status != 0 {
            context.release()
            throw .system(call: "pthread_create", errno: status)
        }
    }

    /// Stops and waits for the thread.
    func stop() {
        isStopping.use { $0 = true }
        wakeup.signal()
        pthread_join(thread, nil)
    }

    // MARK: - The thread

    private func run() {
        guard let daemon else { return }
        var nextBeat = Self.now() + Int64(configuration.heartbeat) * 1000
        var deadline: Int64?
        while true {
            poll(daemon, until: min(nextBeat, deadline ?? .max))
            let ready = wakeup.take()
            for stream in ready.streams { stream.resume() }
            for (exchange, answer) in ready.answers { finish(exchange, answer) }
            if Self.now() >= nextBeat {
                nextBeat = Self.now() + Int64(configuration.heartbeat) * 1000
                for stream in streams.streams.values { stream.beat() }
            }
            if deadline == nil, isStopping.use({ $0 }) {
                deadline = Self.now() + Int64(configuration.stopTimeout) * 1000
                // From now on the system refuses; the daemon's descriptor comes back to us.
                let listening = MHD_quiesce_daemon(daemon)
                if listening >= 0 { close(listening) }
                for stream in streams.streams.values { stream.end() }
            }
            MHD_run(daemon)
            publishCounts()
            if let deadline, waiting.isEmpty && streams.streams.isEmpty || Self.now() >= deadline { break }
        }
        // The daemon panics if it stops while a connection is suspended: wake them all first.
        for exchange in waiting.values {
            exchange.stage = .answered(refusal(503, exchange: exchange, path: "/", method: "GET"))
            MHD_resume_connection(exchange.connection)
        }
        waiting = [:]
        for stream in streams.streams.values { stream.end() }
        MHD_run(daemon)
        MHD_run(daemon)
        MHD_stop_daemon(daemon)
        self.daemon = nil
        publishCounts()
    }

    private func poll(_ daemon: OpaquePointer, until: Int64) {
        var timeout = max(0, until - Self.now())
        var wanted: CUnsignedLongLong = 0
        if MHD_get_timeout(daemon, &wanted) == MHD_Result.YES { timeout = min(timeout, Int64(clamping: wanted)) }
        var descriptors = [
            pollfd(fd: epoll, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        _ = Glibc.poll(&descriptors, 2, Int32(clamping: timeout))
    }

    private func publishCounts() {
        let counts = ServerCounts(
            connections: connections, streams: streams.streams.count, waiting: waiting.count, uploads: uploads)
        published.use { $0 = counts }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    // MARK: - Connections

    private func connected(_ connection: OpaquePointer) -> UnsafeMutableRawPointer {
        let address = RequestReader.address(of: connection)
        connections += 1
        let sameAddress = connectionsByAddress[address, default: 0] + 1
        connectionsByAddress[address] = sameAddress
        let isExcess =
            connections > configuration.connectionLimit || sameAddress > configuration.effectivePerAddressLimit
        return Unmanaged.passRetained(Peer(address: address, isExcess: isExcess)).toOpaque()
    }

    private func disconnected(_ peer: Peer) {
        connections -= 1
        let left = connectionsByAddress[peer.address, default: 1] - 1
        connectionsByAddress[peer.address] = left > 0 ? left : nil
    }

    private func peer(of connection: OpaquePointer) -> Peer? {
        guard let pointer = kiosk_connection_context(connection)?.pointee else { return nil }
        return Unmanaged<Peer>.fromOpaque(pointer).takeUnretainedValue()
    }

    // MARK: - Requests

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
    private func access(_ connection: OpaquePointer, _ part: Part) -> Bool {
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
        let headers = RequestReader.fields(of: connection, kind: MHD_ValueKind.HEADER_KIND)
        let isUpload = exchange.refusal == nil && mayUpload(connection, part, headers)
        exchange.limit = isUpload ? configuration.uploads.bytes : configuration.bodyLimit
        // Who may bring files is told in full why these are not taken.
        exchange.patience = isUpload ? max(Self.patience, 4 * exchange.limit) : Self.patience
        if exchange.refusal == nil {
            exchange.refusal = RequestReader.judge(
                headers, headerLimit: configuration.headerLimit, bodyLimit: exchange.limit)
        }
        if peer(of: connection)?.isExcess ?? false { exchange.refusal = 503 }
        if isUpload, exchange.refusal == nil { beginUpload(exchange, headers) }
        // An answer at this first call closes the connection while the body is on its way, and TCP may reset it before the
        // answer is read (RFC 9112, 9.6): right only for an upload too long to be read to its end.
        if exchange.refusal == 413, RequestReader.length(headers) > exchange.patience {
            let path = String(validatingCString: part.url) ?? "/"
            return queue(refusal(413, exchange: exchange, path: path, method: "POST"), exchange)
        }
        return true
    }

    private func mayUpload(
        _ connection: OpaquePointer, _ part: Part, _ headers: [(name: String, value: String)]
    ) -> Bool {
        guard Upload.isDeclared(headers), let path = String(validatingCString: part.url) else { return false }
        return configuration.uploads.allows(
            Request(
                method: String(cString: part.method), path: path, query: [], headers: headers, body: [],
                address: peer(of: connection)?.address ?? ""))
    }

    private func beginUpload(_ exchange: Exchange, _ headers: [(name: String, value: String)]) {
        if uploads >= configuration.uploads.atOnce {
            exchange.refusal = 503
            return
        }
        exchange.upload = Upload(exchange.connection, headers: headers, partLimit: configuration.uploads.parts)
        if exchange.upload == nil {
            exchange.refusal = 400
            return
        }
        exchange.deadline = Self.now() + Int64(configuration.uploads.seconds) * 1000
        exchange.isUpload = true
        uploads += 1
    }

    private func receive(_ exchange: Exchange, _ part: Part) -> Bool {
        let size = part.uploadSize.pointee
        part.uploadSize.pointee = 0
        exchange.received += size
        // A body that trickles in would keep its place for days.
        if Self.now() > exchange.deadline { return false }
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
            query: RequestReader.fields(of: connection, kind: MHD_ValueKind.GET_ARGUMENT_KIND),
            headers: RequestReader.fields(of: connection, kind: MHD_ValueKind.HEADER_KIND), body: exchange.body,
            address: peer(of: connection)?.address ?? "", parts: parts)
        exchange.body = []
        let acceptsGzip = Gzip.isAccepted(request.header("Accept-Encoding"))
        if let response = immediate(request) {
            let answer = Answer(response, acceptingGzip: acceptsGzip, closing: false, wakeup: wakeup)
            return queue(answer, exchange)
        }
        if waiting.count >= configuration.requestLimit || isStopping.use({ $0 }) {
            return queue(refusal(503, exchange: exchange, path: path, method: method), exchange)
        }
        exchange.stage = .waiting
        waiting[ObjectIdentifier(exchange)] = exchange
        // Before the task can possibly be done.
        MHD_suspend_connection(connection)
        Task { [handler, wakeup] in
            let response = await handler(request)
            wakeup.finish(
                exchange, with: Answer(response, acceptingGzip: acceptsGzip, closing: false, wakeup: wakeup))
        }
        return true
    }

    /// A handler has answered.
    private func finish(_ exchange: Exchange, _ answer: Answer) {
        // Already answered with 503 because the server stops: this one comes too late.
        guard waiting.removeValue(forKey: ObjectIdentifier(exchange)) != nil else { return }
        exchange.stage = .answered(answer)
        MHD_resume_connection(exchange.connection)
    }

    private func queue(_ answer: Answer, _ exchange: Exchange) -> Bool {
        exchange.stage = .done
        guard let response = answer.response else { return false }
        answer.stream?.start(on: exchange.connection, in: streams)
        return MHD_queue_response(exchange.connection, answer.status, response) == MHD_Result.YES
    }

    private func refusal(_ status: Int, exchange: Exchange, path: String, method: String) -> Answer {
        let request = Request(
            method: method, path: path, query: [],
            headers: RequestReader.fields(of: exchange.connection, kind: MHD_ValueKind.HEADER_KIND), body: [],
            address: peer(of: exchange.connection)?.address ?? "")
        var response = configuration.refusal(status, request)
        if status == 503 { response.headers.append(("Retry-After", "5")) }
        return Answer(response, acceptingGzip: false, closing: true, wakeup: wakeup)
    }

    private func completed(_ exchange: Exchange) {
        exchange.stage = .done
        waiting[ObjectIdentifier(exchange)] = nil
        giveUp(exchange)
    }
}
