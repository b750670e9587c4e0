import ArgumentParser
import Exports
import Glibc
import Kiosk
import Store
import Workshop

/// `workshop-kiosk export`.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Export a workshop's results, also while it runs.",
        discussion: """
            Sealed activities are left out: reveal them first. CSV is one row per idea and per dot, with a description \
            of its columns beside it (NAME-fields.csv). XLSX is a workbook with a sheet, tables and charts for each \
            question. JSON is the bundle that another box can read.
            """)

    /// A file format.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case csv, xlsx, json
    }

    @Argument(help: "The join code.")
    var code: String

    @ArgumentParser.Option(help: "csv, xlsx or json.")
    var format: Format

    @ArgumentParser.Option(help: "The file to write; it is replaced only when the new one is complete.")
    var output: String

    @OptionGroup var places: Places

    func run() async throws {
        Signals.release()
        try await Failure.reporting {
            let assets = try Assets(directory: places.assetsDirectory)
            let store = try Store(directory: places.dataDirectory, role: .tool)
            defer { store.close() }
            guard let code = SpokenCode(code, length: SpokenCode.joinLength) else { throw Refusal.noSuchWorkshop }
            let results = try await store.results(code)
            switch format {
            case .csv:
                try OutputFile.write(CSVExport.results(results, language: results.workshop.language), to: output)
                try OutputFile.write(CSVExport.fields(assets.exportFields), to: Self.fieldsPath(output))
            case .xlsx:
                let words = assets.exportWords(for: results.workshop)
                try OutputFile.write(
                    XLSXExport.encode(results, words: words, fields: assets.exportFields), to: output)
            case .json:
                try OutputFile.write(BundleExport.encode(results), to: output)
            }
            let sealed = results.activities.filter { !$0.activity.isRevealed && $0.turnout.answered > 0 }
            if !sealed.isEmpty {
                let titles = sealed.map { "'\($0.activity.definition.title.text(in: results.workshop.language))'" }
                Failure.print(
                    error:
                        "workshop-kiosk: left out because sealed: \(titles.joined(separator: ", ")); reveal and export again."
                )
            }
        }
    }

    /// `results.csv` is described by `results-fields.csv`.
    private static func fieldsPath(_ path: String) -> String {
        path.hasSuffix(".csv") ? "\(path.dropLast(4))-fields.csv" : "\(path)-fields.csv"
    }
}
