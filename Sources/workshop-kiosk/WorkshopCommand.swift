import ArgumentParser
import Kiosk
import Store
import Workshop

/// `workshop-kiosk workshop`.
struct WorkshopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workshop", abstract: "Create, list or erase workshops, also beside a running server.",
        subcommands: [Create.self, List.self, Erase.self])

    /// `workshop-kiosk workshop create`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a workshop from a method and print its join code.")

        @ArgumentParser.Option(help: "The method's identifier.")
        var method = "t01"

        @ArgumentParser.Option(help: "The title that participants see.")
        var title: String

        @ArgumentParser.Option(help: "The language that the pages start in, such as sv or en.")
        var language = "sv"

        @ArgumentParser.Option(help: "Who is responsible for the answers.")
        var organisation = ""

        @ArgumentParser.Option(help: "The day by which the answers are deleted, as YYYY-MM-DD.")
        var deletion = ""

        @ArgumentParser.Option(help: "What is kept of who answered what: anonymous, linked (by card) or named.")
        var privacy = "anonymous"

        @OptionGroup var places: Places

        func run() async throws {
            Signals.release()
            try await Failure.reporting {
                let assets = try Assets(directory: places.assetsDirectory)
                let store = try Store(directory: places.dataDirectory, role: .tool)
                defer { store.close() }
                let draft = try WorkshopPlan.draft(
                    assets: assets, methods: assets.methods + (try await store.methods()), method: method,
                    title: title, language: language, organisation: organisation, deletionDate: deletion,
                    privacy: privacy)
                print(try await store.createWorkshop(draft).code)
            }
        }
    }

    /// `workshop-kiosk workshop list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the workshops, newest first: code, method, participants, title, separated by tabs.")

        @OptionGroup var places: Places

        func run() async throws {
            Signals.release()
            try await Failure.reporting {
                let store = try Store(directory: places.dataDirectory, role: .tool)
                defer { store.close() }
                for workshop in try await store.workshops() {
                    print("\(workshop.code)\t\(workshop.method)\t\(workshop.joined)\t\(workshop.title)")
                }
            }
        }
    }

    /// `workshop-kiosk workshop erase`.
    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase a workshop with all its answers, for good. Export it first.")

        @Argument(help: "The join code.")
        var code: String

        @Flag(help: "Really erase; without it the command only says what would be lost.")
        var yes = false

        @OptionGroup var places: Places

        func run() async throws {
            Signals.release()
            try await Failure.reporting {
                let assets = try Assets(directory: places.assetsDirectory)
                let store = try Store(directory: places.dataDirectory, role: .tool)
                defer { store.close() }
                guard let code = SpokenCode(code, length: SpokenCode.joinLength),
                    let workshop = try await store.workshops().first(where: { $0.code == code })
                else { throw Refusal.noSuchWorkshop }
                guard yes else {
                    throw Failure(
                        "'\(workshop.title)' with the answers of \(workshop.joined) participants would be erased for good; add --yes to do it.",
                        Exit.data)
                }
                try await store.erase(.workshop(code), mark: assets.erasedMark, on: BoxDay.believable)
            }
        }
    }
}
