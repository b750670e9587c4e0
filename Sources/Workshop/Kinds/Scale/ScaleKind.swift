/// One statement, or a block of them, each answered on a scale.
public struct ScaleKind: ActivityKind {
    /// `scale`
    public static let name = "scale"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("statements", .source), .init("points", .texts), .init("dontKnow", .flag(unlessStated: true)),
        .init("upperShare", .flag(unlessStated: false)),
    ]

    /// The statements; nil when the activity's question is the one statement.
    public var statements: ItemSource?
    /// The words of the points, from 1.
    public var points: [LocalizedText]
    /// Whether "Don't know" may be answered; it may unless stated.
    public var dontKnow: Bool?
    /// The name of the index that the statements form together.
    public var index: String?
    /// When it is asked: `pre`, `post` or `followup`.
    public var phase: String?

    /// Whether the share that chose one of the two upper points is shown; not unless stated.
    public var upperShare: Bool?

    /// The answer "Don't know": counted and shown, never part of a mean.
    public static let unknown = "x"
    /// Above this share of the scale's half range, the standard deviation means that opinions differ.
    public static let dissentShare = 0.3

    /// A scale with the given points.
    public init(
        statements: ItemSource? = nil, points: [LocalizedText], dontKnow: Bool? = nil, index: String? = nil,
        phase: String? = nil
    ) {
        self.statements = statements
        self.points = points
        self.dontKnow = dontKnow
        self.index = index
        self.phase = phase
    }

    /// The statements.
    public var items: ItemSource? { statements }

    private var allowsUnknown: Bool { dontKnow ?? true }

    /// Checks the points and the statements.
    public func check() throws(RuleError) {
        guard (2...11).contains(points.count) else { throw RuleError("points", .outOfRange(2, 11)) }
        guard points.allSatisfy({ !$0.texts.isEmpty }) else { throw RuleError("points", .missing) }
        try statements?.check("statements")
        if let phase, !["pre", "post", "followup"].contains(phase) { throw RuleError("phase", .unknown) }
        if let index, !Option.isValid(id: index) || statements == nil { throw RuleError("index", .invalid) }
    }

    private func fields(_ items: [Item]) -> [(field: String, item: Item?)] {
        statements == nil ? [("answer", nil)] : items.map { ("answer-\($0.id)", $0) }
    }

    /// Reads `answer`, or `answer-STATEMENT` for each: the number of a point, or `x`.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        var choices = Set(points.indices.map { String($0 + 1) })
        if allowsUnknown { choices.insert(Self.unknown) }
        if statements == nil { return Ballot(["answer": try form.option("answer", of: choices) ?? ""]) }
        let answers = try form.options("answer-", of: context.identifiers, among: choices)
        return Ballot(answers.lazy.map { ($0.field, $0.option) })
    }

    /// The points of each statement.
    public func controls(_ context: BallotContext) -> [Control] {
        fields(context.items).map { field, item in
            let shown = context.shown[field]
            var choices = points.enumerated().map { index, text in
                Control.Choices.Choice(
                    value: String(index + 1), label: .localized(text), isChosen: shown == String(index + 1))
            }
            if allowsUnknown {
                choices.append(
                    .init(value: Self.unknown, label: .phrase("result_dont_know"), isChosen: shown == Self.unknown))
            }
            return .choices(.init(field: field, label: item?.label, isScale: true, choices: choices))
        }
    }

    /// For each statement how many chose each point, with median, mean and spread; and the index, if they form one.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        var blocks: [ResultBlock] = [.note(.count("result_answered", ballots.count { !$0.isEmpty }))]
        if let index = indexSummary(ballots, items) {
            blocks.append(
                .note(
                    .count(
                        "kind_scale_index", index.count,
                        ["mean": .decimal(index.mean, 2), "most": .whole(points.count)]), people: index.count))
        }
        for (field, item) in fields(items) {
            if let item { blocks.append(.heading(item.label)) }
            let numbers = ballots.compactMap { $0.whole(field) }
            let unknown = ballots.count { $0[field] == Self.unknown }
            blocks += spread(numbers.map(Double.init))
            if upperShare ?? false { blocks += share(numbers) }
            var rows = points.enumerated().map { index, text -> ResultBlock.Bars.Row in
                let count = numbers.count { $0 == index + 1 }
                return .init(
                    id: "\(field)-\(index + 1)", label: .localized(text), amount: Double(count),
                    text: .typed(String(count)))
            }
            if allowsUnknown {
                rows.append(
                    .init(
                        id: "\(field)-x", label: .phrase("result_dont_know"), amount: Double(unknown),
                        text: .typed(String(unknown))))
            }
            blocks.append(
                .bars(
                    .init(
                        itemHeading: .phrase("kind_scale_point"), amountHeading: .phrase("plot_people"),
                        whole: Double(max(1, numbers.count + unknown)), base: numbers.count + unknown,
                        summary: Summary(numbers.map(Double.init)), rows: rows)))
        }
        return blocks
    }

    private func spread(_ numbers: [Double]) -> [ResultBlock] {
        guard let summary = Summary(numbers) else { return [] }
        var blocks: [ResultBlock] = [
            .note(
                .count(
                    "kind_scale_summary", summary.count,
                    [
                        "median": .decimal(summary.median, summary.median == summary.median.rounded() ? 0 : 1),
                        "mean": .decimal(summary.mean, 1), "spread": .decimal(summary.standardDeviation ?? 0, 1),
                    ]))
        ]
        let halfRange = Double(points.count - 1) / 2
        if let deviation = summary.standardDeviation, deviation / halfRange > Self.dissentShare {
            blocks.append(.note(.phrase("kind_scale_dissent")))
        }
        return blocks
    }

    /// The share of those on the scale who chose one of the two upper points, with its interval.
    private func share(_ numbers: [Int]) -> [ResultBlock] {
        let lowest = max(2, points.count - 1)
        let upper = numbers.count { $0 >= lowest }
        guard let interval = WilsonInterval(successes: upper, of: numbers.count) else { return [] }
        return [
            .note(
                .phrase(
                    "kind_scale_upper",
                    [
                        "count": .whole(upper), "of": .whole(numbers.count),
                        "point": .label(.localized(points[lowest - 1])),
                        "share": .percent(Double(upper) / Double(numbers.count)), "low": .percent(interval.lower),
                        "high": .percent(interval.upper),
                    ]))
        ]
    }

    /// The index of a person who answered at least two thirds of the statements (4 of 6): the mean of the answers.
    private func index(_ ballot: Ballot, _ items: [Item]) -> Double? {
        guard index != nil, !items.isEmpty else { return nil }
        let answers = items.compactMap { ballot.whole("answer-\($0.id)") }
        return answers.count >= (items.count * 2 + 2) / 3
            ? Double(answers.reduce(0, +)) / Double(answers.count) : nil
    }

    private func indexSummary(_ ballots: [Ballot], _ items: [Item]) -> Summary? {
        Summary(ballots.compactMap { index($0, items) })
    }

    /// Points of the scale.
    public var compared: ComparedNumber? { .amount }

    /// The index where the statements form one, else the point of each.
    public func numbers(in ballot: Ballot, _ items: [Item]) -> [String: Double]? {
        if index != nil { return index(ballot, items).map { ["": $0] } }
        let numbers = fields(items).compactMap { field, item in
            ballot.whole(field).map { (item?.id ?? "", Double($0)) }
        }
        return ballot.isEmpty ? nil : Dictionary(numbers) { first, _ in first }
    }

    /// Mean and number of answers of each statement, before and after.
    public func comparison(before: [Ballot], after: [Ballot], _ items: [Item]) -> [ResultBlock] {
        func cell(_ ballots: [Ballot], _ field: String) -> Label {
            guard let summary = Summary(ballots.compactMap { $0.whole(field) }.map(Double.init)) else {
                return .typed("–")
            }
            return .phrase("kind_scale_mean", ["mean": .decimal(summary.mean, 1), "count": .whole(summary.count)])
        }
        return [
            .table(
                .init(
                    caption: .phrase("result_before_after"),
                    columns: [.phrase("kind_scale_statement"), .phrase("result_before"), .phrase("result_after")],
                    rows: fields(items).map { field, item in
                        .init(
                            id: item?.id,
                            [item?.label ?? .phrase("kind_scale_statement"), cell(before, field), cell(after, field)],
                            people: [before, after].map { $0.count { $0.whole(field) != nil } }.min())
                    }))
        ]
    }

    /// Who has answered for it.
    public func people(behind item: String, in ballots: [Ballot]) -> Int {
        ballots.count { $0.whole("answer-\(item)") != nil }
    }

    /// The statements by mean, the highest first.
    public func order(_ ballots: [Ballot], _ items: [Item]) -> [PlacedItem] {
        PlacedItem.ordered(
            items.map { item in
                (item.id, Summary(ballots.compactMap { $0.whole("answer-\(item.id)") }.map(Double.init))?.mean ?? 0)
            })
    }
}
