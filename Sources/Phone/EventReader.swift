/// A stream of server-sent events, read as a page's `EventSource` does.
///
/// It blocks its thread while it waits for the next event.
public final class EventReader {
    /// One event.
    public struct Event: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its data; the lines joined by line feeds.
        public var data: String
    }

    private let connection: Connection
    private var text: [UInt8] = []
    /// How many heartbeats have come.
    public private(set) var heartbeats = 0

    /// Opens the stream at `path`.
    ///
    /// - Parameter timeout: The seconds that the next event may take.
    public init(
        host: String, port: Int, path: String, headers: [(name: String, value: String)] = [], timeout: Int = 30
    ) throws(PhoneError) {
        connection = Connection(host: host, port: port, timeout: timeout)
        var request = "GET \(path) HTTP/1.1\r\nHost: \(host):\(port)\r\nAccept: text/event-stream\r\n"
        for header in headers { request += "\(header.name): \(header.value)\r\n" }
        try connection.send(Array((request + "\r\n").utf8))
        let head = try connection.receiveHead()
        guard head.status == 200 else { throw .refused(status: head.status, words: "") }
    }

    /// The next event; nil when the server has ended the stream.
    public func next() throws(PhoneError) -> Event? {
        while true {
            if let event = takeEvent() { return event }
            guard let chunk = try connection.receiveChunk() else { return nil }
            text += chunk
        }
    }

    /// Waits for one more piece of the stream, events and heartbeats alike; false when the server has ended it.
    public func nextPiece() throws(PhoneError) -> Bool {
        guard let chunk = try connection.receiveChunk() else { return false }
        text += chunk
        return true
    }

    /// Takes the next whole event out of what has come; counts heartbeats on the way.
    private func takeEvent() -> Event? {
        while let end = endOfBlock() {
            let block = String(decoding: text[..<end], as: UTF8.self)
            text.removeFirst(min(text.count, end + 2))
            var name = "message"
            var data: [Substring] = []
            for line in block.split(separator: "\n", omittingEmptySubsequences: false) {
                if line.hasPrefix("event: ") {
                    name = String(line.dropFirst(7))
                } else if line.hasPrefix("data: ") {
                    data.append(line.dropFirst(6))
                }
            }
            if name == "beat" {
                heartbeats += 1
                continue
            }
            if !data.isEmpty { return Event(name: name, data: data.joined(separator: "\n")) }
        }
        return nil
    }

    private func endOfBlock() -> Int? {
        let feed = UInt8(ascii: "\n")
        guard text.count >= 2 else { return nil }
        for index in 0..<(text.count - 1) where text[index] == feed && text[index + 1] == feed { return index }
        return nil
    }
}
