/// What storage keeps of the tie between people and answers, chosen when a workshop is made. Pages say the same.
public enum Privacy: String, Sendable, Codable, CaseIterable {
    /// Answers stand under pseudonyms of their activity whose key is destroyed when the activity is closed for good.
    case anonymous
    /// The answers of one card stand under one pseudonym, in this workshop and in others that are linked. Who joins
    /// without a card is anonymous.
    case linked
    /// The answers of one participant stand under one pseudonym, and the name that the participant gave beside it.
    case named
}
