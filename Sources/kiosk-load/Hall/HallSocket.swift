import Glibc

/// Why a request of a hall's device came to nothing.
enum HallFailure: String, Error {
    /// The server could not be reached, or has closed the connection before its answer was whole.
    case reset
    /// Nothing came in time.
    case timeout
    /// The device has dropped the connection itself.
    case dropped
    /// What came is not HTTP/1.1.
    case malformed
}

/// One connection of a hall's device.
@HallActor final class HallSocket {
    /// How many are open now, and were at most.
    static var open = 0
    static var mostOpen = 0
    private static var buffer = [UInt8](repeating: 0, count: 262_144)
    private let descriptor: Int32
    private(set) var isOpen = true
    /// Whether it has carried a request already: the server may have closed it since.
    var wasUsed = false
    private var received: [UInt8] = []

    /// Connects from `address` to the server on `port` of this machine.
    init(from address: UInt32, port: Int) async throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw LoadError("no more sockets: raise the limit of open files (ulimit -n)") }
        Self.open += 1
        Self.mostOpen = max(Self.mostOpen, Self.open)
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        let status = LoadLoop.connect(descriptor, from: address, port: port)
        if status != 0 && errno != EINPROGRESS {
            drop()
            throw HallFailure.reset
        }
        if status != 0 {
            let isReady = await HallLoop.shared.ready(descriptor, writing: true, deadline: LoadLoop.now() + 15)
            var (error, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
            if !isReady || error != 0 {
                drop()
                throw isReady ? HallFailure.reset : HallFailure.timeout
            }
        }
    }

    /// Closes it.
    func drop() {
        guard isOpen else { return }
        isOpen = false
        Self.open -= 1
        HallLoop.shared.close(descriptor)
    }

    /// Sends a request, which is far smaller than the socket's buffer.
    func send(_ text: String) throws {
        var text = text
        let sent = text.withUTF8 { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard isOpen, sent == text.utf8.count else { throw HallFailure.reset }
    }

    /// Waits for more; false at the end of the connection.
    private func receive(deadline: Double) async throws -> Bool {
        while true {
            guard isOpen else { throw HallFailure.dropped }
            let count = recv(descriptor, &Self.buffer, Self.buffer.count, 0)
            if count > 0 {
                received += Self.buffer[..<count]
                return true
            }
            if count == 0 { return false }
            if errno != EAGAIN { throw HallFailure.reset }
            if await HallLoop.shared.ready(descriptor, deadline: deadline) { continue }
            throw isOpen ? HallFailure.timeout : HallFailure.dropped
        }
    }

    /// The head of the next answer.
    func head(deadline: Double) async throws -> HallHead {
        while true {
            if let head = HallHead(received) {
                received.removeFirst(head.length)
                return head
            }
            guard try await receive(deadline: deadline) else { throw HallFailure.reset }
        }
    }

    /// The body of an answer.
    func body(_ length: Int, deadline: Double) async throws -> [UInt8] {
        while received.count < length {
            guard try await receive(deadline: deadline) else { throw HallFailure.reset }
        }
        defer { received.removeFirst(length) }
        return Array(received[..<length])
    }

    /// What has come of a stream since the last call; nil at its end.
    func piece(deadline: Double) async throws -> [UInt8]? {
        if received.isEmpty, try await !receive(deadline: deadline) { return nil }
        defer { received = [] }
        return received
    }
}

/// The head of an answer.
struct HallHead {
    let status: Int
    let length: Int
    let contentLength: Int
    let cookie: String?
    let closes: Bool

    init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return nil }
        length = end
        var (status, contentLength, cookie, closes) = (0, 0, String?.none, false)
        for (number, line) in String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n").enumerated() {
            if number == 0 {
                status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            } else if line.hasPrefix("Content-Length: ") {
                contentLength = Int(line.dropFirst(16)) ?? 0
            } else if line.hasPrefix("Set-Cookie: ") {
                cookie = String(line.dropFirst(12).prefix { $0 != ";" })
            } else if line == "Connection: close" {
                closes = true
            }
        }
        (self.status, self.contentLength, self.cookie, self.closes) = (status, contentLength, cookie, closes)
    }
}
