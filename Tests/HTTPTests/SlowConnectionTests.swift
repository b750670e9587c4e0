import Foundation
import Glibc
import Phone
import Testing

@testable import HTTP

/// Connections that ask nothing, or never come to an end with it: they must not keep the others out.
@Suite("Slow connections", .serialized)
struct SlowConnectionTests {
    @Test("one address that takes all it gets and asks nothing keeps no other out")
    func silentCrowd() async throws {
        try await TestServer.run({
            $0.connectionLimit = 40
            $0.heartbeat = 1
        }) { test in
            // More than the daemon itself would take of all addresses together.
            let crowd = try (0..<150).map { _ in try Stranger(port: test.server.port) }
            defer { withExtendedLifetime(crowd) {} }
            let inside = test.connection(timeout: 10)
            #expect(try inside.request("GET", "/now").status == 200)
            #expect(test.server.counts.connections < 80)
            // Those over the limit that say nothing are ended; those within it may be silent for longer.
            let deadline = Date(timeIntervalSinceNow: 20)
            while test.server.counts.connections > 21, Date() < deadline { usleep(10_000) }
            #expect(test.server.counts.connections == 21)
            #expect(try inside.request("GET", "/now").status == 200)
        }
    }

    @Test("headers that come byte by byte and never end are ended", arguments: [false, true])
    func slowHeaders(afterOne: Bool) async throws {
        try await TestServer.run({
            $0.idleTimeout = 2
            $0.heartbeat = 1
        }) { test in
            let slow = try Stranger(port: test.server.port)
            if afterOne {
                slow.send("GET /now HTTP/1.1\r\nHost: x\r\n\r\n")
                while slow.received.isEmpty { usleep(10_000) }
            }
            slow.send("GET /now HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            let began = Date()
            while !slow.hasEnded, Date().timeIntervalSince(began) < 20 {
                slow.send("x")
                usleep(100_000)
            }
            let taken = Date().timeIntervalSince(began)
            #expect(slow.hasEnded && taken > 1.5, "\(taken) s")
        }
    }

    @Test("a body that comes byte by byte is ended when its time is over")
    func slowBody() async throws {
        try await TestServer.run({ $0.bodyTimeout = 2 }) { test in
            let slow = try Stranger(port: test.server.port)
            slow.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n")
            let began = Date()
            while !slow.hasEnded, Date().timeIntervalSince(began) < 20 {
                slow.send("x")
                usleep(100_000)
            }
            #expect(slow.hasEnded && Date().timeIntervalSince(began) > 1.5)
        }
    }

    @Test("an answer that takes long and a stream are no slow requests")
    func patient() async throws {
        try await TestServer.run({
            $0.idleTimeout = 1
            $0.heartbeat = 1
        }) { test in
            let waiting = test.connection()
            try waiting.send(Array("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            let stream = try test.stream()
            #expect(try stream.next()?.data == "first")
            sleep(4)
            test.latch.open()
            #expect(try waiting.receive().text == "waited")
            test.channel.publish(Array("data: late\n\n".utf8))
            var event = try stream.next()
            while event?.name == "beat" { event = try stream.next() }
            #expect(event?.data == "late")
        }
    }
}

/// A socket of an address of its own that sends what it is told, and no more.
private final class Stranger {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try Self.call(bind, descriptor, 0x7F00_0002, port: 0)
        try Self.call(connect, descriptor, 0x7F00_0001, port: port)
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String) {
        _ = Glibc.send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL))
    }

    /// What has come by now.
    var received: [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// Whether the server has ended the connection.
    var hasEnded: Bool {
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT | MSG_PEEK))
        return count == 0 || count < 0 && errno != EAGAIN
    }

    private static func call(
        _ function: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ descriptor: Int32, _ host: UInt32, port: Int
    ) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = host.bigEndian
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status != 0 { throw ServerError.system(call: "socket", errno: errno) }
    }
}
