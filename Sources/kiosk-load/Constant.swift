import ArgumentParser
import Glibc
import HTTP

/// `kiosk-load constant`: the yardsticks of the HTTP room itself, and of its library with SQLite in C.
struct Constant: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The same requests against constant-server, or the program of scripts/benchmark-limit.")

    @Option(help: "The constant server's port on 127.0.0.1.")
    var port: Int

    @Option(help: "The process of who is asked, for its processor time.")
    var pid: Int?

    @Option(help: "Connections at once.")
    var connections = 64

    @Option(help: "Seconds, at most 120.")
    var seconds = 3.0

    @OptionGroup var watch: Watch

    func run() throws {
        let stage = Stage(
            code: "ACDEFG", dots: "0123456789abcdef", items: (0..<10).map { "000000000000000\($0)" })
        // A voter for each connection, in 32 digits; spread over the whole table, as the kiosk's pseudonyms are: voters side
        // by side would all be on one page of it.
        let cookies = (0..<connections).map { c in
            let digits = String(UInt64(c + 1) &* 0x9e37_79b9_7f4a_7c15, radix: 16)
            let half = String(repeating: "0", count: 16 - digits.count) + digits
            return "kiosk-ACDEFG=" + half + half
        }
        try watch.report(pid: pid) {
            try LoadLoop.run(
                port: port, connections: connections, seconds: min(120, seconds),
                request: { c, n in stage.request(stage.ballot(c, n), cookie: cookies[c]) },
                accepts: LoadLoop.isAcknowledged)
        }
    }
}

/// `kiosk-load constant-server`.
struct ConstantServer: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer every request with a constant, through the same asynchronous handlers, until killed.")

    func run() throws {
        var configuration = ServerConfiguration()
        configuration.host = "127.0.0.1"
        configuration.port = 0
        configuration.perAddressLimit = 2000
        let server = try Server(configuration)
        let body = Array("{\"received\":true,\"answers\":3}".utf8)
        try server.start(handler: { _ in
            Response(
                status: 200, headers: [("Content-Type", "application/json"), ("Cache-Control", "no-store")],
                content: .bytes(body))
        })
        print(server.port)
        fflush(nil)
        while true { sleep(1000) }
    }
}
