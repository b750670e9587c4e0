import ArgumentParser
import Phone

/// The kiosk that is measured: always on this machine.
struct Target: ParsableArguments {
    @Option(help: "The kiosk's port on 127.0.0.1.")
    var port: Int

    @Option(help: "The facilitator's PIN.")
    var pin: String

    @Option(help: "The kiosk's process, for its memory and processor time.")
    var pid: Int?

    /// A workshop with ten ideas, its dots open, and revealed if `isRevealed`.
    func stage(isRevealed: Bool) throws -> Stage {
        let facilitator = Facilitator(host: "127.0.0.1", port: port)
        try facilitator.signIn(pin: pin)
        let code = try facilitator.createWorkshop(method: "t01", title: "Load", language: "sv")
        let ideas = try facilitator.activity("ideas", of: code)
        let dots = try facilitator.activity("dots", of: code)
        try facilitator.go(to: ideas, in: code)
        try facilitator.act("open", on: ideas, in: code)
        var items: [String] = []
        for number in 0..<10 {
            let phone = Phone(host: "127.0.0.1", port: port, code: code)
            try phone.join()
            items.append(try phone.writeIdea("Behov nummer \(number)", key: "k", activity: ideas))
        }
        try facilitator.go(to: dots, in: code)
        try facilitator.act("open", on: dots, in: code)
        if isRevealed { try facilitator.act("reveal", on: dots, in: code) }
        return Stage(code: code, dots: dots, items: items)
    }

    /// The cookies of `count` new participants, who have their page.
    func join(_ count: Int, _ stage: Stage) throws -> [String] {
        try (0..<count).map { _ in
            let phone = Phone(host: "127.0.0.1", port: port, code: stage.code)
            try phone.join()
            _ = try phone.page()
            return phone.headers.first { $0.name == "Cookie" }?.value ?? ""
        }
    }

    /// What the kiosk has taken until now; zero when its process is not named.
    var usage: ProcessUsage { ProcessUsage(of: pid) }
}

/// A workshop ready to be voted in.
struct Stage {
    let code: String
    let dots: String
    let items: [String]

    /// The form of a ballot: three dots on items that change with `n`.
    func ballot(_ c: Int, _ n: Int) -> String {
        let first = items[(c + n) % items.count]
        let second = items[(c + n + 1) % items.count]
        return "activity=\(dots)&dots-\(first)=2&dots-\(second)=1"
    }

    /// The request that casts it.
    func request(_ body: String, cookie: String) -> [UInt8] {
        Array(
            """
            POST /w/\(code)/ballot HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nCookie: \(cookie)\r\n\
            Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
            """.utf8)
    }
}
