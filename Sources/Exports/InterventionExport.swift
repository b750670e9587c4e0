import Workshop

/// The interventions of a box as one tidy CSV table: one row for each workshop that has recorded what it was.
public enum InterventionExport {
    /// The names of the columns, in order.
    public static let columns = [
        "workshop", "title", "method", "intervention", "targets", "hours", "cost", "date", "joined", "partners",
        "others",
        "consultation", "due", "recipients", "copies", "evaluated",
    ]

    /// The rows of the workshops that have a record, in the order given.
    ///
    /// - Parameters:
    ///   - workshops: The workshops, each with how many joined it.
    ///   - dialect: How cells are separated and numbers written.
    public static func table(_ workshops: [(workshop: Workshop, joined: Int)], dialect: CSVDialect) -> [UInt8] {
        var text = CSVText(dialect)
        text.append(columns)
        let numbers = Set(["hours", "cost"].compactMap { columns.firstIndex(of: $0) })
        for (workshop, joined) in workshops where !workshop.record.isEmpty {
            let record = workshop.record
            func chosen(_ prefix: String) -> String {
                record.fields(after: prefix).map(\.name)
                    .joined(separator: " ")
            }
            let row = columns.map { column in
                switch column {
                case "workshop": workshop.code.description
                case "title": workshop.title
                case "method": workshop.method
                case "targets": chosen("target-")
                case "partners": chosen("partner-")
                case "joined": String(joined)
                default: record[column] ?? ""
                }
            }
            text.append(row, numbers: numbers)
        }
        return text.bytes
    }
}
