import ArgumentParser
import Kiosk
import Store
import Workshop

/// `workshop-kiosk workshop`.
struct WorkshopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workshop", abstract: "Create or list workshops, also beside a running server.",
        subcommands: [Create.self, List.self])

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

        @ArgumentParser.Option(
            help: "Who may answer: open (whoever has the join code), card, or door (whom the facilitator lets in).")
        var admission = "open"

        @ArgumentParser.Option(
            help: "The background question that splits results, and is asked then: role, organisation or gender.")
        var split = ""

        @OptionGroup var places: Places

        func run() async throws {
            try await places.withStore { store, assets in
                let draft = try WorkshopPlan.draft(
                    assets: assets, methods: assets.methods + (try await store.methods()), method: method,
                    title: title, language: language, organisation: organisation, deletionDate: deletion,
                    privacy: privacy, admission: admission, split: split)
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
            try await places.withStore { store, _ in
                for workshop in try await store.workshops() {
                    print("\(workshop.code)\t\(workshop.method)\t\(workshop.joined)\t\(workshop.title)")
                }
            }
        }
    }
}
