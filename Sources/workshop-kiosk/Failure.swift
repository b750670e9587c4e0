import Appliance
import ArgumentParser
import Exports
import Glibc
import HTTP
import Kiosk
import Store
import Warehouse
import Workshop

/// What went wrong, in one sentence with what to do, and the exit code that says so to scripts.
struct Failure: Error {
    let sentence: String
    let code: ExitCode

    init(_ sentence: String, _ code: ExitCode) {
        self.sentence = sentence
        self.code = code
    }

    /// Runs `body`; a failure is one sentence on standard error and its exit code.
    static func reporting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let code as ExitCode {
            throw code
        } catch {
            let failure = describe(error)
            print(error: "workshop-kiosk: \(failure.sentence)")
            throw failure.code
        }
    }

    /// Prints one line on standard error.
    static func print(error line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    private static func describe(_ error: any Error) -> Failure {
        switch error {
        case let failure as Failure: failure
        case let error as StoreError: describe(error)
        case let error as AssetError:
            Failure("\(error) Reinstall the program, or name the right folder with --assets.", Exit.configuration)
        case let error as ServerError: describe(error)
        case let error as ProgrammeError: Failure(describe(error), Exit.data)
        case let error as PDFWriter.Failure: describe(error)
        case let error as PublishError: describe(error)
        case let problem as NetworkProblem: describe(problem)
        case let error as ApplianceError: describe(error)
        case let fault as BoxNetwork.Fault: describe(fault)
        case Refusal.noSuchWorkshop:
            Failure("There is no workshop with that code; see 'workshop-kiosk workshop list'.", Exit.data)
        case Refusal.noSuchParticipant:
            Failure(
                "No participant of the workshop, or more than one, is known by that; give the card's or the re-entry code.",
                Exit.data)
        case Refusal.noSuchCard: Failure("The box has no card with that code; check the characters.", Exit.data)
        case Refusal.missingField(let name):
            Failure("The \(name) does not exist or is not filled in; see --help.", Exit.data)
        case Refusal.rehearsal:
            Failure("That is a rehearsal; its answers are invented and leave the box in no file.", Exit.data)
        case Refusal.tooLong(let count, let limit):
            Failure("The text has \(count) characters; shorten it to \(limit).", Exit.data)
        case let refusal as Refusal: Failure("That is not possible: \(refusal). See --help.", Exit.data)
        default: Failure("\(error). Check the disk and try again.", Exit.inputOutput)
        }
    }

    /// There is no language `code` in `assets`.
    static func noLanguage(_ code: String, _ assets: Assets) -> Failure {
        Failure(
            "There is no language '\(code)'; choose one of \(assets.languages.keys.sorted().joined(separator: ", ")).",
            Exit.data)
    }

    private static func describe(_ error: PDFWriter.Failure) -> Failure {
        switch error {
        case .notInstalled:
            Failure(
                "WeasyPrint is not installed: install it (apt install weasyprint), or export html and print that.",
                Exit.unavailable)
        case .failed(let status):
            Failure(
                "WeasyPrint did not make the PDF (status \(status)); export html and print that.", Exit.inputOutput)
        case .disk: Failure("The PDF cannot be written under /tmp; free some space there.", Exit.inputOutput)
        }
    }

    private static func describe(_ error: PublishError) -> Failure {
        switch error {
        case .address(let problem):
            Failure(
                "The address of the database cannot be used: \(problem). Write it as postgresql://USER@HOST/DATABASE.",
                Exit.data)
        case .notInstalled:
            Failure("psql is not installed: install it (apt install postgresql-client).", Exit.unavailable)
        case .unreachable(let words):
            Failure("No connection to the database, and nothing was published: \(words).", Exit.unavailable)
        case .refused(let words):
            Failure("The database refused, and nothing was published: \(words).", Exit.inputOutput)
        case .newerSchema(let version):
            Failure(
                "The database's tables were made by a newer version of the program (schema \(version)); install that version.",
                Exit.data)
        case .asset(let path):
            Failure(
                "'\(path)' cannot be read. Reinstall the program, or name the right folder with --assets.",
                Exit.configuration)
        case .disk: Failure("No file can be written under /tmp; free some space there.", Exit.inputOutput)
        }
    }

    /// Why `file` is not a bundle that can be read.
    static func words(_ error: BundleError, file: String) -> String {
        switch error {
        case .unreadable: "'\(file)' is not a bundle; export the workshop again with --format json."
        case .otherFormat: "'\(file)' is a file of another kind than those that can be read here."
        case .newerVersion(let version):
            "'\(file)' was written by a newer version of the program (format \(version)); install that version."
        case .altered:
            "'\(file)' is not as it was written: its content does not match its hash. Export the workshop again."
        }
    }

    private static func describe(_ error: ProgrammeError) -> String {
        switch error {
        case .bundle(.otherFormat, let file): "'\(file)' is a file of another kind; only bundles are read."
        case .bundle(let error, let file): words(error, file: file)
        case .wordingChanged(let name, let first, let second):
            "The \(name) has other words in '\(first.file)' (\"\(first.text)\") than in '\(second.file)' "
                + "(\"\(second.text)\"): answers to different questions are not compared."
        }
    }

    private static func describe(_ error: StoreError) -> Failure {
        switch error {
        case .locked(let holder):
            Failure(
                "The data directory is in use by \(holder); stop it first, or choose another with --data.",
                Exit.temporary)
        case .notWritable(let path):
            Failure(
                "'\(path)' cannot be written; give this user the right to it, check the disk, or choose another with --data.",
                Exit.cannotCreate)
        case .missing(let path):
            Failure("'\(path)' cannot be read; name a file that 'workshop-kiosk backup' wrote.", Exit.data)
        case .corrupt(let path):
            Failure(
                "'\(path)' is damaged or is not this program's; move it away and restore a copy, or start with an empty directory.",
                Exit.data)
        case .newerVersion(let path):
            Failure("'\(path)' was written by a newer version; install that version.", Exit.data)
        case .diskFull: Failure("The disk is full; free some space and try again.", Exit.inputOutput)
        case .unreliable:
            Failure(
                "The disk has failed to keep what it was given. Start again: what was acknowledged is there. If it happens again, make a backup and change the card.",
                Exit.inputOutput)
        case .disk(let message):
            Failure("The database says: \(message). Check the disk and try again.", Exit.inputOutput)
        case .closed: Failure("The database is closed; start again.", Exit.inputOutput)
        }
    }

    private static func describe(_ error: ServerError) -> Failure {
        guard case .unfitSocket = error else {
            return Failure("\(error); choose another with --host or --port.", Exit.unavailable)
        }
        return Failure(
            "The socket that the service manager passed does not listen for TCP over IPv4 (\(error)); write ListenStream=0.0.0.0:80 in the socket unit.",
            Exit.configuration)
    }
}
