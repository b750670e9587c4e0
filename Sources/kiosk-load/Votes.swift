import ArgumentParser

/// `kiosk-load votes`.
struct Votes: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Acknowledged votes per second, and how long each takes.")

    @OptionGroup var target: Target

    @Option(help: "Phones that vote at once.")
    var connections = 64

    @Option(help: "Seconds, at most 120.")
    var seconds = 3.0

    @OptionGroup var watch: Watch

    func run() throws {
        let stage = try target.stage(isRevealed: false)
        let cookies = try target.join(connections, stage)
        try watch.report(pid: target.pid) {
            try LoadLoop.run(
                port: target.port, connections: connections, seconds: min(120, seconds),
                request: { c, n in stage.request(stage.ballot(c, n), cookie: cookies[c]) },
                accepts: LoadLoop.isAcknowledged)
        }
    }
}

extension LoadLoop.Outcome {
    /// Prints the figures as one line of JSON.
    func report(_ more: [String: Double] = [:]) {
        var figures = more
        figures["accepted"] = Double(accepted)
        figures["rejected"] = Double(rejected)
        figures["rate"] = rate
        figures["p50_ms"] = percentile(0.5)
        figures["p99_ms"] = percentile(0.99)
        figures["p999_ms"] = percentile(0.999)
        print(jsonLine(figures))
    }
}

/// `figures` as one line of JSON, sorted by name.
func jsonLine(_ figures: [String: Double]) -> String {
    "{" + figures.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
}
