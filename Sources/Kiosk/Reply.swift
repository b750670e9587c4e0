import HTTP
import Workshop

/// The answers that routes give.
struct Reply: Sendable {
    /// The policy of what pages may load: nothing but themselves and this box.
    let contentSecurityPolicy: String

    /// What every answer says, whatever it holds: it is of the type that it says, and no page of another site may show it
    /// in a frame. The second is for browsers that do not know `frame-ancestors`.
    static let guards: [(name: String, value: String)] = [
        ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "SAMEORIGIN"),
    ]

    private var common: [(name: String, value: String)] {
        Self.guards + [
            // Not `no-store`: that would take the typed text with it when a phone goes back in its history.
            ("Cache-Control", "no-cache, private"),
            ("Content-Security-Policy", contentSecurityPolicy),
            // Not `no-referrer`: browsers would then send the kiosk's own forms without an origin, and they are refused.
            ("Referrer-Policy", "same-origin"),
        ]
    }

    /// A page.
    func page(_ html: [UInt8], status: Int = 200, cookies: [String] = []) -> Response {
        var headers = common
        headers.append(("Content-Type", "text/html; charset=utf-8"))
        headers += cookies.map { ("Set-Cookie", $0) }
        return Response(status: status, headers: headers, content: .bytes(html))
    }

    /// A part of a page for its script. It has the page's address and must not stand in for it in a browser's cache: who
    /// goes back would see it bare.
    func fragment(_ html: [UInt8], status: Int = 200) -> Response {
        let headers: [(name: String, value: String)] = [
            ("Cache-Control", "no-store"), ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", contentSecurityPolicy),
        ]
        return Response(status: status, headers: Self.guards + headers, content: .bytes(html))
    }

    /// Go and see `path` (303 See Other, so that a reload does not send the form again).
    func seeOther(_ path: String, cookies: [String] = []) -> Response {
        var headers = Self.guards + [("Location", path), ("Cache-Control", "no-store")]
        headers += cookies.map { ("Set-Cookie", $0) }
        return Response(status: 303, headers: headers, content: .bytes([]))
    }

    /// A short JSON object for scripts.
    func json(_ text: String, status: Int = 200) -> Response {
        Response(
            status: status,
            headers: Self.guards + [("Content-Type", "application/json"), ("Cache-Control", "no-store")],
            content: .bytes(Array(text.utf8)))
    }

    /// A file to keep.
    func download(_ bytes: [UInt8], type: String, name: String) -> Response {
        var headers = common
        headers.append(("Content-Type", type))
        headers.append(("Content-Disposition", "attachment; filename=\"\(name)\""))
        return Response(status: 200, headers: headers, content: .bytes(bytes))
    }

    /// A file to look at. Without the pages' policy, which a browser's own viewer of PDF files would not pass.
    func file(_ bytes: [UInt8], type: String) -> Response {
        Response(
            status: 200,
            headers: Self.guards + [
                ("Content-Type", type), ("Cache-Control", "private, max-age=600"),
                ("Content-Security-Policy", "frame-ancestors 'self'"),
            ], content: .bytes(bytes))
    }

    /// A stream of events that begins with `first`.
    func events(_ subscription: EventSubscription, first: [UInt8]) -> Response {
        Response(
            status: 200,
            headers: Self.guards + [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")],
            content: .events(subscription, first: first))
    }

    /// `text` as a JSON string (RFC 8259, 7).
    static func quoted(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case let scalar where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }

    /// A cookie that scripts cannot read and other sites' forms do not carry, kept for a year.
    static func cookie(_ name: String, _ value: String) -> String {
        "\(name)=\(value); Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"
    }

    /// The cookie `name`, taken back.
    static func expired(_ name: String) -> String {
        "\(name)=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
    }
}
