/// Why the box around the kiosk could not be changed or read.
public enum ApplianceError: Error, Sendable, Equatable {
    /// A system call on `path` failed with an error number.
    case system(call: String, path: String, errno: Int32)
    /// A program that the box needs is not installed, such as `nmcli`.
    case missing(program: String)
    /// A program ended with a status other than 0, and what it said.
    case failed(program: String, status: Int32, words: String)
}
