import Workshop

/// The descriptions of the columns of a CSV export, in the order of the columns.
public struct ExportFields: Sendable, Codable {
    /// One column.
    public struct Field: Sendable, Codable {
        /// The column's name in the export.
        public var name: String
        /// What it holds.
        public var meaning: LocalizedText
    }

    /// The columns.
    public var fields: [Field]
}
