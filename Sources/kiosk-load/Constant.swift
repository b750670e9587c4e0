import ArgumentParser
import Glibc
import HTTP

/// `kiosk-load constant`: the yardstick of the HTTP room itself.
struct Constant: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The same requests against the HTTP room answering a constant (run constant-server first).")

    @Option(help: "The constant server's port on 127.0.0.1.")
    var port: Int

    @Option(help: "Connections at once.")
    var connections = 64

    @Option(help: "Seconds, at most 120.")
    var seconds = 3.0

    func run() throws {
        let stage = Stage(
            code: "ACDEFG", dots: "0123456789abcdef", items: (0..<10).map { "000000000000000\($0)" })
        let cookie = "kiosk-ACDEFG=0123456789abcdef0123456789abcdef"
        let outcome = try LoadLoop.run(
            port: port, connections: connections, seconds: min(120, seconds),
            request: { c, n in stage.request(stage.ballot(c, n), cookie: cookie) },
            accepts: { $0.starts(with: Array("HTTP/1.1 200".utf8)) })
        outcome.report()
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
