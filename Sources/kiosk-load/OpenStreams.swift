import CLinux
import Glibc

/// Event streams held open by this process, read with one `epoll`: who looks at each of a thousand descriptors for every
/// few that have something, as `poll` does, takes more of the processors than the server that is measured.
struct OpenStreams {
    private let descriptors: [Int32]
    private let epoll = epoll_create1(0)
    /// What each stream has brought, until it has brought the mark.
    private var tails: [[UInt8]]

    /// Asks for `count` streams at `path`. `close()` ends them.
    init(_ count: Int, path: String, port: Int) throws {
        descriptors = try (0..<count).map { try LoadLoop.connect(port, number: $0) }
        tails = Array(repeating: [], count: count)
        let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        for (stream, descriptor) in descriptors.enumerated() {
            var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: UInt64(stream)))
            guard epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0,
                send(descriptor, request, request.count, 0) == request.count
            else { throw LoadError("a stream cannot be asked for") }
        }
    }

    /// How many there are.
    var count: Int { descriptors.count }

    /// Ends them all.
    func close() {
        for descriptor in descriptors + [epoll] { Glibc.close(descriptor) }
    }

    /// Reads until each stream has brought a whole frame that holds `mark`; the moments when they had, in seconds of
    /// ``LoadLoop/now()``.
    ///
    /// - Throws: ``LoadError`` when a stream ends, or has not brought it in 20 seconds.
    mutating func read(until mark: String) throws -> [Double] {
        let mark = Array(mark.utf8)
        var arrivals: [Double?] = Array(repeating: nil, count: count)
        var left = count
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var events = [epoll_event](repeating: epoll_event(), count: 512)
        let end = LoadLoop.now() + 20
        while left > 0 {
            guard LoadLoop.now() < end else { throw LoadError("\(left) streams had no frame after 20 s") }
            let ready = epoll_wait(epoll, &events, Int32(events.count), 10)
            for event in events.prefix(max(0, Int(ready))) {
                let stream = Int(event.data.u64)
                let bytes = recv(descriptors[stream], &buffer, buffer.count, 0)
                guard bytes > 0 else { throw LoadError("the server ended a stream") }
                if arrivals[stream] != nil { continue }
                tails[stream] += buffer[..<bytes]
                guard let place = LoadLoop.position(of: mark, in: tails[stream]),
                    Self.hasEnd(tails[stream], after: place)
                else { continue }
                arrivals[stream] = LoadLoop.now()
                left -= 1
                tails[stream] = []
            }
        }
        return arrivals.compactMap { $0 }
    }

    /// Whether a frame ends behind `place`: with an empty line, between whose two line ends a new chunk may begin (RFC 9112,
    /// 7.1).
    static func hasEnd(_ bytes: [UInt8], after place: Int) -> Bool {
        let (lineEnd, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        for index in place..<bytes.count where bytes[index] == lineEnd {
            var next = index + 1
            if next < bytes.count, bytes[next] == carriageReturn {
                // The end of this chunk, and the line that says how long the next one is.
                guard let size = bytes.dropFirst(next + 2).firstIndex(of: lineEnd) else { return false }
                next = size + 1
            }
            if next < bytes.count, bytes[next] == lineEnd { return true }
        }
        return false
    }

    /// Lets go what the streams have brought since the last mark: a second frame with the same mark is not the next one.
    ///
    /// - Throws: ``LoadError`` when a stream has ended.
    mutating func forget() throws {
        tails = Array(repeating: [], count: count)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var events = [epoll_event](repeating: epoll_event(), count: 512)
        while true {
            let ready = epoll_wait(epoll, &events, Int32(events.count), 0)
            guard ready > 0 else { return }
            for event in events.prefix(Int(ready)) {
                guard recv(descriptors[Int(event.data.u64)], &buffer, buffer.count, 0) > 0 else {
                    throw LoadError("the server ended a stream")
                }
            }
        }
    }
}
