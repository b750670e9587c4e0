import ArgumentParser
import FoundationEssentials

/// `kiosk-load rounds`.
struct Rounds: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Votes in a program that asks each participant again and again, round by round, and answers with 302."
    )

    @Option(help: "Its port on 127.0.0.1.")
    var port: Int

    @Option(help: "A file with the path of each participant's pages, one a line, to which the round's number is added.")
    var paths: String

    @Option(help: "Seconds, at most 120.")
    var seconds = 3.0

    func run() throws {
        let lines = String(decoding: try Data(contentsOf: URL(filePath: paths)), as: UTF8.self).split(separator: "\n")
        let outcome = try LoadLoop.run(
            port: port, connections: lines.count, seconds: min(120, seconds),
            request: { c, n in
                let body = "first=\((c + n) % 10)&second=\((c + n + 1) % 10)"
                return Array(
                    """
                    POST \(lines[c])\(n + 1) HTTP/1.1\r\nHost: 127.0.0.1\r\n\
                    Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
                    """.utf8)
            },
            accepts: { $0.starts(with: Array("HTTP/1.1 302".utf8)) })
        outcome.report()
    }
}
