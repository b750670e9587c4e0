import CXLSXWriter
import Workshop

/// Writes one question's sheet: its words, its tables below each other, and the charts beside them.
struct XLSXPage {
    let book: XLSXWorkbook
    let words: ExportWords

    /// The narrowest and the widest column, in characters.
    private static let widths = 9...60

    /// Writes `tables` below the title, the question and the facts on who answered.
    func write(_ sheet: XLSXSheet, title: String, prompt: String, facts: [String], tables: [XLSXTable]) {
        sheet.turn()
        let widths = Self.widths(of: tables)
        sheet.setWidths(widths)
        sheet.write(.text(title), 0, 0, .title)
        sheet.setHeight(0, 24)
        var row = 1
        if !prompt.isEmpty {
            sheet.writeAcross(prompt, row, widths, .lead)
            row += 1
        }
        for fact in facts {
            sheet.writeAcross(fact, row, widths, .left)
            row += 1
        }
        row += 1
        var offset = 0
        let top = row
        for (index, table) in tables.enumerated() {
            if let caption = table.caption {
                sheet.write(.text(caption), row, 0, .section)
                row += 1
            }
            let header = row
            write(table, sheet, row, widths)
            if index == 0 {
                sheet.freeze(above: header + 1, header: header)
                if !table.rows.isEmpty {
                    sheet.filter(header: header, last: header + table.rows.count, columns: table.columns.count)
                }
            }
            for chart in table.charts {
                let drawer = XLSXChartDrawer(book: book, words: words, sheet: sheet, table: table, header: header)
                offset += drawer.draw(chart, at: top, column: widths.count + 1, below: offset)
            }
            row = header + table.rows.count + 2
        }
    }

    private func write(_ table: XLSXTable, _ sheet: XLSXSheet, _ header: Int, _ widths: [Int]) {
        let heads = table.columns.map { XLSXCell.text($0) }
        if !table.isProse { sheet.setHeight(header, heads, widths: widths) }
        for (column, head) in table.columns.enumerated() {
            if table.isProse, column == table.columns.count - 1 {
                sheet.writeAcross(head, header, from: column, widths, staysWithin: true, .header)
            } else {
                sheet.write(.text(head), header, column, .header)
            }
        }
        for (index, cells) in table.rows.enumerated() {
            sheet.setHeight(header + 1 + index, table.isProse ? Array(cells.dropLast()) : cells, widths: widths)
            for (column, cell) in cells.enumerated() {
                if table.isProse, column == cells.count - 1, case .text(let text) = cell {
                    sheet.writeAcross(text, header + 1 + index, from: column, widths, staysWithin: true, .text)
                } else {
                    sheet.write(cell, header + 1 + index, column)
                }
            }
        }
    }

    /// The widths that hold what the tables say in each column; long texts go over several lines.
    static func widths(of tables: [XLSXTable]) -> [Int] {
        let count = tables.map(\.columns.count).max() ?? 1
        return (0..<count).map { column in
            var widest = widths.lowerBound
            for table in tables where table.columns.indices.contains(column) {
                if table.isProse, column == table.columns.count - 1 { continue }
                // A heading may break between its words; the sign of the filter stands beside it.
                let words = table.columns[column].split(separator: " ").map { $0.count + 4 }.max() ?? 0
                widest = max(widest, words, table.rows.reduce(0) { max($0, $1[column].width + 4) })
            }
            return min(widest, widths.upperBound)
        }
    }
}
