/// Why a simulated phone cannot go on.
public enum PhoneError: Error, Sendable, Equatable {
    /// The server cannot be reached, or a system call failed with an error number.
    case system(call: String, errno: Int32)
    /// The server closed the connection before its answer was whole.
    case closed
    /// Nothing came within the time-out.
    case timeout
    /// The answer is not HTTP/1.1 as this client understands it.
    case malformed(String)
    /// The server refused: its status, and its words.
    case refused(status: Int, words: String)
}
