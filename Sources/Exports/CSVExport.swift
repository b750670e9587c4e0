import Workshop

/// Results as tidy CSV tables: one row per idea and per answer, one per dot.
public enum CSVExport {
    /// The names of the columns, in order.
    public static let columns = AnswerRows.columns

    /// The kinds whose answers are numbers and nothing else, some with decimals or below zero. Other answers stay as
    /// they were typed, also where they look like numbers.
    private static let numberKinds = [EstimateKind.name, MatrixKind.name]

    /// The results as one table. Activities that are sealed have no rows. Rows are in order of random identifiers, which
    /// says nothing about the order of arrival.
    ///
    /// - Parameters:
    ///   - language: The language code of titles and options.
    ///   - dialect: How cells are separated and numbers written.
    public static func results(_ results: WorkshopResults, language: String, dialect: CSVDialect) -> [UInt8] {
        var text = CSVText(dialect)
        text.append(columns)
        let places = ["kind", "row", "value"].compactMap { columns.firstIndex(of: $0) }
        let numbers = Set(places.suffix(1))
        AnswerRows.each(results, language: language) { row in
            let isNumber = numberKinds.contains(row[places[0]]) && row[places[1]] == "answer"
            text.append(row, numbers: isNumber ? numbers : [])
        }
        return text.bytes
    }

    /// The description of the columns, with the meaning in every language that the descriptions have.
    public static func fields(_ fields: ExportFields, dialect: CSVDialect) -> [UInt8] {
        let languages = Set(fields.fields.flatMap { $0.meaning.texts.keys }).sorted()
        var text = CSVText(dialect)
        text.append(["field"] + languages.map { "meaning_\($0)" })
        for field in fields.fields { text.append([field.name] + languages.map { field.meaning.texts[$0] ?? "" }) }
        return text.bytes
    }
}
