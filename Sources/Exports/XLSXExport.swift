import CXLSXWriter
import Workshop

/// Results as a workbook for Excel and its kin: a sheet that explains all, a sheet with tables and charts for each
/// question whose result has been shown, and all answers as tidy rows.
public enum XLSXExport {
    /// The results as a workbook. What is sealed is left out. Equal results give equal bytes.
    ///
    /// - Parameters:
    ///   - words: The words of the language in which it is to be read.
    ///   - fields: The description of the columns of all answers.
    /// - Throws: ``XLSXError``.
    public static func encode(
        _ results: WorkshopResults, words: ExportWords, fields: ExportFields
    ) throws(XLSXError) -> [UInt8] {
        try encode(results, words: words, fields: fields, mostRows: mostRows, least: SmallestGroup.people)
    }

    /// The most rows of a sheet.
    static let mostRows = 1_048_576

    static func encode(
        _ results: WorkshopResults, words: ExportWords, fields: ExportFields, mostRows: Int, least: Int
    ) throws(XLSXError) -> [UInt8] {
        let shown = results.activities.filter { $0.activity.isRevealed && $0.activity.asks }
        var rows = 0
        AnswerRows.each(results, language: words.language) { _ in rows += 1 }
        let answerSheets = max(1, (rows + mostRows - 2) / (mostRows - 1))
        // The first sheet and those of all answers come first, so that no title takes their names.
        let answers = words(.phrase("xlsx_answers"))
        let names = XLSXText.names(
            [words(.phrase("xlsx_about"))] + Array(repeating: answers, count: answerSheets)
                + shown.map { "\($0.activity.position + 1) \(words(.localized($0.activity.definition.title)))" })
        let answerNames = Array(names[1...answerSheets])
        let resultNames = names[(answerSheets + 1)...]

        let book = try XLSXWorkbook(title: results.workshop.title, company: results.workshop.organisation)
        let about = try book.addSheet(named: names[0])
        about.activate()
        XLSXAbout(
            words: words, results: results,
            names: Dictionary(zip(shown.map(\.activity.id), resultNames)) { first, _ in first }, answers: answerNames,
            fields: fields
        ).write(about)
        let page = XLSXPage(book: book, words: words)
        for (activity, name) in zip(shown, resultNames) {
            let definition = activity.activity.definition
            page.write(
                try book.addSheet(named: name), title: words(.localized(definition.title)),
                prompt: words(.localized(definition.prompt)), facts: facts(activity, results, words),
                tables: tables(activity, results, words, least: least))
        }
        try writeAnswers(results, words, answerNames, mostRows: mostRows, to: book)
        return try book.bytes()
    }

    private static func facts(
        _ activity: ActivityResults, _ results: WorkshopResults, _ words: ExportWords
    ) -> [String] {
        let answered = activity.turnout.answered
        var facts = [words(.count("xlsx_answered_of", answered, ["joined": .whole(results.joined)]))]
        if activity.activity.status == .open { facts.append(words(.phrase("xlsx_open"))) }
        return facts
    }

    private static func tables(
        _ activity: ActivityResults, _ results: WorkshopResults, _ words: ExportWords, least: Int
    ) -> [XLSXTable] {
        // Answers that are for their authors alone are not here, and what is not here cannot be added up.
        if activity.activity.kind.isPrivate { return [remark(.phrase("xlsx_private"), words)] }
        if activity.turnout.answered == 0 { return [remark(.phrase("xlsx_none"), words)] }
        let definition = activity.activity.definition
        let title = words(.localized(definition.title))
        if !activity.activity.kind.takesBallots { return XLSXIdeas(words: words, title: title).tables(activity) }
        if activity.ballots.count(where: { !$0.ballot.isEmpty }) < least { return [remark(.phrase("xlsx_few"), words)] }
        let blocks = results.blocks(of: activity, least: least)
        let isStacked = activity.activity.kind is StatementsKind
        return XLSXResult(words: words, title: title, isStacked: isStacked).tables(blocks)
    }

    private static func remark(_ label: Label, _ words: ExportWords) -> XLSXTable {
        XLSXTable(columns: [words(.phrase("xlsx_remark"))], rows: [[.text(words(label))]])
    }

    /// The widths of the columns of all answers, in characters.
    private static let answerWidths = [12, 20, 24, 12, 10, 36, 20, 24, 20, 50, 20, 12, 18, 40, 10, 20]

    private static func writeAnswers(
        _ results: WorkshopResults, _ words: ExportWords, _ names: [String], mostRows: Int, to book: XLSXWorkbook
    ) throws(XLSXError) {
        var sheets: [XLSXSheet] = []
        for name in names { sheets.append(try book.addSheet(named: name, isStreamed: true)) }
        let value = AnswerRows.columns.firstIndex(of: "value")
        // What people have written goes over several lines; identifiers do not.
        let wrapped = ["activity_title", "target_text", "item_text", "group", "value", "name"]
        let styles = AnswerRows.columns.map { wrapped.contains($0) ? XLSXWorkbook.Style.text : .code }
        var written = 0
        for sheet in sheets {
            sheet.turn()
            sheet.setWidths(answerWidths)
            for (column, name) in AnswerRows.columns.enumerated() { sheet.write(.text(name), 0, column, .header) }
            sheet.freeze(above: 1, header: 0)
        }
        AnswerRows.each(results, language: words.language) { cells in
            let sheet = sheets[min(written / (mostRows - 1), sheets.count - 1)]
            let row = written % (mostRows - 1) + 1
            for (column, text) in cells.enumerated() where !text.isEmpty {
                sheet.write(column == value ? .answer(text) : .text(text), row, column, styles[column])
            }
            written += 1
        }
        for (index, sheet) in sheets.enumerated() {
            let last = min(written - index * (mostRows - 1), mostRows - 1)
            if last > 0 { sheet.filter(header: 0, last: last, columns: AnswerRows.columns.count) }
        }
    }
}
