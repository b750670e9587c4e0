import ArgumentParser
import Glibc
import Phone

/// `kiosk-load reveals`.
struct Reveals: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The time from a facilitator's reveal to the event that tells it, on every phone of a hall.")

    @OptionGroup var target: Target

    @Option(help: "Phones that listen, at most 2000.")
    var streams = 1000

    @Option(help: "Reveals that are timed, at most 100.")
    var reveals = 20

    func run() throws {
        let stage = try target.stage(isRevealed: false)
        let facilitator = Facilitator(host: "127.0.0.1", port: target.port)
        try facilitator.signIn(pin: target.pin)
        var phones = try OpenStreams(min(2000, streams), path: "/w/\(stage.code)/events", port: target.port)
        defer { phones.close() }
        let mark = "event: state"
        _ = try phones.read(until: mark)
        // What was published while they came is still on its way to some of them.
        usleep(300_000)
        var (delays, spreads): ([Double], [Double]) = ([], [])
        for number in 0..<min(100, max(1, reveals)) {
            try phones.forget()
            let sent = LoadLoop.now()
            // The answer is read here, too, before the streams: by then some of them have theirs waiting.
            try facilitator.act(number % 2 == 0 ? "reveal" : "seal", on: stage.dots, in: stage.code)
            let arrivals = try phones.read(until: mark)
            guard let first = arrivals.min(), let last = arrivals.max() else { continue }
            delays.append((last - sent) * 1000)
            spreads.append((last - first) * 1000)
            usleep(50_000 + UInt32(number * 37 % 100) * 1000)
        }
        delays.sort()
        spreads.sort()
        print(
            jsonLine([
                "streams": Double(phones.count), "last_p50_ms": delays[delays.count / 2],
                "last_max_ms": delays.last ?? 0,
                "spread_p50_ms": spreads[spreads.count / 2], "spread_max_ms": spreads.last ?? 0,
                "rss_kib": target.usage.resident,
            ]))
    }
}
