/// A text in one or several languages, as methods carry it.
public struct LocalizedText: Sendable, Hashable, Codable {
    /// The wordings, by language code such as `sv` or `en`.
    public var texts: [String: String]

    /// The most characters of a text that is read from a file: a long idea with all parts of a card.
    public static let limit = 8000

    /// A text with the given wordings by language code.
    public init(_ texts: [String: String]) {
        self.texts = texts
    }

    /// One wording that is shown whatever the reader's language is.
    public init(verbatim text: String, language: String) {
        self.texts = [language: text]
    }

    /// The wording in `language`, else in `other`, that of the workshop, else in those of the shipped methods, else the
    /// alphabetically first one.
    public func text(in language: String, or other: String? = nil) -> String {
        self.language(for: language, or: other).flatMap { texts[$0] } ?? ""
    }

    /// The language in which ``text(in:or:)`` speaks, so that a page can say it of the part; nil when there is no text.
    public func language(for language: String, or other: String? = nil) -> String? {
        let wanted = [language, other ?? language, "sv", "en"]
        return wanted.first { texts[$0] != nil } ?? texts.keys.min()
    }

    /// Reads an object of texts by language code.
    ///
    /// - Throws: `DecodingError` also for a text that ``PlainText`` refuses: files come from other boxes and other hands.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        texts = try container.decode([String: String].self)
        if let key = Translations.key, let translations = decoder.userInfo[key] as? Translations {
            translations.complete(&texts)
        }
        for (language, text) in texts where !text.isEmpty {
            guard (try? PlainText.checked(text, limit: Self.limit)) != nil else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "the text in '\(language)' is too long or holds control characters"
                )
            }
        }
    }

    /// Writes an object of texts by language code.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(texts)
    }
}
