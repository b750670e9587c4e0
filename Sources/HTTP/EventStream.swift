import CMicroHTTPD

/// One client's stream of events.
///
/// `@unchecked Sendable`: its variables are touched on the loop's thread only. Other threads know only that it exists,
/// and put it on the wake-up list.
final class EventStream: @unchecked Sendable {
    private let subscription: EventSubscription
    private let wakeup: Wakeup
    private var version: Int
    private var sending: [UInt8]
    private var offset = 0
    private var isEnding = false
    private(set) var isParked = false
    /// Whether the connection still uses this stream.
    private(set) var isOpen = true
    private var connection: OpaquePointer?
    private weak var list: EventStreamList?

    /// The server's heartbeats since the stream's last own.
    private var silentBeats = 0

    /// What a stream that has nothing to say sends now and then, so that a client that has gone is noticed. An event and
    /// not a comment: pages see it too, and notice a server that has gone.
    private static let heartbeat = Array("event: beat\ndata: 1\n\n".utf8)

    init(subscription: EventSubscription, first: [UInt8], wakeup: Wakeup) {
        self.subscription = subscription
        self.version = subscription.version
        self.sending = first
        self.wakeup = wakeup
    }

    /// The bytes of the buffer that each response keeps. HTTP/1.1 does not use it, there libmicrohttpd has the stream write
    /// into the memory of the connection; only a client of HTTP/1.0 gets its frames in pieces of this size.
    private static let blockSize = 256

    /// The response that reads this stream; nil when there is no memory for it. It keeps the stream.
    func makeResponse(headers: [(name: String, value: String)]) -> OpaquePointer? {
        let context = Unmanaged.passRetained(self)
        let response = MHD_create_response_from_callback(
            UInt64.max, Self.blockSize,
            { context, _, buffer, room in
                guard let context, let buffer else { return EventStream.endOfStream }
                return Unmanaged<EventStream>.fromOpaque(context).takeUnretainedValue().read(into: buffer, room: room)
            },
            context.toOpaque(),
            { context in
                guard let context else { return }
                Unmanaged<EventStream>.fromOpaque(context).takeRetainedValue().close()
            })
        guard let response else {
            context.release()
            return nil
        }
        Answer.add(headers, to: response)
        return response
    }

    /// `MHD_CONTENT_READER_END_OF_STREAM`, a macro that does not arrive in Swift.
    private static let endOfStream = -1

    /// Lets the loops of `streams` go on with them.
    static func wake(_ streams: [EventStream]) {
        guard let wakeup = streams.first?.wakeup else { return }
        wakeup.wake(streams)
    }

    /// Takes the stream into the server's list, on the loop's thread, before its first byte is read.
    func start(on connection: OpaquePointer, in list: EventStreamList) {
        self.connection = connection
        self.list = list
        list.add(self)
    }

    private func read(into buffer: UnsafeMutablePointer<CChar>, room: Int) -> Int {
        if offset == sending.count {
            if isEnding { return Self.endOfStream }
            let next = subscription.channel.next(after: version, self) {
                // Suspended before the lock is given back: a frame published at this very moment finds the stream
                // parked and its connection suspended.
                if let connection { MHD_suspend_connection(connection) }
                isParked = true
            }
            switch next {
            case .parked: return 0
            case .ended: return Self.endOfStream
            case .frame(let frame, let version):
                sending = frame
                offset = 0
                self.version = version
                if frame.isEmpty { return Self.endOfStream }
            }
        }
        let count = min(room, sending.count - offset)
        sending.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            UnsafeMutableRawPointer(buffer).copyMemory(from: base + offset, byteCount: count)
        }
        offset += count
        if offset == sending.count {
            // The frame is with libmicrohttpd now; a thousand parked streams need not keep it.
            sending = []
            offset = 0
        }
        return count
    }

    /// Goes on with a parked stream; the loop's alone.
    func resume() {
        guard isParked, isOpen, let connection else { return }
        isParked = false
        MHD_resume_connection(connection)
    }

    /// Sends a heartbeat if it is the stream's turn and it has nothing else to do; the loop's alone.
    func beat() {
        silentBeats += 1
        guard silentBeats >= subscription.channel.beatInterval, isParked, subscription.channel.unpark(self) else {
            return
        }
        silentBeats = 0
        sending = Self.heartbeat
        offset = 0
        resume()
    }

    /// Ends the stream after what it is sending; the loop's alone.
    func end() {
        isEnding = true
        if isParked, subscription.channel.unpark(self) { resume() }
    }

    private func close() {
        isOpen = false
        _ = subscription.channel.unpark(self)
        list?.remove(self)
        connection = nil
    }
}

/// The streams of one server; the loop's alone.
final class EventStreamList {
    private(set) var streams: [ObjectIdentifier: EventStream] = [:]

    func add(_ stream: EventStream) {
        streams[ObjectIdentifier(stream)] = stream
    }

    func remove(_ stream: EventStream) {
        streams[ObjectIdentifier(stream)] = nil
    }
}
