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
            of its columns beside it (NAME-fields.csv), separated as Excel in the language expects: semicolons in \
            Swedish and Finnish, commas in English. XLSX is a workbook with a sheet, tables and charts for each \
            question. JSON is the bundle that another box can read. HTML is a report that needs nothing beside itself; \
            PDF is the same on A4 and needs WeasyPrint. ALL is a folder with all of them and a list of their SHA-256 \
            hashes.
            """)

    /// What is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case csv, xlsx, json, html, pdf, all
    }

    @Argument(help: "The join code.")
    var code: String

    @ArgumentParser.Option(help: "csv, xlsx, json, html, pdf or all.")
    var format: Format

    @ArgumentParser.Option(help: "The file, or the folder of 'all', to write; it is replaced only by a complete one.")
    var output: String

    @ArgumentParser.Option(
        help: "The language of the report and of CSV's separators, such as sv or en (default: the workshop's).")
    var language: String?

    @OptionGroup var places: Places

    func run() async throws {
        try await places.withStore { store, assets in
            guard let code = SpokenCode(code, length: SpokenCode.joinLength) else { throw Refusal.noSuchWorkshop }
            if let language, assets.languages[language] == nil { throw Failure.noLanguage(language, assets) }
            let results = try await store.results(code)
            let files = WorkshopFiles(
                results: results, reach: try await store.reach(code), assets: assets, language: language)
            switch format {
            case .csv:
                try OutputFile.write(files.bytes(.csv), to: output)
                try OutputFile.write(files.bytes(.fields), to: Self.fieldsPath(output))
            case .xlsx: try OutputFile.write(files.bytes(.xlsx), to: output)
            case .json: try OutputFile.write(files.bytes(.json), to: output)
            case .html: try OutputFile.write(files.bytes(.html), to: output)
            case .pdf:
                Self.tell(1, of: 1, files.name(.pdf))
                try OutputFile.write(files.bytes(.pdf), to: output)
            case .all: try all(files)
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

    private func all(_ files: WorkshopFiles) throws {
        var parts = WorkshopFiles.Part.allCases
        if PDFWriter.program == nil {
            parts.removeAll { $0 == .pdf }
            Failure.print(
                error: "workshop-kiosk: no PDF, because WeasyPrint is not installed (apt install weasyprint).")
        }
        try OutputFolder.write(
            try parts.enumerated().map { place, part in
                Self.tell(place + 1, of: parts.count, files.name(part))
                return (files.name(part), try files.bytes(part))
            }, to: output)
    }

    /// Says which of the files is being made, to a person at a terminal: scripts are told only what went wrong.
    private static func tell(_ place: Int, of count: Int, _ name: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        Failure.print(error: "\(place)/\(count) \(name) …")
    }

    /// `results.csv` is described by `results-fields.csv`.
    private static func fieldsPath(_ path: String) -> String {
        path.hasSuffix(".csv") ? "\(path.dropLast(4))-fields.csv" : "\(path)-fields.csv"
    }
}
