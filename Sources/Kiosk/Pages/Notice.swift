/// A line at the top of a page that says what happened to what the reader just did.
struct Notice: Sendable, Equatable {
    /// Whether something went wrong.
    var isError: Bool
    /// The words.
    var text: String
}
