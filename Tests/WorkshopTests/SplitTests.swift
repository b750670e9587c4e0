import Testing
import Workshop

@Suite("Results by a background question")
struct SplitTests {
    private static let text = LocalizedText(["sv": "Vad?"])
    private static let options = ["a", "b"].map { Option(id: $0, text: LocalizedText(["sv": $0])) }
    private static let points = (1...5).map { LocalizedText(["sv": "\($0)"]) }

    private static func split(
        _ kind: some ActivityKind, per: ItemReference? = nil, _ answers: [(String, [String: String])]
    ) -> Split? {
        let definition = ActivityDefinition(name: "q", title: text, prompt: text, minutes: 5, per: per, kind: kind)
        let items = options.map { Item(id: $0.id, label: .localized($0.text)) }
        return Split(question: "gender", of: answers.map { ($0.0, Ballot($0.1)) }, definition, items)
    }

    @Test("are means of each group: shares of what was chosen, points, dots, and the index of a scale")
    func means() throws {
        let several = ChoiceKind(options: .own(Self.options), most: 2)
        let choice = try #require(
            Self.split(
                several,
                [("o1", ["choice-a": "1"]), ("o1", ["choice-a": "1", "choice-b": "1"]), ("", ["choice-b": "1"])])
        )
        #expect(choice.people.counts == ["o1": 2, "": 1])
        #expect(choice.rows.map(\.item) == ["a", "b"])
        #expect(choice.rows.map(\.means) == [["o1": 1, "": 0], ["o1": 0.5, "": 1]])

        let quiz = try #require(
            Self.split(
                QuizKind(options: Self.options, correct: "b"),
                [("o1", ["choice": "b"]), ("o1", ["choice": "a"]), ("o2", [:])]))
        #expect(quiz.rows == [Split.Row(item: "", means: ["o1": 0.5])], "who did not answer is not counted")

        let points = try #require(
            Self.split(
                PointsKind(source: .own(Self.options)), [("o1", ["points-a": "100"]), ("o2", ["points-b": "100"])]))
        #expect(points.rows.map(\.means) == [["o1": 100, "o2": 0], ["o1": 0, "o2": 100]])

        let index = ScaleKind(statements: .own(Self.options), points: Self.points, index: "i", phase: "pre")
        let scale = try #require(
            Self.split(
                index,
                [("o1", ["answer-a": "2", "answer-b": "5"]), ("o1", ["answer-a": "1"]), ("o2", ["answer-b": "x"])]))
        #expect(scale.rows == [Split.Row(item: "", means: ["o1": 3.5])], "who answered too little has no index")
    }

    @Test("leave out a statement that somebody left open: its smaller base would tell how they answered")
    func openStatement() throws {
        let scale = ScaleKind(statements: .own(Self.options), points: Self.points)
        let split = try #require(
            Self.split(
                scale, [("o1", ["answer-a": "2", "answer-b": "5"]), ("o2", ["answer-a": "x", "answer-b": "3"])]))
        #expect(split.rows == [Split.Row(item: "b", means: ["o1": 5, "o2": 3])])
        #expect(split.people.counts == ["o1": 1, "o2": 1])
    }

    @Test("there are none of an activity asked for each item, of one whose kind compares nothing, or of no answers")
    func none() {
        let choice = ChoiceKind(options: .own(Self.options))
        #expect(Self.split(choice, per: ItemReference(from: "x", take: .ideas), [("o1", ["choice": "a"])]) == nil)
        #expect(Self.split(RankingKind(source: .own(Self.options)), [("o1", ["place-a": "1"])]) == nil)
        #expect(Self.split(choice, []) == nil)
        #expect(Self.split(choice, [("o1", [:])]) == nil)
    }
}
