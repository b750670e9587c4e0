import Foundation
import Glibc
import Phone
import Testing
import Threads

@testable import HTTP

/// Answers that are given later, from another thread, many at a time.
@Suite("Deferred answers", .serialized)
struct DeferredTests {
    @Test("a batch reaches everyone, and so do answers that come between the batches")
    func batches() throws {
        let held = Locked<[Later]>([])
        /// How many were held whenever it was said that all are.
        let said = Locked<[Int]>([])
        let server = try Self.server()
        try server.start(
            deferred: { request, later in
                guard request.path == "/vote" else { return false }
                held.use { $0.append(later) }
                return true
            }, deferredAll: { said.use { said in said.append(held.use { $0.count }) } },
            handler: { _ in Self.text("handled") })
        defer { server.stop() }
        let connections = (0..<40).map { _ in Connection(host: "127.0.0.1", port: server.port, timeout: 60) }
        let single = Connection(host: "127.0.0.1", port: server.port, timeout: 60)
        for round in 0..<5 {
            let vote = Array("POST /vote HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na".utf8)
            for connection in connections { try connection.send(vote) }
            let deadline = Date(timeIntervalSinceNow: 20)
            while held.use({ $0.count }) < connections.count, Date() < deadline { usleep(1000) }
            #expect(held.use { $0.count } == connections.count)
            while said.use({ $0.last }) != connections.count, Date() < deadline { usleep(1000) }
            // Once for all that were there together, not for each, and after the last of them.
            let times = said.use { said in
                defer { said = [] }
                return said
            }
            #expect(times.last == connections.count && times.count <= connections.count && times == times.sorted())
            let batch = held.use { held in
                defer { held = [] }
                return held
            }
            server.gather {
                for later in batch { later(Self.text("kept \(round)")) }
            }
            #expect(try single.request("GET", "/other").text == "handled")
            for connection in connections { #expect(try connection.receive().text == "kept \(round)") }
            #expect(said.use { $0.isEmpty }, "nothing was deferred")
        }
    }

    @Test("a request is let go when it is answered, however long its answer is listened to")
    func requestLetGo() throws {
        struct Seen {
            weak var request: Request?
            var wasThere = false
        }
        let seen = Locked(Seen())
        let channel = EventChannel()
        let server = try Self.server()
        try server.start(
            deferred: { request, later in
                let isSame = later.request === request
                seen.use { $0 = Seen(request: request, wasThere: isSame) }
                let subscription = channel.subscribe()
                later(
                    Response(
                        status: 200, headers: [("Content-Type", "text/event-stream")],
                        content: .events(subscription, first: Array("data: first\n\n".utf8))))
                return true
            }, handler: { _ in Self.text("handled") })
        defer { server.stop() }
        let stream = try EventReader(host: "127.0.0.1", port: server.port, path: "/events", timeout: 60)
        #expect(try stream.next()?.data == "first")
        let deadline = Date(timeIntervalSinceNow: 20)
        while seen.use({ $0.request != nil }), Date() < deadline { usleep(1000) }
        #expect(seen.use { $0.wasThere })
        #expect(seen.use { $0.request == nil }, "kept as long as the stream")
        #expect(server.counts.streams == 1)
    }

    @Test("an answer that comes after the server has stopped reaches nobody and harms nothing")
    func tooLate() throws {
        let held = Locked<Later?>(nil)
        var configuration = Self.configuration
        configuration.stopTimeout = 1
        let server = try Server(configuration)
        try server.start(
            deferred: { _, later in
                held.use { $0 = later }
                return true
            }, handler: { _ in Self.text("handled") })
        let connection = Connection(host: "127.0.0.1", port: server.port, timeout: 60)
        try connection.send(Array("GET /vote HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        let deadline = Date(timeIntervalSinceNow: 20)
        while held.use({ $0 == nil }), Date() < deadline { usleep(1000) }
        server.stop()
        #expect(try connection.receive().status == 503)
        let later = try #require(held.use { $0 })
        #expect(later.request?.path == "/vote")
        let channel = EventChannel()
        later(Response(status: 200, headers: [], content: .events(channel.subscribe(), first: [])))
        #expect(channel.subscriberCount == 0, "kept although nobody will ever send it")
    }

    @Test("what comes while a batch is being brought is sent with it")
    func meanwhile() async throws {
        let wakeup = try Wakeup()
        let exchanges = (0..<3).compactMap { _ in OpaquePointer(bitPattern: 16).map { Exchange(connection: $0) } }
        wakeup.gather {
            for exchange in exchanges { wakeup.finish(exchange, with: Self.answer(wakeup), isBatched: true) }
            #expect(!Self.isReadable(wakeup.descriptor))
            wakeup.gather {}
            #expect(!Self.isReadable(wakeup.descriptor), "an inner batch does not end the outer one")
        }
        #expect(Self.isReadable(wakeup.descriptor))
        let ready = wakeup.take()
        #expect(ready.batched.count == 3 && ready.answers.isEmpty)
        #expect(!Self.isReadable(wakeup.descriptor))
        wakeup.finish(exchanges[0], with: Self.answer(wakeup), isBatched: false)
        #expect(Self.isReadable(wakeup.descriptor))
        #expect(wakeup.take().answers.count == 1)
    }

    @Test("a batch is given out share by share in its order, and what comes by itself goes before it")
    func shares() throws {
        let wakeup = try Wakeup()
        let exchanges = (1...400).compactMap { OpaquePointer(bitPattern: 16 * $0).map { Exchange(connection: $0) } }
        func ready(answers: Range<Int> = 0..<0, batched: Range<Int> = 0..<0) -> Wakeup.Ready {
            func finished(_ range: Range<Int>) -> [FinishedExchange] {
                range.map { (exchange: exchanges[$0], answer: Self.answer(wakeup)) }
            }
            return Wakeup.Ready(answers: finished(answers), batched: finished(batched))
        }
        func places(_ given: [FinishedExchange]) -> [Int] {
            given.compactMap { entry in exchanges.firstIndex { $0 === entry.exchange } }
        }
        var backlog = AnswerBacklog()
        #expect(backlog.isEmpty && backlog.next(ready()).isEmpty)
        #expect(places(backlog.next(ready(batched: 0..<120))) == Array(0..<64))
        let second = places(backlog.next(ready(answers: 200..<240, batched: 120..<150)))
        #expect(second == Array(200..<240) + Array(64..<128))
        #expect(!backlog.isEmpty)
        #expect(places(backlog.next(ready())) == Array(128..<150))
        #expect(backlog.isEmpty)
        // However many there are, none waits for many turns.
        var turns = [places(backlog.next(ready(batched: 0..<400))).count]
        while !backlog.isEmpty { turns.append(backlog.next(ready()).count) }
        #expect(turns == [200, 100, 64, 36])
        _ = backlog.next(ready(batched: 0..<100))
        #expect(places(backlog.all(ready(answers: 300..<301, batched: 100..<110))) == [300] + Array(64..<110))
        #expect(backlog.isEmpty)
    }

    @Test("an answer that has been given out is not kept while others wait")
    func letGo() throws {
        let wakeup = try Wakeup()
        func batch(_ count: Int) -> Wakeup.Ready {
            Wakeup.Ready(
                batched: (1...count).compactMap { place in
                    OpaquePointer(bitPattern: 16 * place).map { (Exchange(connection: $0), Self.answer(wakeup)) }
                })
        }
        var backlog = AnswerBacklog()
        let first = batch(1)
        weak var exchange = first.batched.first?.exchange
        _ = backlog.next(first)
        _ = consume first
        #expect(exchange == nil)
        var later = batch(100)
        exchange = later.batched.first?.exchange
        _ = backlog.next(later)
        later = Wakeup.Ready()
        #expect(exchange == nil && !backlog.isEmpty)
    }

    @Test("between the shares of a large batch the loop reads what is asked", .timeLimit(.minutes(2)))
    func between() throws {
        let held = Locked<[Later]>([])
        let waiting = Locked<Set<Int>>([])
        let server = try Self.server()
        try server.start(
            immediate: { request in
                guard request.path == "/now" else { return nil }
                // On the loop's thread: how many waited when it looked last.
                waiting.use { _ = $0.insert(server.counts.waiting) }
                return Self.text("now")
            },
            deferred: { _, later in
                held.use { $0.append(later) }
                return true
            }, handler: { _ in Self.text("handled") })
        defer { server.stop() }
        let connections = (0..<200).map { _ in Connection(host: "127.0.0.1", port: server.port, timeout: 60) }
        // One request behind the other: the second is read when the first has its answer.
        for connection in connections {
            try connection.send(Array("GET /vote HTTP/1.1\r\nHost: x\r\n\r\nGET /now HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        }
        let deadline = Date(timeIntervalSinceNow: 60)
        while server.counts.waiting < connections.count, Date() < deadline { usleep(1000) }
        #expect(held.use { $0.count } == connections.count)
        server.gather {
            for later in held.use({ $0 }) { later(Self.text("kept")) }
        }
        for connection in connections {
            #expect(try connection.receive().text == "kept")
            #expect(try connection.receive().text == "now")
        }
        #expect(waiting.use { $0 }.contains { (1..<200).contains($0) }, "\(waiting.use { $0 })")
    }

    @Test("a server that stops at once still gives out all that a batch has brought")
    func stopsInTheMiddle() throws {
        let held = Locked<[Later]>([])
        var configuration = Self.configuration
        configuration.stopTimeout = 0
        let server = try Server(configuration)
        try server.start(
            deferred: { _, later in
                held.use { $0.append(later) }
                return true
            }, handler: { _ in Self.text("handled") })
        // More than a share.
        let connections = (0..<200).map { _ in Connection(host: "127.0.0.1", port: server.port, timeout: 60) }
        for connection in connections { try connection.send(Array("GET /vote HTTP/1.1\r\nHost: x\r\n\r\n".utf8)) }
        let deadline = Date(timeIntervalSinceNow: 60)
        while held.use({ $0.count }) < connections.count, Date() < deadline { usleep(1000) }
        let stopping = DispatchGroup()
        // The batch does not wake the loop before it is whole; the stop does, and there is no second turn.
        server.gather {
            for later in held.use({ $0 }) { later(Self.text("kept")) }
            let isStopping = DispatchSemaphore(value: 0)
            DispatchQueue.global().async(group: stopping) {
                isStopping.signal()
                server.stop()
            }
            isStopping.wait()
            usleep(300_000)
        }
        stopping.wait()
        for connection in connections { #expect(try connection.receive().text == "kept") }
    }

    private static var configuration: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.host = "127.0.0.1"
        configuration.port = 0
        return configuration
    }

    private static func server() throws -> Server { try Server(configuration) }

    private static func text(_ text: String) -> Response {
        Response(status: 200, headers: [("Content-Type", "text/plain")], content: .bytes(Array(text.utf8)))
    }

    private static func answer(_ wakeup: Wakeup) -> Answer { .to(nil, text("a"), wakeup: wakeup) }

    private static func isReadable(_ descriptor: Int32) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, 0) == 1
    }
}
