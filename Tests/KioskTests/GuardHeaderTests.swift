import Foundation
import Testing
import Workshop

@testable import Kiosk
@testable import Phone

/// What every answer says so that a browser does not take it for something else, frame it, or run what is in it.
@Suite("The headers of every answer")
struct GuardHeaderTests {
    /// The type that goes with how an address ends; pages have none.
    private static let types = [
        "css": "text/css", "js": "text/javascript", "csv": "text/csv", "json": "application/json",
        "html": "text/html", "txt": "text/plain", "png": "image/png",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "application/pdf",
    ]

    private static func check(_ reply: Connection.Reply, _ path: String) throws {
        #expect(reply.header("X-Content-Type-Options") == "nosniff", "\(path)")
        #expect(reply.header("X-Frame-Options") == "SAMEORIGIN", "\(path)")
        for name in ["X-Content-Type-Options", "X-Frame-Options", "Content-Type", "Content-Security-Policy"] {
            #expect(reply.headers.count { $0.name.lowercased() == name.lowercased() } <= 1, "\(path) \(name)")
        }
        guard let type = reply.header("Content-Type") else {
            #expect(reply.body.isEmpty, "\(path)")
            return
        }
        let name = path.prefix { $0 != "?" }.split(separator: "/").last ?? ""
        if reply.status == 200, name.contains("."), let ending = name.split(separator: ".").last {
            let expected = try #require(types[String(ending)], "\(path)")
            #expect(type.hasPrefix(expected), "\(path) \(type)")
        }
        guard type.hasPrefix("text/html") else {
            #expect(path.hasPrefix("/material/") || !reply.text.hasPrefix("<!doctype"), "\(path)")
            return
        }
        try checkPolicy(try #require(reply.header("Content-Security-Policy"), "\(path)"), path)
    }

    /// A policy that runs nothing that stands in a page, and nothing of another host.
    static func checkPolicy(_ policy: String, _ place: String, isFile: Bool = false) throws {
        var rules: [String: [Substring]] = [:]
        for rule in policy.split(separator: ";") {
            let words = rule.split(separator: " ")
            rules[String(try #require(words.first))] = Array(words.dropFirst())
        }
        #expect(rules["default-src"] == ["'none'"], "\(place)")
        for (name, sources) in rules {
            for source in sources {
                #expect(
                    !["*", "'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "http:", "https:", "blob:"].contains(
                        source))
                #expect(!source.contains("*") && !source.contains("://"), "\(place) \(name) \(source)")
                // Pictures that stand in the page itself run nothing.
                if source == "data:" { #expect(name == "img-src", "\(place)") }
            }
        }
        #expect(
            (rules["script-src"] ?? rules["default-src"])?.allSatisfy { ["'self'", "'none'"].contains($0) } == true)
        #expect((rules["style-src"] ?? []).allSatisfy { $0 == "'self'" || $0.hasPrefix("'sha256-") }, "\(place)")
        if isFile { return }
        #expect(rules["frame-ancestors"] == ["'self'"] || rules["frame-ancestors"] == ["'none'"], "\(place)")
        #expect(rules["base-uri"] == ["'none'"] && rules["form-action"] == ["'self'"], "\(place)")
    }

    /// The addresses of this box that a page leads to.
    private static func links(in html: String) -> [String] {
        html.matches(of: /(?:href|src|action)="(\/[^"#]*)/).map {
            String($0.output.1).replacing("&amp;", with: "&")
        }
    }

    @Test("are on every address that a page leads to, and on what is asked for wrongly")
    func everywhere() async throws {
        try await TestKiosk.run { kiosk in
            let folder = "\(kiosk.directory)/material"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for name in ["a.txt", "b.png", "c.pdf"] {
                try Data("<!doctype html><script>alert(1)</script>".utf8).write(to: URL(filePath: "\(folder)/\(name)"))
            }
            let workshop = try kiosk.workshop()
            let phone = try kiosk.phone(workshop.code)
            _ = try phone.writeIdea("Ett", key: "1", activity: workshop.ideas)
            try workshop.facilitator.act("close", on: workshop.ideas, in: workshop.code)
            try workshop.facilitator.act("reveal", on: workshop.ideas, in: workshop.code)
            let cookie = try #require(phone.headers.first { $0.name == "Cookie" }).value
            let session = try #require(workshop.facilitator.headers.first).value
            let headers: [(name: String, value: String)] = [
                ("Cookie", "\(cookie); \(session)"), ("Accept", "text/html"),
            ]
            let connection = kiosk.connection()
            var seen: Set<String> = []
            var queue = [
                "/", "/facilitator", "/display", "/display/\(workshop.code)", "/w/\(workshop.code)",
                "/facilitator/\(workshop.code)", "/health", "/nothing", "/facilitator/nothing", "/w/AAAAAA",
                "/material/none.txt", "/c/AAAAAAAAAAAA", "/display/\(workshop.code)/nothing",
                "/w/\(workshop.code)/ballot",
            ]
            while let path = queue.popLast() {
                let place = String(path.prefix { $0 != "?" })
                // One of each address is enough, and of each kind of thing that has one.
                let kind = place.replacing(/[0-9a-f]{16}/, with: "ID").replacing(/t\d\d/, with: "T")
                guard seen.insert(kind).inserted, !place.hasSuffix("/events") else { continue }
                let reply = try connection.request("GET", path, headers: headers)
                try Self.check(reply, path)
                #expect(reply.status < 500, "\(path)")
                if reply.header("Content-Type")?.hasPrefix("text/html") == true { queue += Self.links(in: reply.text) }
                if let place = reply.header("Location") { queue.append(place) }
            }
            #expect(seen.count > 60, "\(seen.count)")
            for needed in ["csv", "xlsx", "json", "html", "css", "js", "txt", "png", "pdf"] {
                #expect(seen.contains { $0.hasSuffix(".\(needed)") }, "\(needed)")
            }
            // Whatever is refused, by the server itself or a route; scripts' answers; parts of pages.
            for (method, path, more) in [
                ("PUT", "/", []), ("POST", "/facilitator/sign-in", []), ("POST", "/join", []),
                ("POST", "/w/\(workshop.code)/ballot", []),
                ("POST", "/w/\(workshop.code)/ballot", [("Accept", "application/json")]),
                ("GET", "/w/\(workshop.code)", [("X-Kiosk-Fragment", "1")]),
                ("GET", "/facilitator/\(workshop.code)", [("X-Kiosk-Fragment", "1")]),
                ("POST", "/w/\(workshop.code)/join", [("Origin", "http://evil.example")]),
            ] as [(String, String, [(String, String)])] {
                let reply = try connection.request(
                    method, path, headers: headers.dropLast() + more.map { (name: $0.0, value: $0.1) },
                    body: method == "GET" ? nil : [])
                try Self.check(reply, "\(method) \(path)")
            }
            let large = try connection.post(
                "/w/\(workshop.code)/idea", [("text", String(repeating: "x", count: 200_000))])
            #expect(large.status == 413)
            try Self.check(large, "413")
            let evil = Connection(host: "127.0.0.1", port: kiosk.port, timeout: 10, name: "evil.example")
            try Self.check(try evil.request("GET", "/"), "421")
            for path in ["/w/\(workshop.code)/events", "/display/\(workshop.code)/events"] {
                let stream = kiosk.connection()
                try stream.send(Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8))
                let head = try stream.receiveHead()
                #expect(head.header("Content-Type") == "text/event-stream")
                #expect(head.header("X-Content-Type-Options") == "nosniff")
                #expect(head.header("X-Frame-Options") == "SAMEORIGIN")
            }
        }
    }

    @Test("a report that is kept as a file carries a policy of its own that runs nothing")
    func keptReport() async throws {
        try await TestKiosk.run { kiosk in
            let workshop = try kiosk.workshop()
            for path in ["report.html?keep=1", "report.html"] {
                let html = String(decoding: try workshop.facilitator.download(path, of: workshop.code), as: UTF8.self)
                let meta = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/
                let policy = try #require(html.firstMatch(of: meta)).output.1
                try Self.checkPolicy(String(policy), path, isFile: true)
                #expect(policy.contains("'sha256-"))
                #expect(!html.contains("<script") && !html.contains(" style=") && !html.contains("javascript:"))
                #expect(html.matches(of: /\son[a-z]+=/).isEmpty)
                // It stands before whatever it is to bind.
                let (place, style) = (html.range(of: "Content-Security-Policy"), html.range(of: "<style"))
                #expect(try #require(place).lowerBound < #require(style).lowerBound)
            }
        }
    }
}
