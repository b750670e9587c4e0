import Foundation
import Phone
import Testing

@Suite("A connection of a simulated phone")
struct ConnectionTests {
    @Test("waits until its deadline and no longer, also for a server that goes on talking without an end")
    func deadline() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        try #require(listen(listener, 4) == 0)
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
        }
        let thread = Thread {
            let peer = accept(listener, nil, nil)
            while send(peer, "HTTP", 4, Int32(MSG_NOSIGNAL)) > 0 { usleep(20_000) }
            close(peer)
        }
        thread.start()
        let connection = Connection(host: "127.0.0.1", port: Int(UInt16(bigEndian: address.sin_port)), timeout: 60)
        connection.deadline = .now + .milliseconds(200)
        #expect(throws: PhoneError.timeout) { try connection.request("GET", "/") }
    }
}
