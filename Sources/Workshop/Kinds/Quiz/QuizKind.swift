/// A question with one right answer; asked again later, it shows what has been learnt.
public struct QuizKind: ActivityKind {
    /// `quiz`
    public static let name = "quiz"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("options", .options), .init("correct", .option(of: "options")), .init("explanation", .text),
        .init("dontKnow", .option(of: "options")), .init("confidence", .flag(unlessStated: false)),
    ]

    /// The answers to choose from.
    public var options: [Option]
    /// The identifier of the right one.
    public var correct: String
    /// Why it is right.
    public var explanation: LocalizedText?
    /// The identifier of the answer "Don't know", which is not right, and not wrong with confidence either.
    public var dontKnow: String?
    /// Whether participants also say how sure they are; they do not unless stated.
    public var confidence: Bool?

    /// A question with the given answers.
    public init(
        options: [Option], correct: String, explanation: LocalizedText? = nil, dontKnow: String? = nil,
        confidence: Bool? = nil
    ) {
        self.options = options
        self.correct = correct
        self.explanation = explanation
        self.dontKnow = dontKnow
        self.confidence = confidence
    }

    private static let sureness = ["1", "2", "3"]

    /// The answers.
    public var items: ItemSource? { .own(options) }

    /// Checks the answers.
    public func check() throws(RuleError) {
        try ItemSource.own(options).check("options", least: 2)
        let identifiers = options.map(\.id)
        guard identifiers.contains(correct) else { throw RuleError("correct", .unknown) }
        if let dontKnow, !identifiers.contains(dontKnow) || dontKnow == correct {
            throw RuleError("dontKnow", .unknown)
        }
    }

    /// Reads `choice`, and `confidence` from 1 (a guess) to 3 (sure).
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        var ballot = Ballot()
        ballot["choice"] = try form.option("choice", of: context.identifiers)
        if confidence == true {
            ballot["confidence"] = try form.option("confidence", of: Set(Self.sureness))
            if ballot["confidence"] != nil, ballot["choice"] == nil { throw form.refused("choice", .missingChoice) }
        }
        return ballot
    }

    /// The answers, and how sure one is.
    public func controls(_ context: BallotContext) -> [Control] {
        var controls: [Control] = [
            .choices(
                .init(
                    field: "choice",
                    choices: context.items.map {
                        .init(value: $0.id, label: $0.label, isChosen: context.shown["choice"] == $0.id)
                    }))
        ]
        if confidence == true {
            controls.append(
                .choices(
                    .init(
                        field: "confidence", label: .phrase("kind_quiz_confidence"), isScale: true,
                        choices: Self.sureness.map {
                            .init(
                                value: $0, label: .phrase("kind_quiz_confidence_\($0)"),
                                isChosen: context.shown["confidence"] == $0)
                        })))
        }
        return controls
    }

    private func right(_ ballots: [Ballot]) -> (right: Int, answered: Int) {
        (ballots.count { $0["choice"] == correct }, ballots.count { $0["choice"] != nil })
    }

    /// How many chose each answer, the share that is right, and who was wrong but sure.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let (right, answered) = right(ballots)
        var blocks: [ResultBlock] = [.note(.count("result_answered", answered))]
        if let interval = WilsonInterval(successes: right, of: answered) {
            blocks.append(
                .note(
                    .phrase(
                        "kind_quiz_right",
                        [
                            "count": .whole(right), "share": .percent(Double(right) / Double(answered)),
                            "low": .percent(interval.lower), "high": .percent(interval.upper),
                        ])))
        }
        blocks.append(
            .bars(
                .init(
                    itemHeading: .phrase("kind_quiz_answer"), amountHeading: .phrase("result_chosen_by"),
                    whole: Double(max(1, answered)), base: answered,
                    rows: items.map { item in
                        let count = ballots.count { $0["choice"] == item.id }
                        return .init(
                            id: item.id,
                            label: item.id == correct
                                ? .phrase("kind_quiz_correct", ["answer": .label(item.label)]) : item.label,
                            amount: Double(count), text: .typed(String(count)))
                    })))
        if confidence == true {
            let sure = ballots.count {
                $0["confidence"] == "3" && $0["choice"] != correct && $0["choice"] != dontKnow && $0["choice"] != nil
            }
            blocks.append(.note(.count("kind_quiz_sure_but_wrong", sure)))
        }
        if let explanation { blocks.append(.note(.localized(explanation))) }
        return blocks
    }

    /// The share that is right.
    public var compared: ComparedNumber? { .chosen }

    /// Whether the answer is right.
    public func numbers(in ballot: Ballot, _ items: [Item]) -> [String: Double]? {
        ballot["choice"].map { ["": $0 == correct ? 1 : 0] }
    }

    /// The share that is right before and after, and the gain as a share of what there was to gain (R. R. Hake, 1998).
    public func comparison(before: [Ballot], after: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let (earlier, later) = (right(before), right(after))
        guard earlier.answered > 0, later.answered > 0 else { return [] }
        let shares = [earlier, later].map { Double($0.right) / Double($0.answered) }
        func cell(_ count: (right: Int, answered: Int), _ share: Double) -> Label {
            .phrase(
                "kind_quiz_share",
                ["right": .whole(count.right), "answered": .whole(count.answered), "share": .percent(share)])
        }
        var blocks: [ResultBlock] = [
            .table(
                .init(
                    caption: .phrase("result_before_after"),
                    columns: [.phrase("kind_quiz_when"), .phrase("kind_quiz_right_head")],
                    rows: [
                        .init([.phrase("result_before"), cell(earlier, shares[0])]),
                        .init([.phrase("result_after"), cell(later, shares[1])]),
                    ]))
        ]
        if shares[0] < 1 {
            blocks.append(
                .note(.phrase("kind_quiz_gain", ["gain": .decimal((shares[1] - shares[0]) / (1 - shares[0]), 2)])))
        }
        return blocks
    }
}
