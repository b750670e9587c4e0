/// A facilitator's simulated console.
public final class Facilitator {
    private let connection: Connection
    private var cookie = ""

    /// A console of the server on `host` and `port`.
    public init(host: String, port: Int, timeout: Int = 30) {
        connection = Connection(host: host, port: port, timeout: timeout)
    }

    /// The headers that carry the session.
    public var headers: [(name: String, value: String)] { [("Cookie", cookie)] }

    /// Signs in.
    public func signIn(pin: String) throws(PhoneError) {
        let reply = try connection.post("/facilitator/sign-in", [("pin", pin)])
        guard reply.status == 303, let set = reply.header("Set-Cookie") else {
            throw .refused(status: reply.status, words: reply.text)
        }
        cookie = String(set.prefix { $0 != ";" })
    }

    /// Creates a workshop and returns its join code.
    public func createWorkshop(method: String, title: String, language: String) throws(PhoneError) -> String {
        let reply = try connection.post(
            "/facilitator/workshops", [("method", method), ("title", title), ("language", language)], headers: headers)
        guard reply.status == 303, let location = reply.header("Location"),
            let code = location.split(separator: "/").last
        else { throw .refused(status: reply.status, words: reply.text) }
        return String(code)
    }

    /// Adds the method of a file and returns its identifier.
    public func addMethod(_ file: String) throws(PhoneError) -> String {
        let reply = try connection.post("/facilitator/methods", [("content", file)], headers: headers)
        guard reply.status == 303, let location = reply.header("Location"),
            let place = location.firstRange(of: "#method-")
        else { throw .refused(status: reply.status, words: reply.text) }
        return String(location[place.upperBound...])
    }

    /// The agenda's activities, in order.
    public func activities(of code: String) throws(PhoneError) -> [AgendaEntry] {
        let page = try console(code)
        return zip(
            page.values(of: "data-agenda"),
            zip(page.values(of: "data-name"), page.values(of: "data-agenda-kind"))
        ).map { AgendaEntry(id: $0, name: $1.0, kind: $1.1) }
    }

    /// The first activity of a kind, such as `dots`.
    public func activity(_ kind: String, of code: String) throws(PhoneError) -> String {
        guard let entry = try activities(of: code).first(where: { $0.kind == kind }) else {
            throw .malformed("the agenda has no '\(kind)'")
        }
        return entry.id
    }

    /// The console's page.
    public func console(_ code: String) throws(PhoneError) -> Page {
        let reply = try connection.request("GET", "/facilitator/\(code)", headers: headers)
        guard reply.status == 200 else { throw .refused(status: reply.status, words: reply.text) }
        return Page(reply.text)
    }

    /// Does `act` (`open`, `close`, `reopen`, `reveal`, `seal` or `finish`) to an activity.
    public func act(_ act: String, on activity: String, in code: String) throws(PhoneError) {
        try post("/facilitator/\(code)/act", [("activity", activity), ("act", act)])
    }

    /// Goes on (`next`) or back (`previous`) in the agenda.
    public func move(_ step: String, in code: String) throws(PhoneError) {
        try post("/facilitator/\(code)/move", [("step", step)])
    }

    /// Goes to `activity`.
    public func go(to activity: String, in code: String) throws(PhoneError) {
        try post("/facilitator/\(code)/move", [("to", activity)])
    }

    /// Starts a timer; 0 minutes stop it.
    public func timer(minutes: Int, on activity: String, in code: String) throws(PhoneError) {
        try post("/facilitator/\(code)/timer", [("activity", activity), ("minutes", String(minutes))])
    }

    /// Puts ideas into the group called `name`.
    public func group(_ ideas: [String], as name: String, activity: String, in code: String) throws(PhoneError) {
        try arrange(ideas, "group", activity: activity, in: code, [("group", "new"), ("name", name)])
    }

    /// Does `what` (`group`, `ungroup`, `hide`, `withdraw` or `show`) to ideas.
    public func arrange(
        _ ideas: [String], _ what: String, activity: String, in code: String,
        _ more: [(name: String, value: String)] = []
    ) throws(PhoneError) {
        let ticked = ideas.map { (name: "idea", value: $0) }
        try post("/facilitator/\(code)/ideas", [("activity", activity), ("do", what)] + ticked + more)
    }

    /// Undoes the latest step of grouping or moderation.
    public func undo(activity: String, in code: String) throws(PhoneError) {
        try post("/facilitator/\(code)/undo", [("activity", activity)])
    }

    /// Downloads a file, such as `export.csv`.
    public func download(_ name: String, of code: String) throws(PhoneError) -> [UInt8] {
        let reply = try connection.request("GET", "/facilitator/\(code)/\(name)", headers: headers)
        guard reply.status == 200 else { throw .refused(status: reply.status, words: reply.text) }
        return reply.body
    }

    private func post(_ path: String, _ fields: [(name: String, value: String)]) throws(PhoneError) {
        let json: (name: String, value: String) = ("Accept", "application/json")
        let reply = try connection.post(path, fields, headers: headers + [json])
        guard reply.status == 200 else { throw .refused(status: reply.status, words: reply.text) }
    }
}

/// An activity as the console's agenda names it.
public struct AgendaEntry: Sendable {
    /// The identifier.
    public let id: String
    /// The name in the method.
    public let name: String
    /// The kind's name.
    public let kind: String
}
