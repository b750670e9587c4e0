/// Where a server listens, and its limits.
public struct ServerConfiguration: Sendable {
    /// The numeric IPv4 address to listen on; `0.0.0.0` is every one of the machine's.
    public var host = "0.0.0.0"
    /// The port; 0 lets the system choose.
    public var port = 8080
    /// A listening IPv4 socket that somebody else has opened, in the place of ``host`` and ``port``. The server closes its
    /// descriptor in the end and never shuts the socket down: who kept it gives it to the next process, and clients that
    /// come in between wait.
    public var passedSocket: Int32?
    /// The most connections at once, streams included. Beyond it a client is answered 503.
    public var connectionLimit = 2000
    /// The most connections of one address. Half of all unless set, so that one address can never take everything,
    /// while a hall behind one address translator still fits. A few beyond it are answered 503, further ones not let in.
    public var perAddressLimit: Int?
    /// The most bytes of a request's body; beyond it the answer is 413.
    public var bodyLimit = 65_536
    /// Which requests may bring files, and more than ``bodyLimit``.
    public var uploads = UploadLimits()
    /// The most bytes of a request's headers, names and values; beyond it the answer is 431.
    public var headerLimit = 4096
    /// The most requests that may wait in handlers at once; beyond it the answer is 503.
    public var requestLimit = 4096
    /// The seconds after which a silent connection is closed; event streams are not silent. One that has not sent the headers
    /// of its next request in twice that time is closed, too, with the next heartbeat.
    public var idleTimeout = 60
    /// The seconds in which the body of a request has to arrive, unless it brings files.
    public var bodyTimeout = 60
    /// The seconds between two heartbeats of the event streams. A screen whose stream is silent for longer has lost the
    /// server.
    public var heartbeat = 5
    /// The most seconds that ``Server/stop()`` waits for handlers at work.
    public var stopTimeout = 3
    /// The answer to a request that a limit refuses, by status: 400, 413, 431 or 503. It runs on the loop's thread and
    /// must not block.
    public var refusal: @Sendable (Int, Request) -> Response = { status, _ in
        Response(status: status, headers: [], content: .bytes([]))
    }

    /// The limits that suit one hall.
    public init() {}

    var effectivePerAddressLimit: Int { perAddressLimit ?? max(1, connectionLimit / 2) }
}
