import Workshop

/// Writes the first sheet: what the workbook is about, how to read it, what the other sheets are and how many answered.
struct XLSXAbout {
    let words: ExportWords
    let results: WorkshopResults
    /// The names of the sheets by the activity's identifier; those that are left out have none.
    let names: [Identifier: String]
    /// The names of the sheets with all answers.
    let answers: [String]
    let fields: ExportFields

    private static let widths = [34, 44, 24, 20, 12, 12, 12, 34]

    /// Writes everything into `sheet`.
    func write(_ sheet: XLSXSheet) {
        sheet.turn()
        sheet.setWidths(Self.widths)
        let workshop = results.workshop
        sheet.write(.text(workshop.title), 0, 0, .title)
        sheet.setHeight(0, 24)
        var row = 2
        let facts: [(label: Label, value: XLSXCell)] = [
            (.phrase("xlsx_organisation"), .text(workshop.organisation)),
            (.phrase("xlsx_code"), .text(workshop.code.description)),
            (.phrase("xlsx_language"), .text(words.languageName)),
            (.phrase("xlsx_joined"), .count(results.joined)),
            (.phrase("xlsx_deletion"), .text(words.date(workshop.deletionDate))),
        ]
        for (label, value) in facts where value != .text("") {
            sheet.write(.text(words(label)), row, 0, .strong)
            sheet.write(value, row, 1, .left)
            row += 1
        }
        row = section(.phrase("xlsx_reading"), sheet, row + 1)
        for label in reading {
            sheet.writeAcross(words(label), row, Self.widths, .left)
            row += 1
        }
        row = section(.phrase("xlsx_sheets"), sheet, row + 1)
        row = writeSheets(sheet, row)
        row = section(.phrase("xlsx_columns", ["sheet": .label(.typed(answers.first ?? ""))]), sheet, row + 1)
        sheet.writeAcross(words(.phrase("xlsx_columns_note")), row, Self.widths, .left)
        row += 1
        writeRow(sheet, row, [.text(words(.phrase("xlsx_column"))), .text(words(.phrase("xlsx_meaning")))], .header)
        for field in fields.fields {
            row += 1
            sheet.write(.text(field.name), row, 0)
            sheet.writeAcross(
                field.meaning.text(in: words.language), row, from: 1, Self.widths, .text)
        }
    }

    private var reading: [Label] {
        [
            .phrase("xlsx_reading_sheets", ["sheet": .label(.typed(answers.first ?? ""))]),
            .phrase("xlsx_reading_base"), .phrase("xlsx_reading_places"), .phrase("xlsx_reading_sealed"),
            .phrase("xlsx_reading_background"),
        ]
    }

    private func section(_ label: Label, _ sheet: XLSXSheet, _ row: Int) -> Int {
        sheet.write(.text(words(label)), row, 0, .section)
        return row + 1
    }

    /// The questions in order of the agenda, also those that are left out: how many have answered is no secret.
    private func writeSheets(_ sheet: XLSXSheet, _ header: Int) -> Int {
        let heads: [Label] = [
            .phrase("xlsx_sheet"), .phrase("xlsx_question"), .phrase("xlsx_kind"), .phrase("xlsx_status"),
            .phrase("xlsx_answered"), .phrase("xlsx_of"), .phrase("xlsx_answers_count"), .phrase("xlsx_included"),
        ]
        writeRow(sheet, header, heads.map { .text(words($0)) }, .header)
        var row = header
        for activity in results.activities where activity.activity.asks {
            row += 1
            let name = names[activity.activity.id]
            let definition = activity.activity.definition
            writeRow(
                sheet, row,
                [
                    .blank, .text(words(.localized(definition.title))),
                    .text(words(.phrase("kind_\(definition.kind.name)"))),
                    .text(words(.phrase("status_\(activity.activity.status.rawValue)"))),
                    .count(activity.turnout.answered), .count(results.joined), .count(activity.turnout.answers),
                    .text(words(name == nil ? .phrase("xlsx_included_no") : .phrase("xlsx_included_yes"))),
                ], .text)
            if let name { sheet.writeLink(name, to: name, row, 0) }
        }
        for name in answers {
            row += 1
            sheet.writeLink(name, to: name, row, 0)
            sheet.write(.text(words(.phrase("xlsx_answers_about"))), row, 1)
            sheet.setHeight(row, [.text(words(.phrase("xlsx_answers_about")))], widths: [Self.widths[1]])
        }
        return row + 1
    }

    private func writeRow(_ sheet: XLSXSheet, _ row: Int, _ cells: [XLSXCell], _ style: XLSXWorkbook.Style) {
        sheet.setHeight(row, cells, widths: Self.widths)
        for (column, cell) in cells.enumerated() { sheet.write(cell, row, column, style) }
    }
}
