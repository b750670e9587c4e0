/// One rule of an activity kind as a facilitator sets it: the key of its value in files, and what sort of value it is.
public struct Setting: Sendable, Equatable {
    /// The sort of a value.
    public enum Shape: Sendable, Equatable {
        /// A whole number in a range; none is the kind's own.
        case whole(ClosedRange<Int>)
        /// A number.
        case decimal
        /// Yes or no; the value when nothing is stated.
        case flag(unlessStated: Bool)
        /// Words.
        case text
        /// A list of words without identifiers, such as the points of a scale.
        case texts
        /// A list of options.
        case options
        /// A list of options, or what an earlier activity brought.
        case source
        /// What an earlier activity brought, or nothing.
        case reference
        /// One of the named values; the first when nothing is stated.
        case oneOf([String])
        /// One of the options in the list with this key.
        case option(of: String)
        /// Some of the options in the list with this key.
        case someOptions(of: String)
        /// Words for some of the options in the list with this key.
        case textPerOption(of: String)
        /// The name of an earlier activity.
        case earlier
        /// Names of files.
        case files
    }

    /// The key in files.
    public let key: String
    /// The sort of value.
    public let shape: Shape

    /// The value of `key`, of the sort `shape`.
    public init(_ key: String, _ shape: Shape) {
        self.key = key
        self.shape = shape
    }
}
