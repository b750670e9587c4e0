import Exports
import Workshop

extension Wording {
    /// How the spreadsheets of this language expect CSV.
    public var csvDialect: CSVDialect {
        CSVDialect(separator: rules.listSeparator, decimalSign: rules.decimalSign)
    }
}

extension Assets {
    /// The words in which the results of `workshop` are exported: those of `language`, else of its own.
    public func exportWords(for workshop: Workshop, language: String? = nil) -> ExportWords {
        let wording = languages[language ?? ""] ?? languages[workshop.language] ?? defaultWording
        return ExportWords(
            language: wording.code, languageName: wording.name,
            label: { wording.words($0, fallback: workshop.language) }, date: { wording.date($0) })
    }
}
