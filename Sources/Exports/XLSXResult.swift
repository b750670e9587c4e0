import Workshop

/// Turns the parts of a result into tables of a sheet: the figures first, then texts and remarks.
struct XLSXResult {
    let words: ExportWords
    /// The title of the question, which its charts carry.
    let title: String
    /// Whether the cells of the result's tables are counts that add up in each row.
    var isStacked = false

    /// The most rows in one chart; more cannot be read.
    private static let mostDrawn = 25
    /// The most UTF-16 units of a chart's title: the sheet says the rest.
    private static let titleLimit = 120

    /// The tables of `blocks`.
    func tables(_ blocks: [ResultBlock]) -> [XLSXTable] {
        var figures: [XLSXTable] = []
        var summaries: [[XLSXCell]] = []
        var texts: [[XLSXCell]] = []
        var remarks: [[XLSXCell]] = []
        var part = ""
        for block in Self.flat(blocks) {
            switch block {
            case .aside: break
            case .heading(let label): part = words(label)
            case .note(let label, _): remarks.append([cell(part), .text(words(label))])
            case .bars(let bars):
                figures.append(table(bars, part))
                if let summary = bars.summary { summaries.append(row(summary, part)) }
            case .table(let other): figures.append(table(other, part))
            case .plot(let plot): figures.append(table(plot, part))
            case .words(let list): if !list.isEmpty { figures.append(table(list, part)) }
            case .texts(let list): texts += list.map { [cell(part), .text(words($0))] }
            }
        }
        let partHeading = words(.phrase("xlsx_part"))
        var tables = XLSXTable.joined(figures.filter { !$0.rows.isEmpty })
        if !summaries.isEmpty {
            tables.append(
                XLSXTable(caption: words(.phrase("xlsx_summary")), columns: summaryColumns, rows: summaries))
        }
        if !texts.isEmpty {
            tables.append(
                XLSXTable(columns: [partHeading, words(.phrase("xlsx_text"))], rows: texts))
        }
        if !remarks.isEmpty {
            tables.append(
                XLSXTable(
                    caption: words(.phrase("xlsx_remarks")), columns: [partHeading, words(.phrase("xlsx_remark"))],
                    rows: remarks, isProse: !tables.isEmpty))
        }
        return tables.map(\.withoutEmptyColumns)
    }

    /// `blocks` with what stands aside of them in its place: a file has room for how it was counted.
    private static func flat(_ blocks: [ResultBlock]) -> [ResultBlock] {
        blocks.flatMap { block in
            if case .aside(let others) = block { flat(others) } else { [block] }
        }
    }

    private func cell(_ text: String) -> XLSXCell { text.isEmpty ? .blank : .text(text) }

    private func chartTitle(_ part: String, _ drawn: Int, of rows: Int) -> String {
        let title = XLSXText.cut(part.isEmpty ? title : "\(title): \(part)", to: Self.titleLimit)
        return drawn < rows ? "\(title) – \(words(.count("xlsx_chart_first", drawn)))" : title
    }

    private func table(_ bars: ResultBlock.Bars, _ part: String) -> XLSXTable {
        let rows = bars.rows.map { row -> [XLSXCell] in
            let share: XLSXCell =
                bars.base.map { $0 > 0 ? .number(row.amount / Double($0), .percent) : .blank } ?? .blank
            return [
                cell(part), .text(words(row.label)), row.place.map { .count($0) } ?? .blank, amount(row, bars), share,
                bars.base.map { .count($0) } ?? .blank, row.detail.map { .text(words($0)) } ?? .blank,
            ]
        }
        let drawn = min(rows.count, Self.mostDrawn)
        let labels = bars.rows.prefix(drawn).map { words($0.label) }
        let isShort =
            drawn <= 11 && bars.rows.allSatisfy { $0.place == nil } && labels.allSatisfy { $0.count <= 16 }
        var table = XLSXTable(
            columns: [
                words(.phrase("xlsx_part")), words(bars.itemHeading), words(.phrase("results_place")),
                words(bars.amountHeading), words(.phrase("xlsx_share")), words(.phrase("xlsx_base")),
                words(.phrase("xlsx_detail")),
            ], rows: rows)
        if bars.rows.contains(where: { $0.amount > 0 }) {
            table.charts = [
                .init(
                    title: chartTitle(part, drawn, of: rows.count), kind: isShort ? .columns : .bars, rows: 0..<drawn,
                    texts: 1, amounts: [3])
            ]
        }
        return table
    }

    /// What a bar shows: a share where it is read as one, a count, or a number with decimals.
    private func amount(_ row: ResultBlock.Bars.Row, _ bars: ResultBlock.Bars) -> XLSXCell {
        if bars.base == nil, case .phrase(_, let arguments) = row.text, arguments.count == 1,
            case .percent(let share)? = arguments.first?.value
        {
            return .number(share, .percent)
        }
        if bars.rows.allSatisfy({ $0.amount == $0.amount.rounded() }) { return .number(row.amount, .whole) }
        return .number(row.amount, .decimal(1))
    }

    private func table(_ table: ResultBlock.Table, _ part: String) -> XLSXTable {
        let caption = words(table.caption)
        let parts = [part, isStacked ? caption : ""].filter { !$0.isEmpty }.joined(separator: " – ")
        let rows = table.rows.map { row in
            [cell(parts)] + row.cells.prefix(1).map { .text(words($0)) }
                + row.cells.dropFirst().map { .figure($0, words) }
        }
        var result = XLSXTable(
            caption: isStacked ? nil : caption,
            columns: [words(.phrase("xlsx_part"))] + table.columns.map { words($0) },
            rows: rows)
        if isStacked, !rows.isEmpty {
            let drawn = min(rows.count, Self.mostDrawn)
            result.charts = [
                .init(
                    title: chartTitle(parts, drawn, of: rows.count), kind: .stack, rows: 0..<drawn, texts: 1,
                    amounts: Array(2..<result.columns.count))
            ]
        }
        return result
    }

    private func table(_ plot: ResultBlock.Plot, _ part: String) -> XLSXTable {
        func number(_ value: Double) -> XLSXCell { .number(value, .decimal(1)) }
        let ends = [words(.phrase("xlsx_low")), words(.phrase("xlsx_high"))]
        let (across, up) = (words(plot.xLabel), words(plot.yLabel))
        let median = words(.phrase("xlsx_median"))
        return XLSXTable(
            columns: [words(.phrase("xlsx_part")), words(.phrase("results_item"))]
                + [across, up].flatMap { axis in ([median] + ends).map { "\(axis): \($0)" } }
                + [words(.phrase("plot_people"))],
            rows: plot.points.map { point in
                [
                    cell(part), .text(words(point.label)), number(point.x), number(point.xQuartiles.lowerBound),
                    number(point.xQuartiles.upperBound), number(point.y), number(point.yQuartiles.lowerBound),
                    number(point.yQuartiles.upperBound), .count(point.people),
                ]
            },
            charts: [
                .init(
                    title: chartTitle(part, 0, of: 0), kind: .points(least: plot.least, most: plot.most),
                    rows: 0..<plot.points.count, texts: 1, amounts: [2, 5])
            ])
    }

    private func table(_ list: [ResultBlock.Word], _ part: String) -> XLSXTable {
        let drawn = min(list.count, Self.mostDrawn)
        return XLSXTable(
            columns: [words(.phrase("xlsx_part")), words(.phrase("words_word")), words(.phrase("plot_people"))],
            rows: list.map { [cell(part), .text($0.text), .count($0.people)] },
            charts: [
                .init(
                    title: chartTitle(part, drawn, of: list.count), kind: .bars, rows: 0..<drawn, texts: 1, amounts: [2]
                )
            ])
    }

    private var summaryColumns: [String] {
        let labels: [Label] = [
            .phrase("xlsx_part"), .phrase("xlsx_n"), .phrase("xlsx_mean"), .phrase("xlsx_median"),
            .phrase("xlsx_deviation"), .phrase("xlsx_low"), .phrase("xlsx_high"),
        ]
        return labels.map { words($0) }
    }

    private func row(_ summary: Summary, _ part: String) -> [XLSXCell] {
        func number(_ value: Double) -> XLSXCell { .number(value, .decimal(2)) }
        return [
            cell(part), .count(summary.count), number(summary.mean), number(summary.median),
            summary.standardDeviation.map(number) ?? .blank, number(summary.lowerQuartile),
            number(summary.upperQuartile),
        ]
    }
}
