/// Why a server cannot start.
public enum ServerError: Error, Sendable, Equatable {
    /// `host` is not a numeric IPv4 address, or not one of this machine's.
    case badAddress(host: String)
    /// Another program listens on the port.
    case portInUse(port: Int)
    /// This user may not listen on the port.
    case notPermitted(port: Int)
    /// The socket that was passed is of another kind.
    case unfitSocket(SocketFault)
    /// A system call failed with an error number.
    case system(call: String, errno: Int32)
}

/// What a passed socket is instead of one that listens for TCP over IPv4.
public enum SocketFault: Sendable, Equatable {
    /// It is closed, or a file.
    case notASocket
    /// It is of IPv6, or local.
    case notIPv4
    /// It is for datagrams, or connected, or nobody has called listen(2).
    case notListening
}
