/// How the spreadsheets of a language expect CSV: Excel reads a file by the rules of the language that it runs in.
public struct CSVDialect: Sendable, Equatable {
    /// What stands between cells.
    public var separator: Character
    /// What stands between the whole part of a number and its decimals.
    public var decimalSign: String

    /// A dialect. With equal signs cells with decimals are still one cell: they are quoted.
    public init(separator: Character, decimalSign: String) {
        self.separator = separator
        self.decimalSign = decimalSign
    }
}
