import CXLSXWriter
import Workshop

/// One sheet of a workbook.
final class XLSXSheet {
    /// Its name, as references to it say it.
    let name: String
    private let book: XLSXWorkbook
    private let sheet: UnsafeMutablePointer<lxw_worksheet>

    /// The height of a line, in points. Heights are said for all rows of several lines: charts are placed by them.
    private static let lineHeight = 15.0
    /// The characters of a line of reading, and of a column whose width nobody has set.
    private static let lineWidth = 90, usualWidth = 8
    /// The most lines that a cell takes: more is there to be read in the cell itself.
    private static let mostLines = 12

    init(_ book: XLSXWorkbook, _ sheet: UnsafeMutablePointer<lxw_worksheet>, name: String) {
        self.book = book
        self.sheet = sheet
        self.name = name
        // A4, as wide as the paper, as long as it takes.
        worksheet_set_paper(sheet, 9)
        worksheet_fit_to_pages(sheet, 1, 0)
        book.check(worksheet_set_footer(sheet, "&L&A&R&P / &N"))
    }

    /// Prints the sheet across the paper.
    func turn() { worksheet_set_landscape(sheet) }

    /// Sets how wide the columns are, in characters.
    func setWidths(_ widths: [Int]) {
        for (column, width) in widths.enumerated() {
            book.check(worksheet_set_column(sheet, UInt16(column), UInt16(column), Double(width), nil))
        }
    }

    /// Writes one cell.
    func write(_ cell: XLSXCell, _ row: Int, _ column: Int, _ style: XLSXWorkbook.Style = .text) {
        let (row, column) = (UInt32(row), UInt16(column))
        switch cell {
        case .blank: if style == .header { book.check(worksheet_write_blank(sheet, row, column, book.format(style))) }
        case .text(let text):
            book.check(worksheet_write_string(sheet, row, column, XLSXText.cell(text), book.format(style)))
        case .number(let number, let numberStyle):
            let style: XLSXWorkbook.Style = style == .text ? .number(numberStyle) : style
            book.check(worksheet_write_number(sheet, row, column, number, book.format(style)))
        }
    }

    /// Writes a text from column `first` on over as many columns as a line of reading takes.
    ///
    /// - Parameters:
    ///   - widths: The widths of the first columns, in characters.
    ///   - staysWithin: Whether it leaves the columns free that have no width: charts are there.
    func writeAcross(
        _ text: String, _ row: Int, from first: Int = 0, _ widths: [Int], staysWithin: Bool = false,
        _ style: XLSXWorkbook.Style
    ) {
        var (next, width) = (first, 0)
        while width < Self.lineWidth, next < widths.count || !staysWithin {
            width += widths.indices.contains(next) ? widths[next] : Self.usualWidth
            next += 1
        }
        if next <= first + 1 {
            write(.text(text), row, first, style)
        } else {
            book.check(
                worksheet_merge_range(
                    sheet, UInt32(row), UInt16(first), UInt32(row), UInt16(next - 1), XLSXText.cell(text),
                    book.format(style)))
        }
        // Bold letters are wider.
        setHeight(row, [.text(text)], widths: [style == .lead ? width * 4 / 5 : width])
    }

    /// Writes a text that leads to another sheet of the workbook.
    func writeLink(_ text: String, to other: String, _ row: Int, _ column: Int) {
        book.check(
            worksheet_write_url_opt(
                sheet, UInt32(row), UInt16(column), "internal:'\(other)'!A1", book.format(.link), XLSXText.cell(text),
                nil))
    }

    /// Makes a row as high as its texts need in columns of so many characters.
    func setHeight(_ row: Int, _ cells: [XLSXCell], widths: [Int]) {
        let lines = zip(cells, widths).reduce(1) { lines, pair in
            guard case .text(let text) = pair.0 else { return lines }
            return max(lines, Self.lines(text, width: pair.1))
        }
        guard lines > 1 else { return }
        setHeight(row, Double(min(lines, Self.mostLines)) * Self.lineHeight)
    }

    /// Makes a row so many points high.
    func setHeight(_ row: Int, _ points: Double) {
        book.check(worksheet_set_row(sheet, UInt32(row), points, nil))
    }

    /// How many lines `text` takes in a column of so many characters; words move to the next line whole.
    static func lines(_ text: String, width: Int) -> Int {
        let width = max(width - 1, 1)
        return text.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) { lines, paragraph in
            var count = 1
            var used = 0
            for word in paragraph.split(separator: " ") {
                if used > 0, used + 1 + word.count > width {
                    count += 1
                    used = 0
                }
                used += word.count + (used > 0 ? 1 : 0)
                while used > width {
                    count += 1
                    used -= width
                }
            }
            return lines + count
        }
    }

    /// Keeps the rows above `row` in sight, and repeats `header` on every printed page.
    func freeze(above row: Int, header: Int) {
        worksheet_freeze_panes(sheet, UInt32(row), 0)
        book.check(worksheet_repeat_rows(sheet, UInt32(header), UInt32(header)))
    }

    /// Lets the rows from `header` to `last` be filtered by their columns.
    func filter(header: Int, last: Int, columns: Int) {
        book.check(
            worksheet_autofilter(sheet, UInt32(header), 0, UInt32(max(header + 1, last)), UInt16(max(0, columns - 1))))
    }

    /// Puts `chart` on the sheet, so many pixels below the top of `row`.
    func insert(
        _ chart: UnsafeMutablePointer<lxw_chart>, _ row: Int, _ column: Int, below offset: Int, scale: (Double, Double),
        says text: String
    ) {
        var options = lxw_chart_options()
        options.y_offset = Int32(offset)
        options.x_scale = scale.0
        options.y_scale = scale.1
        // Filtering rows away does not squeeze it.
        options.object_position = UInt8(LXW_OBJECT_MOVE_DONT_SIZE.rawValue)
        book.check(
            XLSXWorkbook.withText(text) { text in
                options.description = text
                return worksheet_insert_chart_opt(sheet, UInt32(row), UInt16(column), chart, &options)
            })
    }

    /// Shows this sheet first.
    func activate() { worksheet_activate(sheet) }
}
