import CMicroHTTPD

/// One request on its way to one answer.
///
/// `@unchecked Sendable`: touched on the loop's thread only; the task that answers merely carries it.
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
    var body: [UInt8] = []
    /// The status of the refusal that the request has already earned.
    var refusal: Int?
    /// The bytes that have arrived, kept or not.
    var received = 0

    init(connection: OpaquePointer) {
        self.connection = connection
    }
}

/// One connection's peer; kept by the connection from its start to its end.
final class Peer {
    let address: String
    /// Whether the connection came when there were too many already.
    let isExcess: Bool

    init(address: String, isExcess: Bool) {
        self.address = address
        self.isExcess = isExcess
    }
}
