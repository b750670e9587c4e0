import Glibc

/// Many keep-alive connections to one server, driven by one thread with `poll`: it must cost less than the server.
///
/// Each connection sends a request, waits for the whole answer, and sends the next.
struct LoadLoop {
    /// What came of a run.
    struct Outcome {
        /// Answers that the judge accepted.
        var accepted = 0
        /// Answers that it did not.
        var rejected = 0
        /// The milliseconds from each accepted answer's request to its last byte.
        var latencies: [Double] = []
        /// The seconds that it took.
        var seconds = 0.0

        /// The accepted answers in a second.
        var rate: Double { seconds > 0 ? Double(accepted) / seconds : 0 }

        /// The latency, in milliseconds, that the share `p` of the answers did not exceed.
        func percentile(_ p: Double) -> Double {
            latencies.isEmpty ? 0 : latencies.sorted()[min(latencies.count - 1, Int(Double(latencies.count) * p))]
        }
    }

    private final class Connection {
        let number: Int
        let descriptor: Int32
        var received: [UInt8] = []
        var sentAt = 0.0
        var sent = 0

        init(number: Int, descriptor: Int32) {
            self.number = number
            self.descriptor = descriptor
        }
    }

    /// Runs for `seconds`.
    ///
    /// - Parameters:
    ///   - request: The request number `n` of connection `c`, as bytes.
    ///   - accepts: Whether an answer (head and body) is what was hoped for.
    static func run(
        port: Int, connections count: Int, seconds: Double, request: (_ c: Int, _ n: Int) -> [UInt8],
        accepts: (ArraySlice<UInt8>) -> Bool
    ) throws -> Outcome {
        var connections: [Connection] = []
        defer { for connection in connections { close(connection.descriptor) } }
        for number in 0..<count {
            let connection = Connection(number: number, descriptor: try connect(port, number: number))
            connections.append(connection)
        }
        var outcome = Outcome()
        let start = now()
        let end = start + seconds
        for connection in connections { try send(request(connection.number, 0), on: connection) }
        var polls = connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while now() < end {
            _ = poll(&polls, nfds_t(polls.count), 100)
            for index in polls.indices where polls[index].revents != 0 {
                let connection = connections[index]
                let bytes = recv(connection.descriptor, &buffer, buffer.count, 0)
                guard bytes > 0 else { throw LoadError("the server closed connection \(connection.number)") }
                connection.received += buffer[..<bytes]
                guard let length = answerLength(connection.received) else { continue }
                if accepts(connection.received[..<length]) {
                    outcome.accepted += 1
                    outcome.latencies.append((now() - connection.sentAt) * 1000)
                } else {
                    outcome.rejected += 1
                }
                connection.received.removeFirst(length)
                connection.sent += 1
                try send(request(connection.number, connection.sent), on: connection)
            }
        }
        outcome.seconds = now() - start
        return outcome
    }

    /// Seconds of a clock that only goes forward.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// A connected socket to loopback; no other host is ever measured. The one with number `number` comes from an address
    /// that it shares with 99 others: what one address may take is limited.
    static func connect(_ port: Int, number: Int = 0) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard connect(descriptor, from: 0x7F00_0001 + UInt32(truncatingIfNeeded: number / 100), port: port) == 0 else {
            throw LoadError("port \(port) of this machine cannot be reached")
        }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    /// Connects a socket from the loopback address `source` to `port` of this machine; -1 with `errno` when it cannot.
    static func connect(_ descriptor: Int32, from source: UInt32, port: Int) -> Int32 {
        guard call(bind, descriptor, address(source, port: 0)) == 0 else { return -1 }
        return call(Glibc.connect, descriptor, address(0x7F00_0001, port: port))
    }

    private static func address(_ number: UInt32, port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = number.bigEndian
        return address
    }

    private static func call(
        _ function: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ descriptor: Int32, _ address: sockaddr_in
    ) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func send(_ bytes: [UInt8], on connection: Connection) throws {
        connection.sentAt = now()
        // A request is far smaller than the socket's buffer, which is empty: it goes in one piece.
        guard Glibc.send(connection.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw LoadError("a request could not be sent")
        }
    }

    /// The length of the first whole answer in `bytes`; nil while it is not whole. Peers write names of headers in small letters.
    private static func answerLength(_ bytes: [UInt8]) -> Int? {
        guard let end = position(of: endOfHead, in: bytes) else { return nil }
        let head = end + endOfHead.count
        let named = lengthHeaders.compactMap { position(of: $0, in: bytes) }.min()
        guard let header = named, header < head else {
            // An answer in chunks ends with an empty one; the kiosk's own are never in chunks.
            guard let chunked = position(of: chunkedHeader, in: bytes), chunked < head else { return head }
            return position(of: lastChunk, in: Array(bytes[(head - 2)...])).map { head - 2 + $0 + lastChunk.count }
        }
        var length = 0
        for byte in bytes[(header + lengthHeaders[0].count)...] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
            length = length * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return head + length <= bytes.count ? head + length : nil
    }

    /// Whether an answer says that a ballot was received, by its kiosk or by who is measured beside it.
    static func isAcknowledged(_ answer: ArraySlice<UInt8>) -> Bool {
        answer.starts(with: success) && position(of: acknowledgement, in: Array(answer)) != nil
    }

    private static let success = Array("HTTP/1.1 200".utf8)
    private static let acknowledgement = Array("\"received\":true".utf8)
    private static let endOfHead = Array("\r\n\r\n".utf8)
    private static let lengthHeaders = ["Content-Length: ", "content-length: "].map { Array($0.utf8) }
    private static let chunkedHeader = Array("Transfer-Encoding: chunked".utf8)
    private static let lastChunk = Array("\r\n0\r\n\r\n".utf8)

    /// Where `part`, which is not empty, stands first in `bytes`.
    static func position(of part: [UInt8], in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            guard bytes.count >= part.count else { return nil }
            for start in 0...(bytes.count - part.count) where bytes[start] == part[0] {
                var index = 1
                while index < part.count, bytes[start + index] == part[index] { index += 1 }
                if index == part.count { return start }
            }
            return nil
        }
    }
}

/// Why a measurement cannot be made.
struct LoadError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
