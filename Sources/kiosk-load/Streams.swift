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

    @Option(help: "Votes that are timed, at most 200.")
    var votes = 20

    @Option(help: "Other phones, which change their votes all the while, 20 votes per second together; at most 200.")
    var others = 40

    func run() throws {
        let stage = try target.stage(isRevealed: true)
        let hall = try Hall(phones: min(200, max(1, others)), stage: stage, port: target.port)
        var screens = try OpenStreams(min(2000, streams), path: "/display/\(stage.code)/events", port: target.port)
        defer { screens.close() }
        var (latencies, spreads): ([Double], [Double]) = ([], [])
        let phone = Phone(host: "127.0.0.1", port: target.port, code: stage.code)
        try phone.join()
        _ = try screens.read(until: "data-answers=\"\(hall.dots)\"")
        let (began, before) = (LoadLoop.now(), target.usage.processor)
        try hall.live {
            for number in 1...min(200, max(1, votes)) {
                // The others move their dots without changing how many there are: the sum names this vote's frame.
                let count = number % 3 + 1
                try screens.forget()
                try phone.placeDots([stage.items[0]: count], activity: stage.dots)
                let acknowledged = LoadLoop.now()
                let arrivals = try screens.read(until: "data-answers=\"\(hall.dots + count)\"")
                latencies += arrivals.map { ($0 - acknowledged) * 1000 }
                if let first = arrivals.min(), let last = arrivals.max() { spreads.append((last - first) * 1000) }
                // A pause out of step with the frames, so that votes fall anywhere between two of them.
                usleep(20_000 + UInt32(number * 37 % 150) * 1000)
            }
        }
        // The others' votes made ten tallies in each second, and each went to every stream.
        let processors = (target.usage.processor - before) / (LoadLoop.now() - began)
        latencies.sort()
        spreads.sort()
        print(
            jsonLine([
                "streams": Double(screens.count), "p50_ms": latencies[latencies.count / 2],
                "p99_ms": latencies[latencies.count * 99 / 100], "max_ms": latencies.last ?? 0,
                "spread_p50_ms": spreads[spreads.count / 2], "spread_max_ms": spreads.last ?? 0,
                "processors": processors, "rss_kib": target.usage.resident,
            ]))
    }
}
