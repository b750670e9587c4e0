/// Why a server cannot start.
public enum ServerError: Error, Sendable, Equatable {
    /// `host` is not a numeric IPv4 address, or not one of this machine's.
    case badAddress(host: String)
    /// Another program listens on the port.
    case portInUse(port: Int)
    /// This user may not listen on the port.
    case notPermitted(port: Int)
    /// A system call failed with an error number.
    case system(call: String, errno: Int32)
}
