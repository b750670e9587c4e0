/// A participant's simulated phone.
public final class Phone {
    private let connection: Connection
    private let code: String
    private var cookie: String?

    /// A phone that will join the workshop with `code`.
    public init(host: String, port: Int, code: String, timeout: Int = 30) {
        connection = Connection(host: host, port: port, timeout: timeout)
        self.code = code
    }

    /// The phone of the participant whose device token is `token`: it has joined already.
    public convenience init(host: String, port: Int, code: String, token: String, timeout: Int = 30) {
        self.init(host: host, port: port, code: code, timeout: timeout)
        cookie = "kiosk-\(code)=\(token)"
    }

    /// The headers of a script's request: the cookie, and the wish for JSON.
    public var headers: [(name: String, value: String)] {
        [("Accept", "application/json")] + (cookie.map { [("Cookie", $0)] } ?? [])
    }

    /// Joins, or joins again after the cookie was lost.
    public func join() throws(PhoneError) {
        try keepCookie(of: connection.post("/w/\(code)/join", []))
    }

    /// Becomes the participant with `reentry` on this phone.
    public func reenter(_ reentry: String) throws(PhoneError) {
        try keepCookie(of: connection.post("/w/\(code)/reenter", [("reentry", reentry)]))
    }

    /// The participant's page.
    public func page() throws(PhoneError) -> Page {
        let reply = try connection.request("GET", "/w/\(code)", headers: cookie.map { [("Cookie", $0)] } ?? [])
        guard reply.status == 200 else { throw .refused(status: reply.status, words: reply.text) }
        return Page(reply.text)
    }

    /// Writes an idea and returns its identifier. The same `key` and text again is the same idea.
    public func writeIdea(
        _ text: String, key: String, activity: String, details: [(name: String, value: String)] = []
    ) throws(PhoneError) -> String {
        let reply = try post("idea", [("activity", activity), ("key", key), ("text", text)] + details)
        guard let idea = Self.string("idea", in: reply) else { throw .malformed(reply) }
        return idea
    }

    /// Gives an own idea another text.
    public func editIdea(_ idea: String, text: String, activity: String) throws(PhoneError) {
        _ = try post("edit", [("activity", activity), ("idea", idea), ("text", text)])
    }

    /// Takes an own idea back.
    public func retractIdea(_ idea: String, activity: String) throws(PhoneError) {
        _ = try post("retract", [("activity", activity), ("idea", idea)])
    }

    /// Sends the whole ballot.
    public func placeDots(_ dots: [String: Int], activity: String) throws(PhoneError) {
        var fields: [(name: String, value: String)] = [("activity", activity)]
        for (idea, count) in dots.sorted(by: { $0.key < $1.key }) { fields.append(("dots-\(idea)", String(count))) }
        _ = try post("ballot", fields)
    }

    /// Opens the stream that tells of the facilitator's acts.
    public func events(host: String, port: Int) throws(PhoneError) -> EventReader {
        try EventReader(host: host, port: port, path: "/w/\(code)/events", headers: headers)
    }

    /// Posts a form and returns the JSON of the acknowledgement.
    public func post(_ action: String, _ fields: [(name: String, value: String)]) throws(PhoneError) -> String {
        let reply = try connection.post("/w/\(code)/\(action)", fields, headers: headers)
        guard reply.status == 200, reply.text.hasPrefix("{\"received\":true") else {
            throw .refused(status: reply.status, words: reply.text)
        }
        return reply.text
    }

    private func keepCookie(of reply: Connection.Reply) throws(PhoneError) {
        guard reply.status == 303 else { throw .refused(status: reply.status, words: reply.text) }
        if let set = reply.header("Set-Cookie") { cookie = String(set.prefix { $0 != ";" }) }
        guard cookie != nil else { throw .malformed("no cookie") }
    }

    /// The plain string called `name` in a flat JSON object; enough for identifiers.
    private static func string(_ name: String, in json: String) -> String? {
        guard let start = json.firstRange(of: "\"\(name)\":\"") else { return nil }
        return String(json[start.upperBound...].prefix { $0 != "\"" })
    }
}
