import Glibc

/// One keep-alive HTTP/1.1 connection over a blocking socket.
///
/// It blocks its thread: made for simulated phones and tests on threads of their own, not for the cooperative pool.
public final class Connection {
    /// A server's answer.
    public struct Reply: Sendable {
        /// The status code.
        public var status: Int
        /// The headers, in order.
        public var headers: [(name: String, value: String)]
        /// The body, decoded from chunks.
        public var body: [UInt8]

        /// The first header called `name`; capitals do not matter.
        public func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let host: String
    private let port: Int
    private let timeout: Int
    /// What the requests call the server, in their header `Host`.
    private let authority: String
    /// When an answer must have arrived, whatever the seconds that it may take; nil for no such moment.
    public var deadline: ContinuousClock.Instant?
    private var descriptor: Int32 = -1
    private var buffer: [UInt8] = []
    private var start = 0

    /// A connection to a numeric IPv4 address, made at the first request.
    ///
    /// - Parameters:
    ///   - timeout: The seconds that an answer may take.
    ///   - name: What the requests call the server; its address and port unless given.
    public init(host: String, port: Int, timeout: Int = 30, name: String? = nil) {
        self.host = host
        self.port = port
        self.timeout = timeout
        authority = name ?? "\(host):\(port)"
    }

    deinit {
        disconnect()
    }

    /// Closes the connection; the next request opens a new one.
    public func disconnect() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        buffer = []
        start = 0
    }

    /// Sends a request and waits for its answer. A connection that the server has closed while it was idle is opened
    /// anew, once.
    public func request(
        _ method: String, _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) throws(PhoneError) -> Reply {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: \(authority)\r\n"
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        if let body { text += "Content-Length: \(body.count)\r\n" }
        let bytes = Array((text + "\r\n").utf8) + (body ?? [])
        let wasOpen = descriptor >= 0
        do {
            try open()
            try send(bytes)
            return try receive(method: method)
        } catch {
            disconnect()
            guard wasOpen, error == .closed else { throw error }
        }
        try open()
        try send(bytes)
        return try receive(method: method)
    }

    /// Sends `fields` as a form with `POST`.
    public func post(
        _ path: String, _ fields: [(name: String, value: String)], headers: [(name: String, value: String)] = []
    ) throws(PhoneError) -> Reply {
        let type: (name: String, value: String) = ("Content-Type", "application/x-www-form-urlencoded")
        return try request("POST", path, headers: headers + [type], body: Array(FormText.encode(fields).utf8))
    }

    /// Sends raw bytes, as they are.
    public func send(_ bytes: [UInt8]) throws(PhoneError) {
        try open()
        var offset = 0
        while offset < bytes.count {
            let sent = bytes[offset...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent > 0 {
                offset += sent
            } else if errno != EINTR {
                let number = errno
                disconnect()
                throw number == EPIPE || number == ECONNRESET ? .closed : .system(call: "send", errno: number)
            }
        }
    }

    /// Reads one answer.
    public func receive(method: String = "GET") throws(PhoneError) -> Reply {
        var reply = try receiveHead()
        if method == "HEAD" || reply.status == 204 || reply.status == 304 { return reply }
        if reply.header("Transfer-Encoding")?.lowercased() == "chunked" {
            while let chunk = try receiveChunk() { reply.body += chunk }
        } else if let length = reply.header("Content-Length").flatMap({ Int($0) }) {
            reply.body = try take(length)
        }
        if reply.header("Connection")?.lowercased() == "close" { disconnect() }
        return reply
    }

    /// Reads the status line and the headers of an answer whose body is to be read piece by piece.
    func receiveHead() throws(PhoneError) -> Reply {
        let status = try line()
        let parts = status.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let code = Int(parts[1]) else {
            throw .malformed(status)
        }
        var headers: [(name: String, value: String)] = []
        while true {
            let text = try line()
            if text.isEmpty { break }
            guard let colon = text.firstIndex(of: ":") else { throw .malformed(text) }
            let value = text[text.index(after: colon)...].drop { $0 == " " }
            headers.append((String(text[..<colon]), String(value)))
        }
        return Reply(status: code, headers: headers, body: [])
    }

    /// The next chunk of a chunked body; nil at its end.
    func receiveChunk() throws(PhoneError) -> [UInt8]? {
        let head = try line()
        guard let size = Int(head.prefix { $0 != ";" }, radix: 16) else { throw .malformed(head) }
        let chunk = try take(size)
        _ = try line()
        return size == 0 ? nil : chunk
    }

    private func open() throws(PhoneError) {
        if descriptor >= 0 { return }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        guard let number = UInt16(exactly: port), inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
            throw .malformed("\(host):\(port)")
        }
        address.sin_port = number.bigEndian
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw .system(call: "socket", errno: errno) }
        var wait = timeval(tv_sec: timeout, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            let number = errno
            close(socket)
            throw .system(call: "connect", errno: number)
        }
        descriptor = socket
    }

    private func line() throws(PhoneError) -> String {
        var scanned = start
        while true {
            if let end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
                var line = buffer[start..<end]
                if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
                let text = String(decoding: line, as: UTF8.self)
                start = end + 1
                return text
            }
            scanned = buffer.count
            let before = start
            try fill()
            scanned -= before - start
        }
    }

    private func take(_ count: Int) throws(PhoneError) -> [UInt8] {
        while buffer.count - start < count { try fill() }
        let bytes = Array(buffer[start..<start + count])
        start += count
        return bytes
    }

    /// Waits no longer than until ``deadline``.
    private func shortenWait() throws(PhoneError) {
        guard let deadline else { return }
        let left = deadline - ContinuousClock.now
        // A wait of nothing would be one without an end.
        guard left >= .milliseconds(1) else { throw .timeout }
        let (whole, atto) = min(left, .seconds(timeout)).components
        var wait = timeval(tv_sec: Int(whole), tv_usec: Int(atto / 1_000_000_000_000))
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Reads more into the buffer.
    private func fill() throws(PhoneError) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        var piece = [UInt8](repeating: 0, count: 16_384)
        while true {
            try shortenWait()
            let count = recv(descriptor, &piece, piece.count, 0)
            if count > 0 {
                buffer += piece[..<count]
                return
            }
            if count == 0 { throw .closed }
            switch errno {
            case EINTR: continue
            case EAGAIN: throw .timeout
            case ECONNRESET: throw .closed
            case let number: throw .system(call: "recv", errno: number)
            }
        }
    }
}
