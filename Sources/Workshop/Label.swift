/// Words for people, before a language is chosen: what somebody typed, what a method says, or a text of the language
/// files by its key.
public indirect enum Label: Sendable, Equatable {
    /// What somebody typed: shown as it is.
    case typed(String)
    /// A method's or an agenda's words.
    case localized(LocalizedText)
    /// The text of `key` in the language files, with its arguments.
    case phrase(String, [String: Argument] = [:])
    /// The text of `key` in the plural form for the number, which is also its argument `{count}`.
    case count(String, Int, [String: Argument] = [:])

    /// What stands in place of a `{name}`.
    public enum Argument: Sendable, Equatable {
        /// A whole number.
        case whole(Int)
        /// A number rounded to so many decimals, with the language's decimal sign.
        case decimal(Double, Int)
        /// A share from 0 to 1, shown in whole percent.
        case percent(Double)
        /// Other words.
        case label(Label)
    }
}

extension Label {
    /// The wordings by language code, with what somebody typed under `language`; none for a text of the language files.
    public func wordings(in language: String) -> LocalizedText {
        switch self {
        case .typed(let text): LocalizedText([language: text])
        case .localized(let text): text
        case .phrase, .count: LocalizedText([:])
        }
    }
}
