/// How a language writes numbers and dates and counts things: the content of its `language.json`.
struct LanguageRules: Sendable, Decodable {
    /// The language's name in itself.
    let name: String
    /// What stands between the whole part of a number and its decimals.
    let decimalSign: String
    /// What stands between the cells of a CSV file where Excel runs in this language: `,` or `;`.
    let listSeparator: Character
    /// What stands between groups of three digits in numbers of five digits or more.
    let groupSign: String
    /// Which plural form a number takes.
    let plurals: PluralRules
    /// How a date is written, with `{day}`, `{month}` and `{year}`.
    let date: String
    /// The months' names as they stand in a date, from January.
    let months: [String]

    private enum CodingKeys: String, CodingKey {
        case name, decimalSign, listSeparator, groupSign, plurals, date, months
    }

    /// Reads the file's fields.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        decimalSign = try container.decode(String.self, forKey: .decimalSign)
        let separator = try container.decode(String.self, forKey: .listSeparator)
        guard separator == "," || separator == ";" else {
            throw DecodingError.dataCorruptedError(
                forKey: .listSeparator, in: container, debugDescription: "it is ',' or ';'")
        }
        listSeparator = Character(separator)
        groupSign = try container.decode(String.self, forKey: .groupSign)
        guard let plurals = PluralRules(try container.decode([String: String].self, forKey: .plurals)) else {
            throw DecodingError.dataCorruptedError(
                forKey: .plurals, in: container, debugDescription: "a rule cannot be read")
        }
        self.plurals = plurals
        date = try container.decode(String.self, forKey: .date)
        months = try container.decode([String].self, forKey: .months)
        guard months.count == 12 else {
            throw DecodingError.dataCorruptedError(
                forKey: .months, in: container, debugDescription: "there must be twelve months")
        }
    }
}
