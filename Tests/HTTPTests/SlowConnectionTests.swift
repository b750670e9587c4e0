import Foundation
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
            let crowd = try (0..<150).map { _ in try RawSocket(port: test.server.port) }
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
            var began = Date()
            let slow = try RawSocket(port: test.server.port)
            if afterOne {
                began = Date()
                slow.send("GET /now HTTP/1.1\r\nHost: x\r\n\r\n")
                let deadline = Date(timeIntervalSinceNow: 20)
                while slow.received.isEmpty, Date() < deadline { usleep(10_000) }
            }
            slow.send("GET /now HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            // As long as a connection may be silent, and as long again.
            #expect((3.9..<30).contains(Self.secondsToTheEnd(of: slow, since: began)))
        }
    }

    @Test(
        "a body that comes byte by byte is ended when its time is over, and so is what follows one in chunks",
        arguments: ["Content-Length: 60000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n0\r\nX-Slow: "])
    func slowBody(beginning: String) async throws {
        try await TestServer.run({
            $0.bodyTimeout = 2
            $0.heartbeat = 1
        }) { test in
            let began = Date()
            let slow = try RawSocket(port: test.server.port)
            slow.send("POST /echo HTTP/1.1\r\nHost: x\r\n" + beginning)
            #expect((1.9..<30).contains(Self.secondsToTheEnd(of: slow, since: began)))
        }
    }

    @Test("an answer that takes long and a stream are no slow requests")
    func patient() async throws {
        try await TestServer.run({
            $0.idleTimeout = 2
            $0.bodyTimeout = 2
            $0.heartbeat = 1
        }) { test in
            let waiting = test.connection()
            try waiting.send(Array("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            let stream = try test.stream()
            #expect(try stream.next()?.data == "first")
            sleep(6)
            test.latch.open()
            #expect(try waiting.receive().text == "waited")
            test.channel.publish(Array("data: late\n\n".utf8))
            #expect(try stream.next()?.data == "late")
        }
    }

    /// Sends byte by byte until the server ends the connection: the seconds `since` a moment, at most 30.
    private static func secondsToTheEnd(of slow: RawSocket, since began: Date) -> Double {
        while !slow.hasEnded, Date().timeIntervalSince(began) < 30 {
            slow.send("x")
            usleep(100_000)
        }
        return Date().timeIntervalSince(began)
    }
}
