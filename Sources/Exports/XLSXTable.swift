import Workshop

/// A table of a sheet, with the charts that are drawn from it.
struct XLSXTable: Equatable {
    /// What it shows; nil where the sheet's title says it.
    var caption: String?
    /// The headings of its columns.
    var columns: [String]
    /// The rows.
    var rows: [[XLSXCell]]
    /// The charts of parts of it.
    var charts: [Chart] = []
    /// Whether its last column holds sentences, which run on over the columns beside it instead of making it wide.
    var isProse = false

    /// A chart of some successive rows.
    struct Chart: Equatable {
        /// What is drawn.
        enum Kind: Equatable {
            /// A bar for each row: long texts have room beside them.
            case bars
            /// A column for each row, which shows how answers spread over a few short points.
            case columns
            /// A bar for each row, put together from several amounts.
            case stack
            /// A point for each row in a square with the given ends.
            case points(least: Double, most: Double)
        }

        /// What it shows.
        var title: String
        /// What is drawn.
        var kind: Kind
        /// The rows of the table.
        var rows: Range<Int>
        /// The column of the texts.
        var texts: Int
        /// The columns of the amounts; across and up for points.
        var amounts: [Int]
    }

    /// Puts the rows of tables with the same columns together, in the order of the first of each.
    static func joined(_ tables: [XLSXTable]) -> [XLSXTable] {
        var joined: [XLSXTable] = []
        for table in tables {
            guard let index = joined.firstIndex(where: { $0.columns == table.columns && $0.caption == table.caption })
            else {
                joined.append(table)
                continue
            }
            let offset = joined[index].rows.count
            joined[index].rows += table.rows
            joined[index].charts += table.charts.map { chart in
                var chart = chart
                chart.rows = (chart.rows.lowerBound + offset)..<(chart.rows.upperBound + offset)
                return chart
            }
        }
        return joined
    }

    /// The table without the columns in which no row says anything.
    var withoutEmptyColumns: XLSXTable {
        let gone = columns.indices.filter { column in rows.allSatisfy { $0[column] == .blank } }
        guard !gone.isEmpty, !rows.isEmpty else { return self }
        func moved(_ column: Int) -> Int { column - gone.count { $0 < column } }
        var table = self
        table.columns = columns.indices.filter { !gone.contains($0) }.map { columns[$0] }
        table.rows = rows.map { row in row.indices.filter { !gone.contains($0) }.map { row[$0] } }
        table.charts = charts.map { chart in
            var chart = chart
            chart.texts = moved(chart.texts)
            chart.amounts = chart.amounts.map(moved)
            return chart
        }
        return table
    }
}
