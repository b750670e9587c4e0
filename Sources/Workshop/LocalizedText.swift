/// A text in one or several languages, as methods carry it.
public struct LocalizedText: Sendable, Equatable, Codable {
    /// The wordings, by language code such as `sv` or `en`.
    public var texts: [String: String]

    /// A text with the given wordings by language code.
    public init(_ texts: [String: String]) {
        self.texts = texts
    }

    /// One wording that is shown whatever the reader's language is.
    public init(verbatim text: String, language: String) {
        self.texts = [language: text]
    }

    /// The wording in `language`, else the first that exists of `fallbacks`, else the alphabetically first one.
    public func text(in language: String, fallbacks: [String] = ["sv", "en"]) -> String {
        if let text = texts[language] { return text }
        for fallback in fallbacks {
            if let text = texts[fallback] { return text }
        }
        return texts.min { $0.key < $1.key }?.value ?? ""
    }

    /// Reads an object of texts by language code.
    public init(from decoder: any Decoder) throws {
        texts = try decoder.singleValueContainer().decode([String: String].self)
    }

    /// Writes an object of texts by language code.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(texts)
    }
}
