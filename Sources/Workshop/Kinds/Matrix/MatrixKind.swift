/// A square with two axes in which each participant places items.
public struct MatrixKind: ActivityKind {
    /// `matrix`
    public static let name = "matrix"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("items", .source), .init("xLabel", .text), .init("yLabel", .text), .init("least", .whole(endRange)),
        .init("most", .whole(endRange)),
    ]

    private static let endRange = -100...100

    /// What is placed.
    public var source: ItemSource
    /// What the axis to the right means, and the axis upwards.
    public var xLabel: LocalizedText, yLabel: LocalizedText
    /// The ends of both axes.
    public var least: Int, most: Int

    /// A square for what `source` gives.
    public init(
        source: ItemSource, xLabel: LocalizedText, yLabel: LocalizedText, least: Int = 0, most: Int = 10
    ) {
        self.source = source
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.least = least
        self.most = most
    }

    private enum CodingKeys: String, CodingKey {
        case source = "items"
        case xLabel, yLabel, least, most
    }

    /// What is placed.
    public var items: ItemSource? { source }

    /// Checks items, labels and ends.
    public func check() throws(RuleError) {
        try source.check("items")
        if xLabel.texts.isEmpty { throw RuleError("xLabel", .missing) }
        if yLabel.texts.isEmpty { throw RuleError("yLabel", .missing) }
        try Self.endRange.check(least, "least")
        guard Self.endRange.contains(most), most > least else {
            throw RuleError("most", .outOfRange(least + 1, Self.endRange.upperBound))
        }
    }

    /// Reads `x-ITEM` and `y-ITEM` for each item: both, or neither for an item that is skipped.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        var answers: [(String, String)] = []
        for item in context.items where !form.isUsedUp {
            let x = try form.whole("x-\(item.id)", in: least...most)
            let y = try form.whole("y-\(item.id)", in: least...most)
            switch (x, y) {
            case (nil, nil): continue
            case (nil, _): throw form.refused("x-\(item.id)", .halfAnswered)
            case (_, nil): throw form.refused("y-\(item.id)", .halfAnswered)
            case (let x?, let y?):
                answers.append(("x-\(item.id)", String(x)))
                answers.append(("y-\(item.id)", String(y)))
            }
        }
        return Ballot(answers)
    }

    /// Two lists of numbers for each item.
    public func controls(_ context: BallotContext) -> [Control] {
        context.items.flatMap { item -> [Control] in
            [("x", xLabel), ("y", yLabel)].map { axis, label in
                let field = "\(axis)-\(item.id)"
                let shown = context.shown[field] ?? ""
                let none = Control.Choices.Choice(
                    value: "", label: .phrase("kind_matrix_skip"), isChosen: shown.isEmpty)
                let numbers = (least...most).map { number in
                    Control.Choices.Choice(
                        value: String(number), label: .typed(String(number)), isChosen: shown == String(number))
                }
                return .list(
                    .init(
                        field: field,
                        label: .phrase(
                            "kind_matrix_axis", ["item": .label(item.label), "axis": .label(.localized(label))]),
                        entries: [none] + numbers))
            }
        }
    }

    /// How many items are placed.
    public func answers(in ballot: Ballot) -> Int { ballot.fields.count / 2 }

    /// The median place of each item with its quartiles; the best of both axes together first.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let byIdentifier = Dictionary(items.map { ($0.id, $0) }) { first, _ in first }
        var points: [ResultBlock.Plot.Point] = []
        for placed in order(ballots, items) {
            guard let item = byIdentifier[placed.id], let x = summary(ballots, "x", item.id),
                let y = summary(ballots, "y", item.id)
            else { continue }
            points.append(
                .init(
                    id: item.id, label: item.label, x: x.median, y: y.median,
                    xQuartiles: x.lowerQuartile...x.upperQuartile, yQuartiles: y.lowerQuartile...y.upperQuartile,
                    people: x.count))
        }
        var blocks: [ResultBlock] = [.note(.count("result_answered", ballots.count { !$0.isEmpty }))]
        if !points.isEmpty {
            blocks.append(
                .plot(
                    .init(
                        xLabel: .localized(xLabel), yLabel: .localized(yLabel), least: Double(least),
                        most: Double(most), points: points)))
        }
        let missing = items.count - points.count
        if missing > 0 { blocks.append(.note(.count("kind_matrix_missing", missing))) }
        return blocks
    }

    private func summary(_ ballots: [Ballot], _ axis: String, _ item: String) -> Summary? {
        Summary(ballots.compactMap { $0.whole("\(axis)-\(item)") }.map(Double.init))
    }

    /// Who has placed it.
    public func people(behind item: String, in ballots: [Ballot]) -> Int {
        ballots.count { $0.whole("x-\(item)") != nil }
    }

    /// The items that anybody has placed, by the sum of their medians.
    public func order(_ ballots: [Ballot], _ items: [Item]) -> [PlacedItem] {
        PlacedItem.ordered(
            items.compactMap { item in
                guard let x = summary(ballots, "x", item.id), let y = summary(ballots, "y", item.id) else { return nil }
                return (item.id, x.median + y.median)
            })
    }
}
