import Phone
import Testing

/// A workshop of its own on a test's kiosk, and what its facilitator does there.
struct TestRoom {
    let kiosk: TestKiosk
    let facilitator: Facilitator
    let connection: Connection
    let code: String

    /// - Parameter more: Further fields of the form that makes the workshop, such as its privacy.
    init(
        _ kiosk: TestKiosk, method: String = "t01", title: String = "Test", _ more: [(name: String, value: String)] = []
    ) throws {
        self.kiosk = kiosk
        facilitator = Facilitator(host: "127.0.0.1", port: kiosk.port, timeout: 10)
        try facilitator.signIn(pin: kiosk.pin)
        connection = kiosk.connection()
        let made = try connection.post(
            "/facilitator/workshops", [("method", method), ("title", title), ("language", "sv")] + more,
            headers: facilitator.headers)
        code = try #require(made.header("Location")?.split(separator: "/").last.map { String($0) })
    }

    /// One of the facilitator's pages about this workshop.
    func get(_ path: String) throws -> String {
        try connection.request("GET", "/facilitator/\(code)/\(path)", headers: facilitator.headers).text
    }

    func post(_ path: String, _ fields: [(name: String, value: String)]) throws -> (status: Int, text: String) {
        let reply = try connection.post("/facilitator/\(code)/\(path)", fields, headers: facilitator.headers)
        return (reply.status, reply.text)
    }

    /// Adds a step behind the one named `after`; returns its identifier.
    func add(_ kind: String, after: String = "", _ fields: [(name: String, value: String)] = []) throws -> String {
        let words: [(name: String, value: String)] = [
            ("kind", kind), ("after", after), ("title.sv", kind), ("prompt.sv", kind), ("minutes", "5"),
        ]
        #expect(try post("step", words + fields).status == 303)
        return try facilitator.activity(kind, of: code)
    }

    func open(_ activity: String) throws {
        try facilitator.go(to: activity, in: code)
        try facilitator.act("open", on: activity, in: code)
    }

    func reveal(_ activity: String) throws {
        try facilitator.act("close", on: activity, in: code)
        try facilitator.act("reveal", on: activity, in: code)
    }
}
