import Foundation
import Testing
import Workshop

@testable import Exports

@Suite("The answers of published workshops")
struct PublishedAnswersTests {
    /// A workshop with ideas in groups, hidden and withdrawn, with details and lenses; dots on them; a choice; a scale
    /// for each group; and a step that is sealed.
    private static func results(language: String) -> WorkshopResults {
        let group = IdeaGroup(id: Identifier(bits: 50), name: "Grupp \"A\"\t=1")
        func text(_ words: String) -> LocalizedText { LocalizedText(["sv": words, "en": "\(words) in English"]) }
        func activity(_ place: Int, _ kind: some ActivityKind, per: ItemReference? = nil, revealed: Bool = true)
            -> Activity
        {
            Activity(
                id: Identifier(bits: UInt64(place + 1)), position: place,
                definition: ActivityDefinition(
                    name: "a\(place)", title: text("Steg \(place)"), prompt: text("Vad?"), minutes: 5, per: per,
                    kind: kind),
                status: .closed, isRevealed: revealed)
        }
        func idea(_ number: Int, _ words: String, _ status: IdeaStatus, grouped: Bool, details: [String: String] = [:])
            -> AuthoredIdea
        {
            var idea = Idea(
                id: Identifier(bits: UInt64(100 + number)), text: words, status: status,
                group: grouped ? group.id : nil,
                details: Ballot(details))
            if number == 1 { idea.lenses = Ballot(["dimension-social": "1", "why-x": "rad 1\nrad 2"]) }
            return AuthoredIdea(idea: idea, pseudonym: "p\(number)", source: number == 2 ? .paper : .phone)
        }
        let ideas = [
            idea(1, "Första, \\ \"idén\"", .visible, grouped: true, details: ["sort": "need", "part-who": "Alla"]),
            idea(2, "=1+1", .hidden, grouped: false), idea(3, "", .withdrawn, grouped: true),
        ]
        let items = ideas.map { Item(id: "\($0.idea.id)", label: .typed($0.idea.text)) }
        let options = ["ja", "nej"].map { Option(id: $0, text: text($0)) }
        let points = (1...5).map { text("Punkt \($0)") }
        let activities = [
            ActivityResults(
                activity: activity(0, IdeasKind()), turnout: Turnout(answered: 3, joined: 9, answers: 3), ideas: ideas,
                groups: [group]),
            ActivityResults(
                activity: activity(
                    1, DotsKind(source: .earlier(ItemReference(from: "a0", take: .ideas)), budget: 3, stacking: true)),
                turnout: Turnout(answered: 2, joined: 9, answers: 5), items: items,
                ballots: [
                    PseudonymousBallot(
                        pseudonym: "q1", ballot: Ballot(["dots-\(items[0].id)": "2", "dots-\(items[1].id)": "1"])),
                    PseudonymousBallot(pseudonym: "q2", ballot: Ballot(["dots-\(items[2].id)": "2"]), source: .paper),
                ]),
            ActivityResults(
                activity: activity(2, ChoiceKind(options: .own(options))),
                turnout: Turnout(answered: 1, joined: 9, answers: 1),
                items: options.map { Item(id: $0.id, label: .localized($0.text)) },
                ballots: [PseudonymousBallot(pseudonym: "r1", ballot: Ballot(["choice": "nej"]))]),
            ActivityResults(
                activity: activity(3, ScaleKind(points: points), per: ItemReference(from: "a0", take: .groups)),
                turnout: Turnout(answered: 1, joined: 9, answers: 1),
                targets: [Item(id: "\(group.id)", label: .typed(group.name))],
                ballots: [PseudonymousBallot(pseudonym: "s1", ballot: Ballot(["\(group.id)/answer": "4"]))]),
            ActivityResults(
                activity: activity(4, ScaleKind(points: points), revealed: false),
                turnout: Turnout(answered: 1, joined: 9, answers: 1),
                ballots: [PseudonymousBallot(pseudonym: "t1", ballot: Ballot(["answer": "4"]))]),
        ]
        var generator = SplitMix64(seed: 4)
        let workshop = Workshop(
            code: SpokenCode.random(length: SpokenCode.joinLength, using: &generator), title: "T", language: language,
            method: "t01", agenda: activities.map(\.activity))
        return WorkshopResults(workshop: workshop, joined: 9, activities: activities)
    }

    @Test("are row for row those of the CSV export", arguments: ["sv", "en", "fi"])
    func rows(_ language: String) throws {
        let results = Self.results(language: language)
        var expected: [[String]] = []
        AnswerRows.each(results, language: language) { expected.append($0) }
        #expect(Set(expected.map { $0[4] }) == ["idea", "detail", "lens", "answer"])
        let database = try TestDatabase()
        try database.publish([BundleExport.encode(results)])
        let rows = try database.rows("SELECT * FROM workshop_kiosk.answer").map { row in
            try AnswerRows.columns.map { try #require(row[$0] as? String, "\($0)") }
        }
        func inOrder(_ rows: [[String]]) -> [[String]] { rows.sorted { $0.lexicographicallyPrecedes($1) } }
        #expect(inOrder(rows) == inOrder(expected))
        let dots = try database.sql(
            """
            SELECT item_text, count(*) FROM workshop_kiosk.answer WHERE field = 'dots' GROUP BY item_text
            ORDER BY item_text COLLATE "C"
            """)
        #expect(dots == "|2\n=1+1|1\nFörsta, \\ \"idén\"|2\n")
    }
}
