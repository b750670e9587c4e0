import Foundation
import Phone
import Testing

@testable import HTTP

@Suite("A server on a socket that was passed to it", .serialized)
struct PassedSocketTests {
    /// A socket of `domain` and `type`, blocking, and without close-on-exec, as a service manager passes it.
    private func socket(_ domain: Int32 = AF_INET, _ type: __socket_type = SOCK_STREAM, listening: Bool = true) throws
        -> Int32
    {
        let descriptor = Glibc.socket(domain, Int32(type.rawValue), 0)
        try #require(descriptor >= 0)
        guard listening else { return descriptor }
        try #require(listen(descriptor, 16) == 0)
        return descriptor
    }

    @Test("it answers there, and when it stops the socket goes on listening for the next server")
    func handedOn() async throws {
        let kept = try socket()
        defer { close(kept) }
        for _ in 0..<3 {
            let passed = dup(kept)
            try await TestServer.run {
                $0.passedSocket = passed
                $0.port = 1
            } _: { test in
                #expect(test.server.host == "0.0.0.0")
                let text = try test.connection().request("GET", "/now").text
                #expect(text == "now")
                #expect(fcntl(passed, F_GETFL) & O_NONBLOCK != 0)
                #expect(fcntl(passed, F_GETFD) & FD_CLOEXEC != 0)
            }
            var isListening: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(kept, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length)
            #expect(isListening == 1)
        }
    }

    @Test("who asks while no server is there waits, and is answered by the next one")
    func waiting() async throws {
        let kept = try socket()
        defer { close(kept) }
        let port = try ListeningSocket(passed: kept).port
        let answer = Task.detached {
            // On a thread of its own: it blocks.
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<String, any Error>) in
                Thread.detachNewThread {
                    continuation.resume(
                        with: Result { try Connection(host: "127.0.0.1", port: port).request("GET", "/now").text })
                }
            }
        }
        try await Task.sleep(for: .milliseconds(200))
        let passed = dup(kept)
        try await TestServer.run {
            $0.passedSocket = passed
        } _: { test in
            let text = try test.connection().request("GET", "/now").text
            #expect(text == "now")
        }
        #expect(try await answer.value == "now")
    }

    @Test("a socket of another kind is refused by what it is, and left as it was")
    func refused() throws {
        func refusal(_ descriptor: Int32) -> ServerError? {
            var configuration = ServerConfiguration()
            configuration.passedSocket = descriptor
            do {
                _ = try Server(configuration)
                return nil
            } catch {
                return error
            }
        }
        let file = open("/dev/null", O_RDONLY)
        let unbound = try socket(listening: false)
        let datagrams = try socket(AF_INET, SOCK_DGRAM, listening: false)
        let sixth = Glibc.socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        let local = try socket(AF_UNIX, SOCK_STREAM, listening: false)
        defer {
            for descriptor in [file, unbound, datagrams, sixth, local] where descriptor >= 0 { close(descriptor) }
        }
        #expect(refusal(999_999) == .unfitSocket(.notASocket))
        #expect(refusal(file) == .unfitSocket(.notASocket))
        #expect(refusal(unbound) == .unfitSocket(.notListening))
        #expect(refusal(datagrams) == .unfitSocket(.notListening))
        #expect(refusal(local) == .unfitSocket(.notIPv4))
        // A kernel without IPv6 gives none.
        if sixth >= 0 { #expect(refusal(sixth) == .unfitSocket(.notIPv4)) }
        for descriptor in [file, unbound, datagrams, local] { #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK == 0) }
    }
}
