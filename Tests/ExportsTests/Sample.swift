import Workshop

/// A small workshop's results.
enum Sample {
    static func results(revealed: Bool) -> WorkshopResults {
        let first = Identifier(bits: 3)
        let group = IdeaGroup(id: Identifier(bits: 5), name: "Grupp")
        let ideas = Activity(
            id: Identifier(bits: 1), position: 0,
            definition: ActivityDefinition(
                name: "a1", title: LocalizedText(["sv": "Skriv"]), prompt: LocalizedText(["sv": "Vad?"]), minutes: 5,
                kind: IdeasKind()),
            status: .closed, isRevealed: revealed)
        let dots = Activity(
            id: Identifier(bits: 2), position: 1,
            definition: ActivityDefinition(
                name: "a5", title: LocalizedText(["sv": "Prickar"]), prompt: LocalizedText(["sv": "Vilka?"]),
                minutes: 5,
                kind: DotsKind(
                    source: .earlier(ItemReference(from: "a1", take: .ideas)), budget: 3, stacking: true)),
            status: .open, isRevealed: revealed)
        var generator = SplitMix64(seed: 1)
        let code = SpokenCode("ACDEFG", length: 6) ?? .random(length: 6, using: &generator)
        return WorkshopResults(
            workshop: Workshop(code: code, title: "T", language: "sv", method: "t01", agenda: [ideas, dots]), joined: 3,
            activities: [
                ActivityResults(
                    activity: ideas, turnout: Turnout(answered: 2, joined: 3, answers: 2),
                    ideas: [
                        AuthoredIdea(idea: Idea(id: first, text: "Första", group: group.id), pseudonym: "aa"),
                        AuthoredIdea(
                            idea: Idea(id: Identifier(bits: 4), text: "", status: .withdrawn), pseudonym: "bb"),
                    ], groups: [group]),
                ActivityResults(
                    activity: dots, turnout: Turnout(answered: 1, joined: 3, answers: 2),
                    items: [Item(id: "\(first)", label: .typed("Första"))],
                    ballots: [PseudonymousBallot(pseudonym: "cc", ballot: Ballot(["dots-\(first)": "2"]))]),
            ])
    }
}
