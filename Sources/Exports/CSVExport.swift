import Workshop

/// Results as tidy CSV tables: one row per idea and per answer, one per dot.
public enum CSVExport {
    /// The names of the columns, in order.
    public static let columns = AnswerRows.columns

    /// The results as one table. Activities that are sealed have no rows. Rows are in order of random identifiers, which
    /// says nothing about the order of arrival.
    ///
    /// - Parameter language: The language code of titles and options.
    public static func results(_ results: WorkshopResults, language: String) -> [UInt8] {
        var rows = [columns]
        AnswerRows.each(results, language: language) { rows.append($0) }
        return CSVText.encode(rows)
    }

    /// The description of the columns, with the meaning in every language that the descriptions have.
    public static func fields(_ fields: ExportFields) -> [UInt8] {
        let languages = Set(fields.fields.flatMap { $0.meaning.texts.keys }).sorted()
        let head = ["field"] + languages.map { "meaning_\($0)" }
        let rows = fields.fields.map { field in [field.name] + languages.map { field.meaning.texts[$0] ?? "" } }
        return CSVText.encode([head] + rows)
    }
}
