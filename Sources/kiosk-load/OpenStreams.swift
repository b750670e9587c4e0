import Glibc

/// Event streams held open by this process, read with one `poll`.
struct OpenStreams {
    private let descriptors: [Int32]
    private var tails: [[UInt8]]

    /// Asks for `count` streams at `path`. `close()` ends them.
    init(_ count: Int, path: String, port: Int) throws {
        descriptors = try (0..<count).map { try LoadLoop.connect(port, number: $0) }
        tails = Array(repeating: [], count: count)
        let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        for descriptor in descriptors { _ = send(descriptor, request, request.count, 0) }
    }

    /// How many there are.
    var count: Int { descriptors.count }

    /// Ends them all.
    func close() {
        for descriptor in descriptors { Glibc.close(descriptor) }
    }

    /// Reads until each stream has brought `mark`, and runs `meanwhile` again and again; the moments when they did, in
    /// seconds of ``LoadLoop/now()``.
    ///
    /// - Throws: ``LoadError`` when a stream ends, or has not brought it in 20 seconds.
    mutating func read(until mark: String, meanwhile: () throws -> Void = {}) throws -> [Double] {
        let mark = Array(mark.utf8)
        var waiting = Set(descriptors.indices)
        var arrivals: [Double] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let end = LoadLoop.now() + 20
        while !waiting.isEmpty {
            guard LoadLoop.now() < end else { throw LoadError("\(waiting.count) streams had no frame after 20 s") }
            let order = Array(waiting)
            var polls = order.map { pollfd(fd: descriptors[$0], events: Int16(POLLIN), revents: 0) }
            _ = poll(&polls, nfds_t(polls.count), 10)
            try meanwhile()
            for (index, stream) in order.enumerated() where polls[index].revents != 0 {
                let count = recv(descriptors[stream], &buffer, buffer.count, 0)
                guard count > 0 else { throw LoadError("the server ended a stream") }
                tails[stream] += buffer[..<count]
                if tails[stream][...].contains(mark) {
                    arrivals.append(LoadLoop.now())
                    waiting.remove(stream)
                    tails[stream] = []
                }
            }
        }
        return arrivals
    }
}
