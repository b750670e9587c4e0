/// A voluntary question about the participant, asked once, before the first answer.
public struct BackgroundQuestion: Sendable, Equatable, Codable {
    /// The identifier, such as `role`.
    public var id: String
    /// Whether a new workshop asks it unless the facilitator says otherwise.
    public var isOnUnlessStated: Bool
    /// Whether a new workshop that asks it also shows results by it, unless the facilitator says otherwise.
    public var splitsUnlessStated: Bool?
    /// What it asks about, in a word or two: the heading of what is shown by it.
    public var name: LocalizedText
    /// The question.
    public var prompt: LocalizedText
    /// The answers to choose from; not answering is always possible.
    public var options: [Option]
}
