import CMicroHTTPD

/// One request on its way to one answer.
///
/// `@unchecked Sendable`: touched on the loop's thread only; who answers merely carries it, and reads `request`, which the
/// loop does not touch meanwhile.
final class Exchange: @unchecked Sendable {
    /// How far it has come.
    enum Stage {
        /// The body is arriving.
        case receiving
        /// A handler is at work and the connection is suspended.
        case waiting
        /// The answer is there, to be queued.
        case answered(Answer)
        /// The answer is queued.
        case done
    }

    let connection: OpaquePointer
    var stage = Stage.receiving
    var headers = ReceivedFields()
    var body: [UInt8] = []
    /// The whole request, from when somebody else is to answer it until the loop has the answer. Kept here, so that who was
    /// deferred need not keep it, and its memory is given back by the thread that took it: given back by another, both wait
    /// for each other in malloc.
    var request: Request?
    /// The status of the refusal that the request has already earned.
    var refusal: Int?
    /// The bytes that have arrived, kept or not.
    var received = 0
    /// The most bytes that the body may have.
    var limit = 0
    /// Bytes of a refused body that are read and thrown away, so that the answer can be given; more ends the connection.
    var patience = 0
    /// The reader of the body, if it may bring files.
    var upload: Upload?
    /// Where it stands among those that handlers are at work on.
    var place: Int?
    /// Whether it is one of those that bring files, of which there are few at once.
    var isUpload = false

    init(connection: OpaquePointer) {
        self.connection = connection
    }
}

/// One connection's peer; kept by the connection from its start to its end.
final class Peer {
    let connection: OpaquePointer
    let address: String
    /// Whether the connection came when there were too many already.
    let isExcess: Bool
    /// When what it is sending has to be there, in milliseconds of the loop's clock: first the headers of its next request,
    /// then all of it; the largest number while it is the server's turn.
    var deadline = Int64.max
    /// Where it stands among all peers.
    var place = 0

    init(_ connection: OpaquePointer, address: String, isExcess: Bool) {
        self.connection = connection
        self.address = address
        self.isExcess = isExcess
    }
}
