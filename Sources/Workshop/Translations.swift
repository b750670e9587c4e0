/// Texts in languages that a file does not hold itself, found by their Swedish wording: so a language is added to every
/// method and list without touching those.
public struct Translations: Sendable, Equatable {
    /// The translations by language code, then by Swedish wording.
    public var texts: [String: [String: String]]

    /// Translations by language code, then by Swedish wording.
    public init(_ texts: [String: [String: String]] = [:]) {
        self.texts = texts
    }

    /// Adds the wordings that `wordings` lacks and that are known.
    func complete(_ wordings: inout [String: String]) {
        guard let swedish = wordings["sv"] else { return }
        for (language, known) in texts where wordings[language] == nil {
            if let text = known[swedish] { wordings[language] = text }
        }
    }

    /// Under this key a decoder's `userInfo` carries the translations that ``LocalizedText`` is completed with.
    public static let key = CodingUserInfoKey(rawValue: "translations")
}
