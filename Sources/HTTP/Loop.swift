import CLinux
import CMicroHTTPD
import Glibc
import Threads

/// The thread that drives libmicrohttpd.
///
/// One thread polls the daemon's epoll descriptor beside one event descriptor and then lets the daemon run.
/// libmicrohttpd's own epoll thread is not used: it waits again with the same timeout when exactly a multiple of 128
/// connections is ready, so that 256 phones would wait while their requests lie unread.
///
/// `@unchecked Sendable`: everything but what is behind a lock is touched on the loop's thread only, after `start`.
final class Loop: @unchecked Sendable {
    let configuration: ServerConfiguration
    let immediate: @Sendable (Request) -> Response?
    let deferred: @Sendable (Request, Later) -> Bool
    let deferredAll: @Sendable () -> Void
    let handler: @Sendable (Request) async -> Response
    let wakeup: Wakeup
    let streams = EventStreamList()
    private var daemon: OpaquePointer?
    private var epoll: Int32 = -1
    /// The exchanges that handlers are at work on; each knows its place.
    private(set) var waiting: [Exchange] = []
    private var peers: [Peer] = []
    /// How many of them came when there were too many already; they take no place from others.
    private var excess = 0
    /// The connections that have come since memory was given back last, and how many of them are a crowd.
    private var arrivals = 0
    private static let crowd = 200
    /// How many connections of one address that are over its limit are let in to be told so.
    private static let toldLimit = 32
    /// The seconds in which a connection over a limit has to ask what it came for.
    private static let excessSeconds = 5
    var uploads = 0
    /// Whether anything was deferred since the last time that this was said.
    var hasDeferred = false
    private var connectionsByAddress: [String: Int] = [:]
    private var thread: BlockingThread?
    let isStopping = Locked(false)
    private let published = Locked(ServerCounts())

    init(
        socket: ListeningSocket, configuration: ServerConfiguration,
        immediate: @escaping @Sendable (Request) -> Response?,
        deferred: @escaping @Sendable (Request, Later) -> Bool, deferredAll: @escaping @Sendable () -> Void,
        handler: @escaping @Sendable (Request) async -> Response
    ) throws(ServerError) {
        self.configuration = configuration
        self.immediate = immediate
        self.deferred = deferred
        self.deferredAll = deferredAll
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
            // One address comes no further, or it could keep everybody out with connections that ask nothing, to which
            // nothing can be answered.
            MHD_OptionItem(
                option: MHD_OPTION.PER_IP_CONNECTION_LIMIT,
                value: configuration.effectivePerAddressLimit + Self.toldLimit, ptr_value: nil),
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
    static var badTarget: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: 1) }

    /// Starts the thread. It keeps the loop until it ends.
    func start() throws(ServerError) {
        do {
            thread = try BlockingThread { [self] in run() }
        } catch {
            throw .system(call: "pthread_create", errno: error.errno)
        }
    }

    /// Stops and waits for the thread.
    func stop() {
        isStopping.use { $0 = true }
        wakeup.signal()
        thread?.join()
    }

    // MARK: - The thread

    private func run() {
        guard let daemon else { return }
        var nextBeat = Self.now() + Int64(configuration.heartbeat) * 1000
        var deadline: Int64?
        var backlog = AnswerBacklog()
        while true {
            poll(daemon, until: backlog.isEmpty ? min(nextBeat, deadline ?? .max) : 0)
            let ready = wakeup.take()
            for stream in ready.streams { stream.resume() }
            for (exchange, answer) in backlog.next(ready) { finish(exchange, answer) }
            if Self.now() >= nextBeat {
                nextBeat = Self.now() + Int64(configuration.heartbeat) * 1000
                for stream in streams.streams.values { stream.beat() }
                endSlow()
                giveMemoryBack()
            }
            if deadline == nil, isStopping.use({ $0 }) {
                deadline = Self.now() + Int64(configuration.stopTimeout) * 1000
                // From now on the system refuses, or keeps waiting who comes to a socket that was passed; the daemon's
                // descriptor comes back to us, and so the daemon does not shut the socket down when it stops.
                let listening = MHD_quiesce_daemon(daemon)
                if listening >= 0 { close(listening) }
                for stream in streams.streams.values { stream.end() }
            }
            MHD_run(daemon)
            if hasDeferred {
                hasDeferred = false
                deferredAll()
            }
            publishCounts()
            if let deadline, waiting.isEmpty && streams.streams.isEmpty || Self.now() >= deadline { break }
        }
        // What has been done must not be called undone.
        for (exchange, answer) in backlog.all(wakeup.take()) { finish(exchange, answer) }
        // The daemon panics if it stops while a connection is suspended: wake them all first.
        for exchange in waiting {
            exchange.stage = .answered(refusal(503, exchange: exchange, path: "/", method: "GET"))
            MHD_resume_connection(exchange.connection)
        }
        waiting = []
        for stream in streams.streams.values { stream.end() }
        MHD_run(daemon)
        MHD_run(daemon)
        MHD_stop_daemon(daemon)
        self.daemon = nil
        wakeup.take(hasEnded: true)
        publishCounts()
    }

    /// Ends connections whose request is not there in time. libmicrohttpd ends those that are silent; this is for who sends
    /// byte by byte, or came when there were too many and says nothing.
    private func endSlow() {
        let now = Self.now()
        for peer in peers where peer.deadline < now { kiosk_shut_down(peer.connection) }
    }

    /// Gives `peer` so many seconds for what it sends next; fewer if it came when there were too many.
    func expect(_ peer: Peer, within seconds: Int) {
        peer.deadline = Self.now() + Int64(peer.isExcess ? min(seconds, Self.excessSeconds) : seconds) * 1000
    }

    /// Gives the system back what a crowd took while it came, and the allocator would keep: a third of what all its streams
    /// hold. It takes a millisecond or two.
    private func giveMemoryBack() {
        if arrivals < Self.crowd { return }
        arrivals = 0
        _ = malloc_trim(0)
    }

    /// Notes that a handler is at work on `exchange`.
    func wait(for exchange: Exchange) {
        exchange.place = waiting.count
        waiting.append(exchange)
    }

    /// Takes `exchange` from those that handlers are at work on; false when it was not among them.
    func stopWaiting(for exchange: Exchange) -> Bool {
        guard let place = exchange.place, place < waiting.count, waiting[place] === exchange else { return false }
        exchange.place = nil
        let last = waiting.removeLast()
        if last !== exchange {
            last.place = place
            waiting[place] = last
        }
        return true
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
            connections: peers.count, streams: streams.streams.count, waiting: waiting.count, uploads: uploads)
        published.use { $0 = counts }
    }

    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    // MARK: - Connections

    /// The seconds from a connection's start, or its last answer, to the next request's headers: as long as it may be silent,
    /// and as long again for them.
    var headersTimeout: Int { 2 * configuration.idleTimeout }

    private func connected(_ connection: OpaquePointer) -> UnsafeMutableRawPointer {
        let address = RequestReader.address(of: connection)
        arrivals += 1
        let sameAddress = connectionsByAddress[address, default: 0] + 1
        connectionsByAddress[address] = sameAddress
        let isExcess =
            peers.count - excess >= configuration.connectionLimit
            || sameAddress > configuration.effectivePerAddressLimit
        let peer = Peer(connection, address: address, isExcess: isExcess)
        expect(peer, within: headersTimeout)
        if isExcess { excess += 1 }
        peer.place = peers.count
        peers.append(peer)
        return Unmanaged.passRetained(peer).toOpaque()
    }

    private func disconnected(_ peer: Peer) {
        if peer.isExcess { excess -= 1 }
        let last = peers.removeLast()
        if last !== peer {
            last.place = peer.place
            peers[peer.place] = last
        }
        let left = connectionsByAddress[peer.address, default: 1] - 1
        connectionsByAddress[peer.address] = left > 0 ? left : nil
    }

    func peer(of connection: OpaquePointer) -> Peer? {
        guard let pointer = kiosk_connection_context(connection)?.pointee else { return nil }
        return Unmanaged<Peer>.fromOpaque(pointer).takeUnretainedValue()
    }
}
