/// One text from one participant.
public struct Idea: Sendable, Equatable {
    /// The identifier, random.
    public let id: Identifier
    /// The text; empty once its author has retracted it.
    public var text: String
    /// Whether people see it.
    public var status: IdeaStatus
    /// The group it lies in, if any.
    public var group: Identifier?
    /// What belongs to it beside the text: `sort`, `builds-on`, and `part-…` by the kind's rules.
    public var details: Ballot
    /// How it has been assessed through the lenses, by name of field; nothing where nobody has assessed it.
    public var lenses = Ballot()

    /// An idea with the given content.
    public init(
        id: Identifier, text: String, status: IdeaStatus = .visible, group: Identifier? = nil,
        details: Ballot = Ballot()
    ) {
        self.id = id
        self.text = text
        self.status = status
        self.group = group
        self.details = details
    }
}

/// Whether an idea is seen.
public enum IdeaStatus: String, Sendable, Codable, CaseIterable {
    /// Shown, grouped and given dots.
    case visible
    /// Out of sight by the facilitator, kept, and exported as hidden.
    case hidden
    /// Taken out by the facilitator: kept so that it can be put back, never shown, its text never exported.
    case withdrawn
    /// Taken back by its author: the text is erased.
    case retracted
}

/// Ideas that a facilitator has gathered under a name.
public struct IdeaGroup: Sendable, Equatable {
    /// The identifier.
    public let id: Identifier
    /// The name.
    public var name: String

    /// A group with the given name.
    public init(id: Identifier, name: String) {
        self.id = id
        self.name = name
    }

    /// The most characters in a group's name.
    public static let nameLimit = 60
}
