import Foundation
import Phone
import Testing

@testable import HTTP

@Suite("A server", .serialized)
struct ServerTests {
    @Test("answers many requests over one connection, at once or by a handler")
    func keepAlive() async throws {
        try await TestServer.run { test in
            let connection = test.connection()
            for number in 0..<50 {
                #expect(try connection.request("GET", "/now").text == "now")
                let body = Array("body \(number)".utf8)
                let reply = try connection.request("POST", "/echo", body: body)
                #expect(reply.body == body)
                #expect(reply.header("Connection") != "close")
            }
            #expect(test.server.counts.connections == 1)
        }
    }

    @Test("answers requests that came before the answer to the first one")
    func pipelining() async throws {
        try await TestServer.run { test in
            let connection = test.connection()
            let request = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n"
            try connection.send(Array((request + "a" + request + "b" + "GET /now HTTP/1.1\r\nHost: x\r\n\r\n").utf8))
            #expect(try (0..<3).map { _ in try connection.receive().text } == ["a", "b", "now"])
        }
    }

    @Test("takes a body in chunks, and HEAD without one")
    func chunksAndHead() async throws {
        try await TestServer.run { test in
            let connection = test.connection()
            try connection.send(
                Array(
                    "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                        .utf8))
            #expect(try connection.receive().text == "abcde")
            let head = try connection.request("HEAD", "/now")
            #expect(head.status == 200)
            #expect(head.header("Content-Length") == "3")
            #expect(try connection.request("GET", "/now").text == "now")
        }
    }

    @Test("compresses text for those who take it")
    func gzip() async throws {
        try await TestServer.run { test in
            let connection = test.connection()
            let body = Array(String(repeating: "text ", count: 1000).utf8)
            for (path, plain) in [("/echo", body.count), ("/prepared", 2700)] {
                let packed = try connection.request("POST", path, headers: [("Accept-Encoding", "gzip")], body: body)
                #expect(packed.header("Content-Encoding") == "gzip")
                #expect(packed.header("Vary") == "Accept-Encoding")
                #expect(packed.body.count < plain / 10)
                #expect(packed.body.starts(with: [0x1F, 0x8B]))
                let open = try connection.request("POST", path, body: body)
                #expect(open.header("Content-Encoding") == nil)
                #expect(open.body.count == plain)
            }
        }
    }

    @Test("refuses bodies over the limit, announced or in chunks, while others are served")
    func bodyLimit() async throws {
        try await TestServer.run({ $0.bodyLimit = 1000 }) { test in
            let other = test.connection()
            #expect(try other.request("POST", "/echo", body: Array(repeating: 65, count: 1000)).status == 200)
            #expect(
                try test.connection().request("POST", "/echo", body: Array(repeating: 65, count: 1001)).status == 413)
            let chunked = test.connection()
            let chunk = "400\r\n" + String(repeating: "x", count: 1024) + "\r\n"
            try chunked.send(
                Array("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)0\r\n\r\n".utf8))
            #expect(try chunked.receive().status == 413)
            // A long body is read to its end before the refusal, or TCP would reset the connection before it is read.
            let slow = test.connection()
            try slow.send(Array("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n".utf8))
            for _ in 0..<10 {
                try slow.send(Array(repeating: 65, count: 50_000))
                usleep(5000)
            }
            #expect(try slow.receive().status == 413)
            #expect(try other.request("GET", "/now").text == "now")
        }
    }

    @Test("refuses headers over the limit and takes those below it")
    func headerLimit() async throws {
        try await TestServer.run { test in
            for (size, status) in [(3500, 200), (4500, 431), (20_000, 431)] {
                let filler: (name: String, value: String) = ("X-Filler", String(repeating: "x", count: size))
                let reply = try test.connection().request("GET", "/now", headers: [filler])
                #expect(reply.status == status)
            }
            #expect(try test.connection().request("GET", "/now").text == "now")
        }
    }

    @Test("refuses connections over the limits with a reply, while the others go on")
    func connectionLimit() async throws {
        try await TestServer.run({ $0.connectionLimit = 8 }) { test in
            // Half of all for one address, unless set otherwise.
            let inside = (0..<4).map { _ in test.connection() }
            for connection in inside { #expect(try connection.request("GET", "/now").status == 200) }
            let outside = test.connection()
            let refused = try outside.request("GET", "/now")
            #expect(refused.status == 503)
            #expect(refused.header("Retry-After") != nil)
            #expect(refused.header("Connection") == "close")
            for connection in inside { #expect(try connection.request("GET", "/now").status == 200) }
            inside[0].disconnect()
            while test.server.counts.connections > 3 { usleep(1000) }
            #expect(try outside.request("GET", "/now").status == 200)
        }
    }

    @Test("refuses requests when too many wait in handlers")
    func requestLimit() async throws {
        try await TestServer.run({ $0.requestLimit = 2 }) { test in
            let waiting = (0..<2).map { _ in test.connection() }
            for connection in waiting { try connection.send(Array("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n".utf8)) }
            while test.server.counts.waiting < 2 { usleep(1000) }
            #expect(try test.connection().request("GET", "/echo").status == 503)
            #expect(try test.connection().request("GET", "/now").status == 200)
            test.latch.open()
            for connection in waiting { #expect(try connection.receive().text == "waited") }
            #expect(try test.connection().request("GET", "/echo").status == 200)
        }
    }

    @Test("refuses what could be read in two ways")
    func ambiguous() async throws {
        try await TestServer.run { test in
            for request in [
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
                "GET /now%00more HTTP/1.1\r\nHost: x\r\n\r\n", "GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n",
            ] {
                let connection = test.connection()
                try connection.send(Array(request.utf8))
                #expect(try connection.receive().status == 400, "\(request)")
            }
            #expect(try test.connection().request("GET", "/now").text == "now")
        }
    }

    @Test("closes a connection that sends its headers byte by byte, and serves the others meanwhile")
    func slowHeaders() async throws {
        try await TestServer.run({ $0.idleTimeout = 1 }) { test in
            let slow = test.connection()
            try slow.send(Array("GET /now HT".utf8))
            #expect(try test.connection().request("GET", "/now").text == "now")
            // The server closes it: the connection sees the end, not a reply of 200.
            let outcome = Result { try slow.receive().status }
            switch outcome {
            case .success(let status): #expect(status == 408)
            case .failure(let error): #expect(error as? PhoneError == .closed)
            }
        }
    }

    @Test("is not harmed by a client that leaves while its handler works")
    func clientLeaves() async throws {
        try await TestServer.run { test in
            for _ in 0..<20 {
                let connection = test.connection()
                try connection.send(Array("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
                while test.server.counts.waiting == 0 { usleep(500) }
                connection.disconnect()
            }
            test.latch.open()
            #expect(try test.connection().request("GET", "/now").text == "now")
            while test.server.counts.connections > 1 { usleep(1000) }
        }
    }

    @Test("stops with handlers at work and streams open: who waits is answered 503")
    func stop() async throws {
        try await TestServer.run({ $0.stopTimeout = 1 }) { test in
            let waiting = test.connection()
            try waiting.send(Array("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            let stream = try test.stream()
            #expect(try stream.next()?.data == "first")
            while test.server.counts.waiting == 0 { usleep(500) }
            test.server.stop()
            #expect(try waiting.receive().status == 503)
            #expect(throws: PhoneError.self) { try test.connection().request("GET", "/now") }
            test.server.stop()
        }
    }

    @Test("lets a handler that is nearly done finish before it stops")
    func stopWaits() async throws {
        try await TestServer.run { test in
            let waiting = test.connection()
            try waiting.send(Array("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            while test.server.counts.waiting == 0 { usleep(500) }
            test.latch.open()
            test.server.stop()
            #expect(try waiting.receive().text == "waited")
        }
    }

    @Test("says why it cannot listen")
    func errors() throws {
        var configuration = ServerConfiguration()
        configuration.host = "nonsense"
        #expect(throws: ServerError.badAddress(host: "nonsense")) { try Server(configuration) }
        configuration.host = "127.0.0.1"
        configuration.port = 0
        let first = try Server(configuration)
        configuration.port = first.port
        #expect(throws: ServerError.portInUse(port: first.port)) { try Server(configuration) }
        configuration.port = 70_000
        #expect(throws: ServerError.self) { try Server(configuration) }
    }

    @Test("answers every one of exactly 127, 128, 255, 256, 511 and 512 connections")
    func multiplesOf128() async throws {
        try await TestServer.run({ $0.perAddressLimit = 2000 }) { test in
            for count in [127, 128, 255, 256, 511, 512] {
                let connections = (0..<count).map { _ in test.connection() }
                let request = Array("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na".utf8)
                let start = ContinuousClock.now
                for _ in 0..<10 {
                    for connection in connections { try connection.send(request) }
                    for connection in connections { #expect(try connection.receive().text == "a") }
                }
                let seconds = (ContinuousClock.now - start) / .seconds(1)
                print("\(count) connections at once: \(Int(Double(count * 10) / seconds)) requests/s")
            }
        }
    }
}
