import Foundation
import Phone
import Testing

@testable import HTTP

@Suite("An event stream", .serialized)
struct EventTests {
    @Test("begins with its first frame and gets what is published")
    func frames() async throws {
        try await TestServer.run { test in
            let streams = try (0..<20).map { _ in try test.stream() }
            for stream in streams { #expect(try stream.next()?.data == "first") }
            #expect(test.channel.subscriberCount == 20)
            for number in 0..<5 {
                test.channel.publish(Array("event: e\ndata: \(number)\n\n".utf8))
                for stream in streams {
                    let event = try stream.next()
                    #expect(event?.name == "e")
                    #expect(event?.data == "\(number)")
                }
            }
        }
    }

    @Test("misses nothing that is published between its subscription and its start")
    func noGap() async throws {
        try await TestServer.run { test in
            let stream = try test.stream("/late")
            #expect(try stream.next()?.data == "first")
            #expect(try stream.next()?.data == "between")
        }
    }

    @Test("of a slow reader skips frames and ends with the newest")
    func replacement() async throws {
        try await TestServer.run { test in
            let stream = try test.stream()
            #expect(try stream.next()?.data == "first")
            let filler = String(repeating: "x", count: 100_000)
            for number in 1...300 { test.channel.publish(Array("data: \(number) \(filler)\n\n".utf8)) }
            test.channel.publish(Array("data: last\n\n".utf8))
            var count = 0
            while let event = try stream.next(), event.data != "last" { count += 1 }
            #expect(count < 300)
        }
    }

    @Test("beats, so that a client that has gone is noticed")
    func heartbeat() async throws {
        try await TestServer.run({ $0.heartbeat = 1 }) { test in
            let stream = try test.stream()
            #expect(try stream.next()?.data == "first")
            #expect(try stream.nextPiece())
            test.channel.publish(Array("data: seen\n\n".utf8))
            #expect(try stream.next()?.data == "seen")
            #expect(stream.heartbeats > 0)
            let gone = Connection(host: "127.0.0.1", port: test.server.port)
            try gone.send(Array("GET /events HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            while test.channel.subscriberCount < 2 { usleep(1000) }
            gone.disconnect()
            while test.channel.subscriberCount > 1 { usleep(1000) }
            test.channel.publish(Array("data: on\n\n".utf8))
            while try stream.next()?.data != "on" {}
        }
    }

    @Test("ends when its channel ends")
    func end() async throws {
        try await TestServer.run { test in
            let stream = try test.stream()
            #expect(try stream.next()?.data == "first")
            test.channel.end()
            #expect(try stream.next() == nil)
            while test.server.counts.streams > 0 { usleep(1000) }
            #expect(test.channel.subscriberCount == 0)
        }
    }

    @Test("a client of HTTP/1.0 gets frames whole, too, though in pieces and without chunks")
    func oldClient() async throws {
        try await TestServer.run { test in
            let old = try RawSocket(port: test.server.port)
            old.send("GET /events HTTP/1.0\r\nHost: x\r\n\r\n")
            let frame = "data: " + String(repeating: "x", count: 3000) + "\n\n"
            var received: [UInt8] = []
            func wait(for text: String) -> Bool {
                let deadline = Date(timeIntervalSinceNow: 20)
                while Date() < deadline {
                    received += old.received
                    if String(decoding: received, as: UTF8.self).contains(text) { return true }
                    usleep(10_000)
                }
                return false
            }
            #expect(wait(for: "data: first\n\n"))
            test.channel.publish(Array(frame.utf8))
            #expect(wait(for: frame))
        }
    }
}
