import CXLSXWriter
import Workshop

/// Draws the charts of a table, as charts that Excel makes itself and that can be copied into a report.
struct XLSXChartDrawer {
    let book: XLSXWorkbook
    let words: ExportWords
    let sheet: XLSXSheet
    let table: XLSXTable
    /// The row of the table's headings.
    let header: Int

    /// The size of an unscaled chart in pixels.
    private static let size = (width: 480, height: 288)
    /// Colours that differ in lightness too, for people who do not tell them apart and for print in grey.
    private static let colours: [lxw_color_t] = [XLSXWorkbook.accent, 0xF4B183, 0xA6A6A6]

    /// Draws `chart` beside the tables, below what is drawn there already.
    ///
    /// - Returns: The height that it takes, in pixels.
    func draw(_ chart: XLSXTable.Chart, at row: Int, column: Int, below offset: Int) -> Int {
        guard let drawn = book.addChart(type(of: chart.kind)) else { return 0 }
        chart_title_set_name(drawn, XLSXText.cell(chart.title))
        font(13) { chart_title_set_name_font(drawn, &$0) }
        for (index, amount) in chart.amounts.enumerated() { addSeries(chart, amount, index, to: drawn) }
        if chart.kind == .stack {
            chart_legend_set_position(drawn, UInt8(LXW_CHART_LEGEND_BOTTOM.rawValue))
            chart_set_series_overlap(drawn, 100)
        } else {
            chart_legend_set_position(drawn, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
        }
        setAxes(chart, drawn)
        let height = self.height(of: chart)
        sheet.insert(
            drawn, row, column, below: offset, scale: (1.35, Double(height) / Double(Self.size.height)),
            says: words(.phrase("xlsx_chart_alt", ["title": .label(.typed(chart.title))])))
        return height + 20
    }

    private func type(of kind: XLSXTable.Chart.Kind) -> lxw_chart_type {
        switch kind {
        case .bars: LXW_CHART_BAR
        case .columns: LXW_CHART_COLUMN
        case .stack: LXW_CHART_BAR_STACKED
        case .points: LXW_CHART_SCATTER
        }
    }

    private func height(of chart: XLSXTable.Chart) -> Int {
        switch chart.kind {
        case .bars, .stack: max(Self.size.height, 110 + chart.rows.count * 28)
        case .columns: Self.size.height
        case .points: 480
        }
    }

    private func addSeries(
        _ chart: XLSXTable.Chart, _ amount: Int, _ index: Int, to drawn: UnsafeMutablePointer<lxw_chart>
    ) {
        // Points are one series: the first column of amounts goes across, the second up.
        if case .points = chart.kind, index > 0 { return }
        guard let series = chart_add_series(drawn, nil, nil), let last = chart.rows.last else { return }
        let rows = (UInt32(header + 1 + chart.rows.lowerBound), UInt32(header + 1 + last))
        var (categories, values) = (UInt16(chart.texts), UInt16(amount))
        if case .points = chart.kind, chart.amounts.count > 1 {
            (categories, values) = (UInt16(chart.amounts[0]), UInt16(chart.amounts[1]))
        }
        chart_series_set_categories(series, sheet.name, rows.0, categories, rows.1, categories)
        chart_series_set_values(series, sheet.name, rows.0, values, rows.1, values)
        chart_series_set_name_range(series, sheet.name, UInt32(header), UInt16(amount))
        var fill = lxw_chart_fill()
        fill.color = Self.colours[index % Self.colours.count]
        if case .points = chart.kind {
            label(chart, series)
            chart_series_set_marker_type(series, UInt8(LXW_CHART_MARKER_CIRCLE.rawValue))
            chart_series_set_marker_size(series, 8)
            chart_series_set_marker_fill(series, &fill)
        } else {
            chart_series_set_fill(series, &fill)
            chart_series_set_labels(series)
            // White numbers on the dark bars of a stack, dark ones beside single bars and on the light ones.
            if chart.kind == .stack, index == 0 {
                font(9, colour: 0xFFFFFF) { chart_series_set_labels_font(series, &$0) }
            }
        }
    }

    /// Writes beside each point what it is.
    private func label(_ chart: XLSXTable.Chart, _ series: UnsafeMutablePointer<lxw_chart_series>) {
        chart_series_set_labels(series)
        chart_series_set_labels_position(series, UInt8(LXW_CHART_LABEL_POSITION_RIGHT.rawValue))
        let texts = chart.rows.map { row -> String in
            guard case .text(let text) = table.rows[row][chart.texts] else { return "" }
            let line = text.split(separator: "\n").first.map { String($0) } ?? ""
            return line.count > 30 ? line.prefix(29) + "…" : line
        }
        // One array of all texts, one behind the other, that stays where it is while the library copies them.
        var characters: [CChar] = []
        var starts: [Int] = []
        for text in texts {
            starts.append(characters.count)
            characters += XLSXText.cell(text).utf8CString
        }
        characters.withUnsafeMutableBufferPointer { buffer in
            var labels = starts.map { start in
                var label = lxw_chart_data_label()
                label.value = buffer.baseAddress.map { $0 + start }
                return label
            }
            labels.withUnsafeMutableBufferPointer { labels in
                var pointers: [UnsafeMutablePointer<lxw_chart_data_label>?] = labels.indices.map { index in
                    labels.baseAddress.map { $0 + index }
                }
                pointers.append(nil)
                book.check(
                    pointers.withUnsafeMutableBufferPointer { chart_series_set_labels_custom(series, $0.baseAddress) })
            }
        }
    }

    private func setAxes(_ chart: XLSXTable.Chart, _ drawn: UnsafeMutablePointer<lxw_chart>) {
        // Where the bars lie, the library calls the axis Y that goes up, along the texts.
        let isLying = chart.kind == .bars || chart.kind == .stack
        guard let texts = chart_axis_get(drawn, isLying ? LXW_CHART_AXIS_TYPE_Y : LXW_CHART_AXIS_TYPE_X),
            let amounts = chart_axis_get(drawn, isLying ? LXW_CHART_AXIS_TYPE_X : LXW_CHART_AXIS_TYPE_Y)
        else { return }
        switch chart.kind {
        case .bars, .stack:
            // The first row of the table is the topmost bar.
            chart_axis_set_reverse(texts)
            chart_axis_set_min(amounts, 0)
            chart_axis_set_label_position(amounts, UInt8(LXW_CHART_AXIS_LABEL_POSITION_HIGH.rawValue))
        case .columns: chart_axis_set_min(amounts, 0)
        case .points(let least, let most):
            for axis in [texts, amounts] {
                chart_axis_set_min(axis, least)
                chart_axis_set_max(axis, most)
            }
            name(texts, chart.amounts[0])
            name(amounts, chart.amounts[1])
        }
        if let only = chart.amounts.first, chart.amounts.count == 1 {
            name(amounts, only)
            let styles = Set(table.rows[chart.rows].map { $0[only].style })
            if styles.count == 1, let pattern = styles.first??.pattern { chart_axis_set_num_format(amounts, pattern) }
        }
        if let only = chart.amounts.first, chart.kind == .columns || chart.kind == .bars {
            let most = table.rows[chart.rows].compactMap { row -> Double? in
                if case .number(let number, .whole) = row[only] { number } else { nil }
            }.max()
            // Few people: whole steps, not halves of a person.
            if let most, most <= 10 { chart_axis_set_major_unit(amounts, 1) }
        }
    }

    private func name(_ axis: UnsafeMutablePointer<lxw_chart_axis>, _ column: Int) {
        chart_axis_set_name(axis, XLSXText.cell(table.columns[column]))
        font(10) { chart_axis_set_name_font(axis, &$0) }
    }

    private func font(_ size: Double, colour: lxw_color_t = 0x262626, _ body: (inout lxw_chart_font) -> Void) {
        var font = lxw_chart_font()
        font.size = size
        font.color = colour
        font.bold = 0
        body(&font)
    }
}
