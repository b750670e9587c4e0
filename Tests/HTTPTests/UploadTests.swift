import Foundation
import Phone
import Testing
import Workshop

@testable import HTTP

@Suite("Uploads", .serialized)
struct UploadTests {
    private static let boundary = "----kiosk-boundary"

    /// Whoever asks for `/files` may bring files there.
    private static let allowed: @Sendable (inout ServerConfiguration) -> Void = { configuration in
        configuration.uploads.allows = { $0.method == "POST" && $0.path.hasPrefix("/files") }
    }

    private static func part(_ disposition: String, _ content: [UInt8]) -> [UInt8] {
        Array("--\(boundary)\r\nContent-Disposition: form-data; \(disposition)\r\n\r\n".utf8) + content
            + Array("\r\n".utf8)
    }

    private static let end = Array("--\(boundary)--\r\n".utf8)

    private static func headers(
        _ type: String = "multipart/form-data; boundary=\(boundary)"
    ) -> [(name: String, value: String)] { [("Content-Type", type)] }

    /// The head of a request that brings `body`.
    private static func head(of body: [UInt8]) -> [UInt8] {
        let type = headers()[0].value
        return Array(
            "POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
    }

    private static func post(
        _ test: TestServer, _ body: [UInt8], path: String = "/files", type: String? = nil
    ) throws -> Connection.Reply {
        try test.connection().request(
            "POST", path, headers: type.map { headers($0) } ?? headers(), body: body)
    }

    /// Waits until `condition` holds, and no longer than a minute: a time limit does not end a test that blocks.
    private static func wait(_ condition: () -> Bool, _ location: SourceLocation = #_sourceLocation) {
        for _ in 0..<30_000 {
            if condition() { return }
            usleep(2000)
        }
        Issue.record("waited for a minute", sourceLocation: location)
    }

    @Test(
        "brings fields and files, any bytes in them, also through a connection that stays open", .timeLimit(.minutes(2))
    )
    func files() async throws {
        try await TestServer.run(Self.allowed) { test in
            var generator = SplitMix64(seed: 1)
            let big = (0..<3_000_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            let body =
                Self.part("name=\"language\"", Array("svenska å".utf8))
                + Self.part("name=\"bundle\"; filename=\"a b.json\"\r\nContent-Type: application/json", big)
                + Self.part("name=\"bundle\"; filename=\"empty.json\"", [])
                + Self.part("name=\"bundle\"; filename=\"\"", []) + Self.part("name=\"nothing\"", []) + Self.end
            let connection = test.connection()
            for _ in 0..<2 {
                let reply = try connection.request("POST", "/files", headers: Self.headers(), body: body)
                #expect(reply.status == 200)
                #expect(
                    reply.text == "language=svenska å\nnothing=\nbundle:a b.json:3000000\nbundle:empty.json:0")
            }
            Self.wait { test.server.counts.uploads == 0 }
            #expect(try connection.request("GET", "/now").text == "now")
            // Byte by byte it is the same, also with what begins as the boundary does.
            let slow = test.connection()
            let content = Array("\r\n--\(Self.boundary.dropLast())\r\n-".utf8)
            let short = Self.part("name=\"f\"; filename=\"x\"", content) + Self.end
            try slow.send(Self.head(of: short))
            for byte in short { try slow.send([byte]) }
            let received = try slow.receive().text
            #expect(received == "f:x:\(content.count)")
        }
    }

    @Test("is read only where it is allowed, and no longer than it may be", .timeLimit(.minutes(2)))
    func limits() async throws {
        try await TestServer.run({
            Self.allowed(&$0)
            $0.bodyLimit = 1000
            $0.uploads.bytes = 200_000
            $0.uploads.parts = 10
        }) { test in
            func file(_ size: Int) -> [UInt8] {
                Self.part("name=\"f\"; filename=\"f\"", Array(repeating: 65, count: size)) + Self.end
            }
            #expect(try Self.post(test, file(100_000)).status == 200)
            #expect(try Self.post(test, file(200_000)).status == 413)
            // Nobody else may send more than before.
            #expect(try Self.post(test, file(100_000), path: "/echo").status == 413)
            #expect(try test.connection().request("POST", "/files", body: file(100_000)).status == 413)
            let part = Self.part("name=\"f\"; filename=\"f\"", [65])
            #expect(try Self.post(test, Array(repeatElement(part, count: 10).joined()) + Self.end).status == 200)
            #expect(try Self.post(test, Array(repeatElement(part, count: 11).joined()) + Self.end).status == 413)
            // In chunks nothing is announced.
            let chunked = test.connection()
            let head =
                "POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: \(Self.headers()[0].value)\r\nTransfer-Encoding: chunked\r\n\r\n"
            try chunked.send(Array(head.utf8))
            let body = file(300_000)
            for start in stride(from: 0, to: body.count, by: 50_000) {
                let piece = body[start..<min(start + 50_000, body.count)]
                try chunked.send(Array((String(piece.count, radix: 16) + "\r\n").utf8) + piece + Array("\r\n".utf8))
            }
            try chunked.send(Array("0\r\n\r\n".utf8))
            #expect(try chunked.receive().status == 413)
            Self.wait { test.server.counts.uploads == 0 }
        }
    }

    @Test("that is malformed is refused, and takes nobody with it", .timeLimit(.minutes(2)))
    func malformed() async throws {
        try await TestServer.run(Self.allowed) { test in
            let whole = Self.part("name=\"f\"; filename=\"f\"", Array("content".utf8)) + Self.end
            for type in [
                "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=\(String(repeating: "x", count: 71))",
                "multipart/form-data; boundary=a;b", "multipart/form-data; charset=utf-8",
                "multipart/form-data, boundary=x", "multipart/form-data; boundary=å",
            ] {
                #expect(try Self.post(test, whole, type: type).status == 400, "\(type)")
            }
            #expect(
                try Self.post(test, whole, type: "multipart/form-data; boundary=\"\(Self.boundary)\"").status == 200)
            // A NUL byte in the boundary.
            let raw = test.connection()
            let head =
                Array("POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=a".utf8) + [0]
                + Array("b\r\nContent-Length: 3\r\n\r\nabc".utf8)
            try raw.send(head)
            #expect((try? raw.receive().status) != 200)
            for body in [
                Array(whole.dropLast(8)), Array("no parts at all".utf8), Self.end,
                Array("--\(Self.boundary)\r\n\r\nnameless\r\n".utf8) + Self.end,
                Array("--\(Self.boundary)\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n".utf8) + Self.end,
                [UInt8](repeating: 0, count: 100_000), [],
            ] {
                #expect(try Self.post(test, body).status == 400, "\(body.count) bytes")
            }
            // Cut, bent and doubled at seeded places: an answer each time, whatever it is.
            var generator = SplitMix64(seed: 7)
            let names = Self.part("name=\"f\"; filename=\"../../etc/\u{202E}x\u{7}\"", Array("x".utf8))
            for _ in 0..<300 {
                var body = names + whole
                for _ in 0..<Int.random(in: 1...4, using: &generator) where !body.isEmpty {
                    let place = Int.random(in: 0..<body.count, using: &generator)
                    switch Int.random(in: 0..<4, using: &generator) {
                    case 0: body[place] = UInt8.random(in: 0...255, using: &generator)
                    case 1: body.remove(at: place)
                    case 2: body.insert(contentsOf: body[..<place], at: place)
                    default: body = Array(body[..<place])
                    }
                }
                #expect([200, 400, 413].contains(try Self.post(test, body).status))
            }
            Self.wait { test.server.counts.uploads == 0 }
            #expect(try test.connection().request("GET", "/now").text == "now")
        }
    }

    @Test("that is refused has an upload's time, not a form's, to be told why")
    func slowlyRefused() async throws {
        try await TestServer.run({
            Self.allowed(&$0)
            $0.uploads.bytes = 100_000
            $0.bodyTimeout = 1
        }) { test in
            let file = Self.part("name=\"f\"; filename=\"f\"", Array(repeating: 65, count: 200_000)) + Self.end
            let connection = test.connection()
            try connection.send(Self.head(of: file) + file.prefix(100))
            sleep(3)
            try connection.send(Array(file.dropFirst(100)))
            #expect(try connection.receive().status == 413)
        }
    }

    @Test("has a place of few, which a cut or an answered one gives back", .timeLimit(.minutes(2)))
    func places() async throws {
        try await TestServer.run({
            Self.allowed(&$0)
        }) { test in
            let file = Self.part("name=\"f\"; filename=\"f\"", Array(repeating: 65, count: 100)) + Self.end
            let head = Self.head(of: file)
            // One that waits for its handler, and one of which half has come.
            let waiting = test.connection()
            try waiting.send(
                Array(String(decoding: head, as: UTF8.self).replacing("/files", with: "/files/wait").utf8) + file)
            let half = test.connection()
            try half.send(head + file.prefix(50))
            Self.wait { test.server.counts.uploads == 2 }
            let third = try Self.post(test, file)
            #expect(third.status == 503)
            #expect(third.header("Retry-After") != nil)
            // Everything else goes on.
            #expect(try test.connection().request("POST", "/echo", body: file).status == 200)
            half.disconnect()
            Self.wait { test.server.counts.uploads == 1 }
            #expect(try Self.post(test, file).status == 200)
            test.latch.open()
            #expect(try waiting.receive().status == 200)
            Self.wait { test.server.counts.uploads == 0 }
        }
    }

    @Test("that says nothing more is closed as every silent connection is", .timeLimit(.minutes(2)))
    func silent() async throws {
        try await TestServer.run({
            Self.allowed(&$0)
            $0.idleTimeout = 5
        }) { test in
            let file = Self.part("name=\"f\"; filename=\"f\"", Array(repeating: 65, count: 100)) + Self.end
            let silent = test.connection()
            try silent.send(Self.head(of: file) + file.prefix(10))
            Self.wait { test.server.counts.uploads == 1 }
            #expect((try? silent.receive().status) == nil)
            Self.wait { test.server.counts.uploads == 0 }
        }
    }

    @Test("that trickles in has its time and no more", .timeLimit(.minutes(2)))
    func trickle() async throws {
        try await TestServer.run({
            Self.allowed(&$0)
            $0.uploads.seconds = 1
        }) { test in
            let file = Self.part("name=\"f\"; filename=\"f\"", Array(repeating: 65, count: 100)) + Self.end
            let slow = test.connection()
            try slow.send(Self.head(of: file))
            for byte in file {
                if (try? slow.send([byte])) == nil { break }
                usleep(30_000)
            }
            #expect((try? slow.receive().status) == nil)
            Self.wait { test.server.counts.uploads == 0 }
        }
    }
}
