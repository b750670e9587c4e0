/// A participant: a random identifier, and the code that moves it to another phone. No account, no name.
public struct Participant: Sendable, Hashable {
    /// The random identifier.
    public var id: Identifier
    /// The re-entry code.
    public var reentry: SpokenCode
    /// The pseudonym of all its answers, as bytes, where the workshop's privacy level links them; else nil.
    public var link: [UInt8]?

    /// The most characters in the name that a participant gives in a named workshop.
    public static let nameLimit = 80

    /// A participant with the given identifier and code.
    public init(id: Identifier, reentry: SpokenCode, link: [UInt8]? = nil) {
        self.id = id
        self.reentry = reentry
        self.link = link
    }
}
