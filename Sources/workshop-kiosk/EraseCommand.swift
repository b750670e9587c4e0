import ArgumentParser
import Kiosk
import Store
import Workshop

/// `workshop-kiosk erase`.
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase one text, a participant, a card, a workshop or the whole box, also beside a running server.",
        discussion: """
            Without --yes a command only says what would be lost, and ends with 65. What is erased is gone from the files of \
            the data directory, from logs and from what other workshops took over; files that were exported and backups \
            are yours to delete. Export first.
            """,
        subcommands: [OneText.self, Participant.self, Card.self, OneWorkshop.self, Box.self, Log.self])

    /// Whether it is meant.
    struct Consent: ParsableArguments {
        @Flag(help: "Really erase; without it the command only says what would be lost.")
        var yes = false

        @OptionGroup var places: Places
        @OptionGroup var copies: CopiesOfData
    }

    /// `workshop-kiosk erase text`.
    struct OneText: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "text",
            abstract: "Erase an idea's text, a written answer or a group's name; without an item, list them.",
            discussion: "The list has one line each: item, kind and text, separated by tabs.")

        @Argument(help: "The join code.")
        var code: String

        @Argument(help: "The item, as the list names it.")
        var item: String?

        @OptionGroup var consent: Consent

        func run() async throws {
            try await consent.places.withStore { store, assets in
                let code = try EraseCommand.joinCode(code)
                let items = try await store.erasable(in: code).flatMap { step in
                    step.ideas.map { ($0.id.description, ErasureTarget.idea($0.id, in: code), $0.text) }
                        + step.answers.map {
                            ($0.mark, ErasureTarget.answer($0.mark, in: code), $0.texts.joined(separator: " "))
                        } + step.groups.map { ($0.id.description, ErasureTarget.group($0.id, in: code), $0.name) }
                }
                guard let item else {
                    for (id, target, text) in items {
                        print(
                            "\(id)\t\(target.kind.rawValue)\t\(text.split(whereSeparator: \.isNewline).joined(separator: " "))"
                        )
                    }
                    return
                }
                guard let target = items.first(where: { $0.0 == item })?.1 else {
                    throw Failure("There is no such item; 'workshop-kiosk erase text \(code)' lists them.", Exit.data)
                }
                try await EraseCommand.erase(target, consent, store, assets)
            }
        }
    }

    /// `workshop-kiosk erase participant`.
    struct Participant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase all that one participant answered in a workshop.",
            discussion: """
                In an anonymous workshop only the questions that are not closed for good can be searched: in the others \
                nobody can tell any more whose answers were whose.
                """)

        @Argument(help: "The join code.")
        var code: String

        @Argument(help: "The card's code, the re-entry code, or the name in a workshop with names.")
        var person: String

        @OptionGroup var consent: Consent

        func run() async throws {
            try await consent.places.withStore { store, assets in
                guard let person = ErasedPerson(person) else { throw Refusal.noSuchParticipant }
                let code = try EraseCommand.joinCode(code)
                try await EraseCommand.erase(.person(person, in: code), consent, store, assets)
            }
        }
    }

    /// `workshop-kiosk erase card`.
    struct Card: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase all that the holder of a card answered in every workshop, and the card.")

        @Argument(help: "The card's code.")
        var card: String

        @OptionGroup var consent: Consent

        func run() async throws {
            try await consent.places.withStore { store, assets in
                guard let card = SpokenCode(card, length: SpokenCode.cardLength) else { throw Refusal.noSuchCard }
                try await EraseCommand.erase(.card(card), consent, store, assets)
            }
        }
    }

    /// `workshop-kiosk erase workshop`.
    struct OneWorkshop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "workshop", abstract: "Erase a workshop with all its answers.")

        @Argument(help: "The join code.")
        var code: String

        @OptionGroup var consent: Consent

        func run() async throws {
            try await consent.places.withStore { store, assets in
                try await EraseCommand.erase(.workshop(try EraseCommand.joinCode(code)), consent, store, assets)
            }
        }
    }

    /// `workshop-kiosk erase box`.
    struct Box: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Erase everything but the PIN, the recovery code, the settings, the Wi-Fi, the material and the log of erasures."
        )

        @OptionGroup var consent: Consent

        func run() async throws {
            try await consent.places.withStore { store, assets in
                try await EraseCommand.erase(.box, consent, store, assets)
            }
        }
    }

    /// `workshop-kiosk erase log`.
    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what was erased, the latest first: number, day, kind, records, why, separated by tabs.",
            discussion: "The day is what the box believed, '-' when its clock cannot have been right.")

        @OptionGroup var places: Places

        func run() async throws {
            try await places.withStore { store, _ in
                for line in try await store.erasures() {
                    let day = line.day?.description ?? "-"
                    print(
                        "\(line.number)\t\(day)\t\(line.kind.rawValue)\t\(line.rows)\t\(line.isByDate ? "date" : "asked")"
                    )
                }
            }
        }
    }

    static func joinCode(_ typed: String) throws -> SpokenCode {
        guard let code = SpokenCode(typed, length: SpokenCode.joinLength) else { throw Refusal.noSuchWorkshop }
        return code
    }

    /// Erases `target` if it is meant, and otherwise says what would be lost.
    static func erase(_ target: ErasureTarget, _ consent: Consent, _ store: Store, _ assets: Assets) async throws {
        let extent = try await store.extent(of: target)
        guard consent.yes else {
            throw Failure("\(summary(extent)) would be erased for good; add --yes to do it.", Exit.data)
        }
        try await store.erase(target, mark: assets.erasedMark, on: BoxDay.believable)
        try await consent.copies.remove(store, data: consent.places.dataDirectory)
        if extent.untraceable > 0 {
            Failure.print(
                error:
                    "workshop-kiosk: questions closed for good that nobody can search any more: \(extent.untraceable).")
        }
    }

    private static func summary(_ extent: ErasureExtent) -> String {
        let counts = [
            ("workshops", extent.workshops), ("participants", extent.participants), ("ideas", extent.ideas),
            ("answers", extent.answers), ("texts taken over by other workshops", extent.copies),
            ("cards", extent.cards),
        ].filter { $0.1 > 0 }.map { "\($0.0): \($0.1)" }
        return counts.isEmpty ? "One record" : "What is stored (\(counts.joined(separator: ", ")))"
    }
}
