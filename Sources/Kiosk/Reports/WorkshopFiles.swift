import Exports
import Workshop

/// The files in which one workshop is kept, all of one and the same moment.
public struct WorkshopFiles: Sendable {
    /// A file.
    public enum Part: String, Sendable, CaseIterable {
        /// All answers as one table.
        case csv
        /// What its columns mean.
        case fields
        /// Tables and charts.
        case xlsx
        /// The bundle.
        case json
        /// The report.
        case html
        /// The report on paper.
        case pdf
    }

    private let results: WorkshopResults
    private let reach: [String: Reach]
    private let assets: Assets
    private let language: String

    /// The files of `results`.
    ///
    /// - Parameters:
    ///   - reach: How background questions were answered: only those that may be shown.
    ///   - language: The language code of the report, and of the spreadsheets for which CSV is written; nil for the
    ///     workshop's.
    public init(results: WorkshopResults, reach: [String: Reach], assets: Assets, language: String? = nil) {
        self.results = results
        self.reach = reach
        self.assets = assets
        self.language = language ?? results.workshop.language
    }

    /// The name of a file.
    public func name(_ part: Part) -> String {
        let code = results.workshop.code
        return switch part {
        case .fields: "\(code)-fields.csv"
        case .html: "\(code)-report.html"
        case .pdf: "\(code)-report.pdf"
        case .csv, .xlsx, .json: "\(code).\(part.rawValue)"
        }
    }

    private var dialect: CSVDialect { (assets.languages[language] ?? assets.defaultWording).csvDialect }

    /// The content of a file. A PDF takes seconds, and blocks.
    ///
    /// - Throws: ``PDFWriter/Failure`` for a PDF; what the writers of the others throw.
    public func bytes(_ part: Part) throws -> [UInt8] {
        switch part {
        case .csv: CSVExport.results(results, language: results.workshop.language, dialect: dialect)
        case .fields: CSVExport.fields(assets.exportFields, dialect: dialect)
        case .xlsx:
            try XLSXExport.encode(
                results, words: assets.exportWords(for: results.workshop, language: language),
                fields: assets.exportFields)
        case .json: try BundleExport.encode(results)
        case .html: try WorkshopReport(assets: assets).html(results, reach: reach, language: language)
        case .pdf:
            try PDFWriter.pdf(
                of: WorkshopReport(assets: assets).html(results, reach: reach, language: language, isPaper: true))
        }
    }
}
