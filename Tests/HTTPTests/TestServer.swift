import Foundation
import HTTP
import Phone

/// A server with a few routes, for one test.
final class TestServer: Sendable {
    let server: Server
    /// Handlers of `/wait` go on when this is opened.
    let latch = Latch()
    let channel = EventChannel()

    init(_ configure: (inout ServerConfiguration) -> Void = { _ in }) throws {
        var configuration = ServerConfiguration()
        configuration.host = "127.0.0.1"
        configuration.port = 0
        configure(&configuration)
        server = try Server(configuration)
        let prepared = PreparedContent(
            status: 200, headers: [("Content-Type", "text/plain")],
            bytes: Array(String(repeating: "prepared ", count: 300).utf8))
        let text: [(name: String, value: String)] = [("Content-Type", "text/plain")]
        try server.start(
            immediate: { request in
                switch request.path {
                case "/now": Response(status: 200, headers: text, content: .bytes(Array("now".utf8)))
                case "/prepared": Response(status: 200, headers: [], content: .prepared(prepared))
                default: nil
                }
            },
            handler: { [latch, channel] request in
                switch request.path {
                case "/echo":
                    return Response(status: 200, headers: text, content: .bytes(request.body))
                case "/files", "/files/wait":
                    if request.path == "/files/wait" { await latch.wait() }
                    let fields = request.form.fields.map { "\($0.name)=\($0.value)" }
                    let files = request.files.map { "\($0.field):\($0.name):\($0.bytes.count)" }
                    return Response(
                        status: 200, headers: text,
                        content: .bytes(Array((fields + files).joined(separator: "\n").utf8)))
                case "/wait":
                    await latch.wait()
                    return Response(status: 200, headers: text, content: .bytes(Array("waited".utf8)))
                case "/events":
                    let subscription = channel.subscribe()
                    return Response(
                        status: 200, headers: [("Content-Type", "text/event-stream")],
                        content: .events(subscription, first: Array("data: first\n\n".utf8)))
                case "/late":
                    let subscription = channel.subscribe()
                    // Published between the subscription and the start of its stream.
                    channel.publish(Array("data: between\n\n".utf8))
                    return Response(
                        status: 200, headers: [("Content-Type", "text/event-stream")],
                        content: .events(subscription, first: Array("data: first\n\n".utf8)))
                default:
                    return Response(status: 404, headers: text, content: .bytes(Array(request.path.utf8)))
                }
            })
    }

    /// - Parameter timeout: Long, because the threads that answer serve every other test of the run, too.
    func connection(timeout: Int = 60) -> Connection {
        Connection(host: "127.0.0.1", port: server.port, timeout: timeout)
    }

    func stream(_ path: String = "/events") throws -> EventReader {
        try EventReader(host: "127.0.0.1", port: server.port, path: path, timeout: 60)
    }

    /// Runs `body` on a thread of its own (its connections block), then stops the server.
    static func run(
        _ configure: @escaping @Sendable (inout ServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (TestServer) throws -> Void
    ) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let server = try TestServer(configure)
                        defer {
                            server.latch.open()
                            server.server.stop()
                        }
                        try body(server)
                    })
            }
        }
    }
}

/// Lets tasks wait until it is opened.
actor LatchState {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func wait() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}

/// A latch that threads can open too.
final class Latch: Sendable {
    private let state = LatchState()

    func wait() async { await state.wait() }

    func open() {
        Task { [state] in await state.open() }
    }
}
