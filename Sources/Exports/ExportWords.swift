import Workshop

/// The words of one language, as exports that people read need them. Exports read no assets: whoever asks for one brings
/// them.
public struct ExportWords: Sendable {
    /// The language code of titles, options and the description of the columns.
    public var language: String
    /// The language's name in itself.
    public var languageName: String
    /// The words of a label.
    public var label: @Sendable (Label) -> String
    /// A day written `YYYY-MM-DD` as the language writes dates.
    public var date: @Sendable (String) -> String

    /// Words that `label` and `date` look up.
    public init(
        language: String, languageName: String, label: @escaping @Sendable (Label) -> String,
        date: @escaping @Sendable (String) -> String
    ) {
        self.language = language
        self.languageName = languageName
        self.label = label
        self.date = date
    }

    /// The text of `key`.
    func callAsFunction(_ label: Label) -> String { self.label(label) }
}
