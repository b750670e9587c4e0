import FoundationEssentials

/// The words of one language, by key.
public struct Wording: Sendable {
    /// A text, or one text for each plural form.
    private enum Text: Sendable, Decodable {
        case plain(String)
        case plural([String: String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .plain(text)
            } else {
                self = .plural(try container.decode([String: String].self))
            }
        }
    }

    /// The language code.
    public let code: String
    /// The texts without plural forms, as templates see them.
    let table: [String: String]
    private let plurals: [String: [String: String]]
    /// How the language writes numbers and dates.
    let rules: LanguageRules

    /// The words of a language.
    ///
    /// - Parameters:
    ///   - rules: The content of its `language.json`.
    ///   - files: Its other files: JSON objects of texts and, where a number decides, of one text for each plural form.
    /// - Throws: ``AssetError`` naming the file and the key.
    init(code: String, rules: LanguageRules, files: [(path: String, bytes: [UInt8])]) throws(AssetError) {
        self.code = code
        self.rules = rules
        var table: [String: String] = [:]
        var plurals: [String: [String: String]] = [:]
        for file in files {
            let texts: [String: Text]
            do {
                texts = try JSONDecoder().decode([String: Text].self, from: Data(file.bytes))
            } catch {
                throw AssetError(file.path, "is not a JSON object of texts: \(error)")
            }
            for (key, text) in texts {
                guard table[key] == nil, plurals[key] == nil else {
                    throw AssetError(file.path, "has '\(key)', which another file of the language has already")
                }
                switch text {
                case .plain(let text): table[key] = text
                case .plural(let forms):
                    guard Set(forms.keys) == rules.plurals.names else {
                        throw AssetError(
                            file.path,
                            "'\(key)' must have the forms \(rules.plurals.names.sorted().joined(separator: ", "))")
                    }
                    plurals[key] = forms
                }
            }
        }
        self.table = table
        self.plurals = plurals
    }

    /// The language's name in itself.
    var name: String { rules.name }

    /// The text of `key`. A key that does not exist is shown as it is: a test sees to it that none is.
    public subscript(_ key: String) -> String {
        table[key] ?? key
    }

    /// The text of `key` with each `{name}` replaced by its argument.
    public func text(_ key: String, _ arguments: [String: String]) -> String {
        Self.fill(self[key], arguments)
    }

    /// The text of `key` in the form for `count`, which is also its argument `{count}`.
    func count(_ key: String, _ count: Int, _ arguments: [String: String] = [:]) -> String {
        guard let form = plurals[key]?[rules.plurals.form(of: count)] else { return key }
        return Self.fill(form, arguments.merging(["count": whole(count)]) { $1 })
    }

    /// Every key.
    var keys: Set<String> { Set(table.keys).union(plurals.keys) }

    /// A key of these words that `other` lacks, or has in another form.
    func missing(in other: Wording) -> String? {
        (Set(table.keys).subtracting(other.table.keys)).union(Set(plurals.keys).subtracting(other.plurals.keys)).min()
    }

    static func fill(_ text: String, _ arguments: [String: String]) -> String {
        // On bytes: a page fills some hundred texts, and most of them hold nothing to be filled.
        let (opening, closing) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
        guard text.utf8.contains(opening) else { return text }
        var filled = ""
        var rest = text[...]
        while let open = rest.utf8.firstIndex(of: opening), let close = rest.utf8[open...].firstIndex(of: closing) {
            filled += rest[..<open]
            let name = String(rest[rest.utf8.index(after: open)..<close])
            filled += arguments[name] ?? "{\(name)}"
            rest = rest[rest.utf8.index(after: close)...]
        }
        return filled + rest
    }
}
