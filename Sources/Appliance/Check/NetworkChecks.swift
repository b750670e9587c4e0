import Workshop

/// What a phone on the box's own network would see, asked from the box itself.
public struct NetworkChecks: Sendable {
    /// The name and path by which Android phones look for the internet: what the box sends elsewhere opens by itself.
    static let probe = (host: "connectivitycheck.gstatic.com", path: "/generate_204")

    /// The box's address on its own network.
    public let address: String
    /// The port of its pages.
    public let port: Int

    /// The checks of the box at `address`.
    public init(address: String, port: Int) {
        self.address = address
        self.port = port
    }

    /// Whether the box answers; blocks for at most two seconds.
    public func answers() -> Bool { status(of: "/health", host: address) == 200 }

    /// Whether the box's name server knows its name.
    public func namesResolve() -> Bool { NameQuestion.isAnswered(BoxNetwork.name, by: address) }

    /// Whether a phone that looks for the internet is led to the box.
    public func portalAnswers() -> Bool {
        guard NameQuestion.isAnswered(Self.probe.host, by: address),
            let status = status(of: Self.probe.path, host: Self.probe.host)
        else { return false }
        // Once this very address has joined, it gets what it looked for.
        return (200..<400).contains(status)
    }

    /// The HTTP status with which the box answers; nil when it does not.
    private func status(of path: String, host: String) -> Int? {
        let request = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
        // As much as the beginning of a status line has.
        let answer = ShortSocket.exchange(Array(request.utf8), with: address, port: port, isStream: true, most: 16)
        let line = String(decoding: answer ?? [], as: UTF8.self)
        guard line.hasPrefix("HTTP/1.") else { return nil }
        return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }
}
