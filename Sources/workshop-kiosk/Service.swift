import Appliance

/// What the service manager has told this process.
enum Service {
    /// Taken at the program's start, before the first thread.
    static let manager = ServiceManager.take()

    /// The socket to listen on, if one was passed.
    static var socket: Int32? {
        get throws {
            guard manager.sockets.count <= 1 else {
                throw Failure(
                    "The service manager passed \(manager.sockets.count) sockets; let the socket unit have one ListenStream=.",
                    Exit.configuration)
            }
            return manager.sockets.first
        }
    }
}
