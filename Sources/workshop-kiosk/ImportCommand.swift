import ArgumentParser
import Exports
import Kiosk
import Store

/// `workshop-kiosk import`.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take in workshops and methods that were saved on other boxes.",
        discussion: """
            The server must be stopped; beside it the facilitator's page does the same. Each file is told by its content: a \
            bundle becomes a workshop that is over, with its results; a method is put beside the box's own. Says for each \
            file what became of it, and ends with 65 when one was not taken in; the others are.
            """)

    @Argument(help: "The files.", completion: .file(extensions: ["json"]))
    var files: [String]

    @OptionGroup var places: Places

    func run() async throws {
        Signals.release()
        try await Failure.reporting {
            let assets = try Assets(directory: places.assetsDirectory)
            let store = try Store(directory: places.dataDirectory, role: .daemon)
            defer { store.close() }
            let importing = FileImport(store: store, assets: assets)
            var isWhole = true
            for path in files {
                do {
                    let outcome = try await importing.takeIn(
                        try InputFile.read(path), name: path, by: "", on: BoxDay.believable)
                    print(try Self.words(outcome, path))
                } catch let failure as Failure where failure.code == Exit.data {
                    Failure.print(error: "workshop-kiosk: \(failure.sentence)")
                    isWhole = false
                } catch let problem as FileImport.Problem {
                    Failure.print(error: "workshop-kiosk: \(Self.words(problem, path))")
                    isWhole = false
                }
            }
            if !isWhole { throw Exit.data }
        }
    }

    private static func words(_ outcome: FileImport.Outcome, _ path: String) throws -> String {
        switch outcome {
        case .workshop(.added(let code), let title, let written, let wasOpen):
            let other = code.description == written ? "" : " (its code \(written) is taken here; all else is the same)"
            return
                "workshop \(code) taken in: \(title)\(other)\(wasOpen ? " (a question was open; it is closed here)" : "")"
        case .workshop(.replaced(let code, let earlier, let joined), let title, _, _):
            return
                "workshop \(code) replaced by a later version (participants: \(earlier) before, \(joined) now): \(title)"
        case .workshop(.known(let code), let title, _, _): return "workshop \(code) is here already: \(title)"
        case .workshop(.own(let code), let title, _, _): return "workshop \(code) was held on this box: \(title)"
        case .workshop(.changedHere(let code), _, _, _):
            throw Failure(
                "'\(path)' is a later version of \(code), of which something has been changed or erased here since; erase \(code) first to take it in.",
                Exit.data)
        case .method(let method, let isKnown):
            return "method \(method.id) \(isKnown ? "is here already" : "taken in"): \(method.title.text(in: "en"))"
        case .pack:
            throw Failure(
                "'\(path)' holds examples for a workshop's agenda; take it in on the facilitator's page.", Exit.data)
        }
    }

    private static func words(_ problem: FileImport.Problem, _ path: String) -> String {
        switch problem {
        case .file(let error): Failure.words(error, file: path)
        case .fault(let place): "'\(path)' holds something that no box writes, at \(place); it is not taken in."
        case .workshop(.mixed):
            "Steps or ideas in '\(path)' belong to another workshop of this box; it is not taken in."
        case .workshop(.inconsistent):
            "The numbers or questions in '\(path)' do not agree with the answers in it; it is not taken in."
        case .overdue(let date): "The workshop in '\(path)' was to be deleted by \(date); delete the file, too."
        case .method(let error): "\(error)"
        case .tooLarge: "'\(path)' is too large for a method; it may have 1 MiB."
        }
    }
}
