/// The answer to a request of a hall's device.
struct HallAnswer {
    let status: Int
    let body: [UInt8]
    let cookie: String?

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A browser in a hall: an address of its own, connections that it keeps and a cookie.
@HallActor final class HallDevice {
    let port: Int
    let figures: HallFigures
    var cookie: String?
    /// A browser takes what is packed; who reads the answer does not.
    var takesPacked = true
    private let address: UInt32
    private var idle: [HallSocket] = []
    private var busy: [ObjectIdentifier: HallSocket] = [:]

    /// Device number `number` of those that come to `port`.
    init(number: Int, port: Int, figures: HallFigures) {
        // 127.1.0.1 and on: what one address may take is limited.
        address = 0x7F01_0001 + UInt32(truncatingIfNeeded: number)
        (self.port, self.figures) = (port, figures)
    }

    /// Drops every connection at once, as a phone that is locked.
    func drop() {
        for socket in idle + busy.values { socket.drop() }
        (idle, busy) = ([], [:])
    }

    /// Sends a request and waits for its answer.
    func request(
        _ method: String, _ path: String, body: String? = nil, headers: String = "", timeout: Double = 15
    ) async throws -> HallAnswer {
        let deadline = LoadLoop.now() + timeout
        while true {
            let socket = try await take()
            do {
                try socket.send(text(method, path, body, headers))
                let head = try await socket.head(deadline: deadline)
                let content = try await socket.body(head.contentLength, deadline: deadline)
                busy[ObjectIdentifier(socket)] = nil
                socket.wasUsed = true
                if head.closes { socket.drop() } else { idle.append(socket) }
                figures.tally(head.status)
                return HallAnswer(status: head.status, body: content, cookie: head.cookie)
            } catch {
                busy[ObjectIdentifier(socket)] = nil
                socket.drop()
                // The server may have closed a kept connection just then: browsers try a fresh one.
                if socket.wasUsed, (error as? HallFailure) == .reset { continue }
                figures.tally(error)
                throw error
            }
        }
    }

    /// Opens a stream of events; nil when the answer is no stream.
    func stream(_ path: String) async throws -> HallSocket? {
        let socket = try await take()
        do {
            try socket.send(text("GET", path, nil, "Accept: text/event-stream\r\n"))
            let head = try await socket.head(deadline: LoadLoop.now() + 15)
            figures.tally(head.status)
            if head.status == 200 { return socket }
            end(socket)
            return nil
        } catch {
            end(socket)
            figures.tally(error)
            throw error
        }
    }

    /// Closes a stream.
    func end(_ socket: HallSocket) {
        busy[ObjectIdentifier(socket)] = nil
        socket.drop()
    }

    private func take() async throws -> HallSocket {
        var socket = idle.popLast()
        if socket == nil {
            do {
                socket = try await HallSocket(from: address, port: port)
            } catch {
                figures.tally(error)
                throw error
            }
        }
        guard let socket else { throw HallFailure.dropped }
        busy[ObjectIdentifier(socket)] = socket
        return socket
    }

    private func text(_ method: String, _ path: String, _ body: String?, _ headers: String) -> String {
        var text =
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUser-Agent: Mozilla/5.0 (Android 14; Mobile)\r\n"
        text += "Accept-Language: sv\r\n" + (takesPacked ? "Accept-Encoding: gzip, deflate\r\n" : "") + headers
        if let cookie { text += "Cookie: \(cookie)\r\n" }
        guard let body else { return text + "\r\n" }
        return text
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}
