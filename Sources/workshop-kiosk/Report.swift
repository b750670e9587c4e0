import ArgumentParser
import Exports
import Kiosk
import Workshop

/// `workshop-kiosk report`.
struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Evaluate several workshops together: which interventions are expected to give the best effect.",
        discussion: """
            Reads bundles (workshop-kiosk export --format json) from one box or several, in any order; copies and \
            earlier versions of the same workshop are recognised. Writes one HTML file that needs nothing beside \
            itself.
            """)

    @Argument(help: "The bundles.", completion: .file(extensions: ["json"]))
    var bundles: [String]

    @ArgumentParser.Option(help: "The file to write; it is replaced only when the new one is complete.")
    var output: String

    @ArgumentParser.Option(help: "The language of the report, such as sv or en.")
    var language = "sv"

    @OptionGroup var places: Places

    func run() async throws {
        Signals.release()
        try await Failure.reporting {
            let assets = try Assets(directory: places.assetsDirectory)
            guard assets.languages[language] != nil else { throw Failure.noLanguage(language, assets) }
            guard !bundles.contains(where: { OutputFile.isSame($0, output) }) else {
                throw Failure("'\(output)' is one of the bundles; name another file for the report.", Exit.data)
            }
            var reader = ProgrammeReader()
            for path in bundles {
                try reader.add(try InputFile.read(path), name: path)
            }
            let html = try ProgrammeReport(assets: assets).html(try reader.programme(), language: language)
            try OutputFile.write(html, to: output)
        }
    }
}
