import Glibc
import Threads

/// An HTTP/1.1 server: turns libmicrohttpd's callbacks into `async` handlers and event streams.
public final class Server: Sendable {
    /// The port that it listens on.
    public let port: Int
    /// The numeric address that it listens on; `0.0.0.0` is every one of the machine's.
    public let host: String
    private let socket: ListeningSocket
    private let configuration: ServerConfiguration
    private let loop = Locked<Loop?>(nil)

    /// Binds the address, or takes the passed socket; requests wait in the system's queue until ``start(immediate:handler:)``.
    public init(_ configuration: ServerConfiguration) throws(ServerError) {
        socket = try ListeningSocket(configuration)
        port = socket.port
        host = socket.host
        self.configuration = configuration
    }

    /// Starts answering.
    ///
    /// - Parameters:
    ///   - immediate: Answers at once what needs no waiting, on the loop's thread; it must not block. Nil passes the
    ///     request on.
    ///   - deferred: Takes on what it can answer later, from any thread, by calling what it is given exactly once: without
    ///     a task, for what comes by the thousand. It is asked on the loop's thread and must not block. It need not
    ///     keep the request, which ``Later/request`` is until then. False passes the request on to `handler`.
    ///   - deferredAll: Called on the loop's thread when all requests that were there have been handed on, `deferred` having
    ///     taken any of them: what came together can be worked on together. It must not block.
    ///   - handler: Answers everything else, on a task of its own. It is not cancelled when the client leaves.
    public func start(
        immediate: @escaping @Sendable (Request) -> Response? = { _ in nil },
        deferred: @escaping @Sendable (Request, Later) -> Bool = { _, _ in false },
        deferredAll: @escaping @Sendable () -> Void = {},
        handler: @escaping @Sendable (Request) async -> Response
    ) throws(ServerError) {
        let started = try Loop(
            socket: socket, configuration: configuration, immediate: immediate, deferred: deferred,
            deferredAll: deferredAll, handler: handler)
        loop.use { $0 = started }
        try started.start()
    }

    /// Runs `body`, which answers many deferred requests, and has the loop woken once for all of them. It must be
    /// short: other answers wait for it. Of a large batch some are sent after what others ask meanwhile.
    public func gather(_ body: () -> Void) {
        if let running = loop.use({ $0 }) { running.wakeup.gather(body) } else { body() }
    }

    /// Takes no more requests, lets handlers at work finish for a while, answers 503 to the rest, ends the streams, and
    /// returns when the last connection is closed. Blocks.
    public func stop() {
        let running = loop.use { loop in
            defer { loop = nil }
            return loop
        }
        running?.stop()
    }

    /// How busy it is.
    public var counts: ServerCounts {
        loop.use { $0 }?.counts ?? ServerCounts()
    }
}

/// How busy a server is.
public struct ServerCounts: Sendable, Equatable {
    /// Open connections, streams included.
    public var connections = 0
    /// Event streams.
    public var streams = 0
    /// Requests that wait in handlers.
    public var waiting = 0
    /// Requests that bring files, from their first byte to the end of their answer.
    public var uploads = 0
}
