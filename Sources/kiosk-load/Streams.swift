import ArgumentParser
import Glibc
import Phone

/// `kiosk-load streams`.
struct Streams: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "The time from an acknowledged vote to the display's frame that holds it, on every one of many streams.")

    @OptionGroup var target: Target

    @Option(help: "Display streams, at most 2000.")
    var streams = 200

    @Option(help: "Votes, at most 200.")
    var votes = 20

    func run() throws {
        let stage = try target.stage(isRevealed: true)
        let descriptors = try (0..<min(2000, streams)).map { _ in try LoadLoop.connect(target.port) }
        defer { for descriptor in descriptors { close(descriptor) } }
        let request = Array("GET /display/\(stage.code)/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        for descriptor in descriptors { _ = send(descriptor, request, request.count, 0) }
        var latencies: [Double] = []
        let phone = Phone(host: "127.0.0.1", port: target.port, code: stage.code)
        try phone.join()
        var tails = [[UInt8]](repeating: [], count: descriptors.count)
        _ = try read(descriptors, &tails, until: "data-answers=\"0\"")
        for number in 1...min(200, max(1, votes)) {
            let count = number % 3 + 1
            try phone.placeDots([stage.items[0]: count], activity: stage.dots)
            let acknowledged = LoadLoop.now()
            let arrivals = try read(descriptors, &tails, until: "data-answers=\"\(count)\"")
            latencies += arrivals.map { ($0 - acknowledged) * 1000 }
            // Votes come at a person's pace; the next one is not to share this one's frame.
            usleep(150_000)
        }
        latencies.sort()
        print(
            jsonLine([
                "streams": Double(descriptors.count), "p50_ms": latencies[latencies.count / 2],
                "p99_ms": latencies[latencies.count * 99 / 100], "max_ms": latencies.last ?? 0,
                "rss_kib": Double(target.residentKiB),
            ]))
    }

    /// Reads until each stream has brought `mark`; the moments when they did.
    private func read(_ descriptors: [Int32], _ tails: inout [[UInt8]], until mark: String) throws -> [Double] {
        let mark = Array(mark.utf8)
        var waiting = Set(descriptors.indices)
        var arrivals: [Double] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let end = LoadLoop.now() + 20
        while !waiting.isEmpty {
            guard LoadLoop.now() < end else { throw LoadError("\(waiting.count) streams had no frame after 20 s") }
            let order = Array(waiting)
            var polls = order.map { pollfd(fd: descriptors[$0], events: Int16(POLLIN), revents: 0) }
            _ = poll(&polls, nfds_t(polls.count), 1000)
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
