import Foundation
import Glibc

@testable import HTTP
@testable import Kiosk

/// What a connection brings.
extension FuzzTarget {
    /// The assets as they are shipped.
    static let assets: Assets = {
        do {
            return try Assets(directory: "\(root)/kiosk-assets")
        } catch {
            fatalError("\(error)")
        }
    }()

    private static let hosts = OwnHosts(
        named: ["box.example"], hostname: "kiosk.lan", port: 8080, addresses: { ["10.42.0.1"] }, now: { 0 })

    /// The headers that the box reads itself, each on a line of its own; the last line is the path.
    static let headers = FuzzTarget("headers") { bytes in
        let names = [
            "Cookie", "Accept-Language", "Host", "Origin", "Accept", "Accept-Encoding", "Content-Type",
            "Sec-Fetch-Site",
            "Content-Length", "If-None-Match",
        ]
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: names.count, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let headers = zip(names, lines).map { (name: $0, value: $1) }
        let path = lines.count > names.count ? lines[names.count] : "/"
        let request = Request(
            method: "POST", path: path, query: [("language", lines[0]), ("v", path)], headers: headers, body: [],
            address: "10.42.0.7")
        for name in ["language", "kiosk-ACE346", "facilitator"] {
            let cookie = request.cookie(name)
            // By its byte: to Swift, a Greek question mark is the same character.
            try expect(cookie?.utf8.contains(UInt8(ascii: ";")) != true, "the cookie \(cookie ?? "")")
        }
        let visit = Visit(request, languages: assets.languages, fallback: assets.defaultWording)
        try expect(assets.languages[visit.wording.code] != nil, "the language \(visit.wording.code)")
        try expect(
            visit.segments.allSatisfy { !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: "/")) },
            "the parts \(visit.segments)")
        _ = (visit.isBrowser, visit.wantsFragment, request.wantsJSON, request.isForeign, Uploads.isPlace(request))
        let host = request.header("Host") ?? ""
        if hosts.contains(host) {
            try expect(!PortalProbe.asks(OwnHosts.bare(host)), "\(host) is the box and a probe's")
        }
        _ = PortalProbe.answer(host: OwnHosts.bare(host), path: path)
        let received = ReceivedFields(headers)
        _ = (Gzip.isAccepted(request.header("Accept-Encoding")), Upload.isDeclared(received))
        if RequestReader.judge(received, headerLimit: 4096, bodyLimit: 65_536) == nil {
            try expect(RequestReader.length(received) <= 65_536, "a length of \(RequestReader.length(received))")
        }
    }

    /// A server that answers with the number of bytes that it has read.
    private static let server: Server? = {
        // Whoever goes away while an answer is written must not end the process.
        signal(SIGPIPE, SIG_IGN)
        var configuration = ServerConfiguration()
        (configuration.host, configuration.port) = ("127.0.0.1", 0)
        configuration.uploads.allows = { $0.path.hasPrefix("/files") }
        configuration.uploads.parts = 20
        guard let server = try? Server(configuration) else { return nil }
        do {
            try server.start(
                immediate: { request in
                    let size =
                        request.body.count + request.form.fields.reduce(0) { $0 + $1.name.utf8.count }
                        + request.files.reduce(0) { $0 + $1.bytes.count + $1.name.utf8.count }
                    _ = (request.cookie("language"), request.query("language"))
                    return Response(status: 200, headers: [], content: .bytes(Array("\(size)".utf8)))
                }, handler: { _ in Response(status: 500, headers: [], content: .bytes([])) })
        } catch {
            return nil
        }
        return server
    }()

    /// The bytes of a connection: requests with whatever bodies, files among them. Each is answered or ends the
    /// connection, and the server goes on.
    static let request = FuzzTarget("request") { bytes in
        guard let server else { throw Broken(description: "no server") }
        let reply = exchange(bytes, port: server.port)
        try expect(
            reply.isEmpty || reply.starts(with: "HTTP/1.".utf8),
            "the answer \(String(decoding: reply.prefix(80), as: UTF8.self).debugDescription)")
    }

    /// Sends `bytes` and nothing more; what comes back until the end of the connection, or until nothing comes.
    private static func exchange(_ bytes: [UInt8], port: Int) -> [UInt8] {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard client >= 0 else { return [] }
        defer { close(client) }
        // Ended at once: a million connections that linger would use up all ports.
        var hard = linger(l_onoff: 1, l_linger: 0)
        setsockopt(client, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
        // Behind a whole request the server keeps the connection for more, although its other half is closed.
        var patience = timeval(tv_sec: 0, tv_usec: 5000)
        setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, length) }
        }
        guard isConnected == 0 else { return [] }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { break }
            sent += count
        }
        shutdown(client, Int32(SHUT_WR))
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(client, &buffer, buffer.count)
            if count <= 0 { return reply }
            reply += buffer.prefix(count)
        }
    }
}
