/// Why nothing was published.
public enum PublishError: Error, Sendable, Equatable {
    /// The address is not one of PostgreSQL, or says something that cannot be passed on in secret.
    case address(String)
    /// `psql` is not installed.
    case notInstalled
    /// No connection: what `psql` says of it.
    case unreachable(String)
    /// The database refused something: what it says.
    case refused(String)
    /// The tables were made by a newer version of the program: theirs, which is over ours.
    case newerSchema(Int)
    /// A file of the assets that cannot be read.
    case asset(String)
    /// A file for `psql` cannot be written under `/tmp`.
    case disk
}
