/// A hundred points, or another sum, that each participant spreads over items.
public struct PointsKind: ActivityKind {
    /// `points`
    public static let name = "points"
    /// What a facilitator sets.
    public static let settings: [Setting] = [.init("items", .source), .init("total", .whole(totalRange))]

    private static let totalRange = 1...1000

    /// What gets the points.
    public var source: ItemSource
    /// The points of each participant; 100 unless stated.
    public var total: Int?

    /// `total` points over what `source` gives.
    public init(source: ItemSource, total: Int? = nil) {
        self.source = source
        self.total = total
    }

    private enum CodingKeys: String, CodingKey {
        case source = "items"
        case total
    }

    /// What gets the points.
    public var items: ItemSource? { source }

    private var whole: Int { total ?? 100 }

    /// Checks items and total.
    public func check() throws(RuleError) {
        try source.check("items", least: 2)
        try Self.totalRange.check(total, "total")
    }

    /// Reads `points-ITEM` for each item. Who gives any points gives all of them.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        var ballot = Ballot()
        var sum = 0
        for (field, points) in try form.wholes("points-", of: context.identifiers, in: 0...whole) where points > 0 {
            ballot[field] = String(points)
            sum += points
        }
        if sum != 0, sum != whole, let first = context.items.first {
            throw form.refused("points-\(first.id)", .unevenTotal(total: sum, whole: whole))
        }
        return ballot
    }

    /// A number for each item.
    public func controls(_ context: BallotContext) -> [Control] {
        let placed = context.items.reduce(0) { $0 + (context.shown.whole("points-\($1.id)") ?? 0) }
        let note = Control.note(.phrase("kind_points_help", ["whole": .whole(whole), "placed": .whole(placed)]))
        return [note]
            + context.items.map { item in
                let field = "points-\(item.id)"
                return .number(
                    .init(
                        field: field, label: item.label, value: context.shown[field] ?? "", isWhole: true, total: whole)
                )
            }
    }

    private func numbers(_ ballots: [Ballot], _ item: String) -> [Double] {
        ballots.filter { !$0.isEmpty }.map { Double($0.whole("points-\(item)") ?? 0) }
    }

    /// The items by mean, with median and the share that gave nothing.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let labels = Dictionary(items.map { ($0.id, $0.label) }) { first, _ in first }
        let rows = order(ballots, items).map { placed -> ResultBlock.Bars.Row in
            let numbers = numbers(ballots, placed.id)
            let summary = Summary(numbers)
            let none = numbers.count { $0 == 0 }
            return .init(
                id: placed.id, label: labels[placed.id] ?? .typed(""), place: placed.place, isTied: placed.isTied,
                amount: summary?.mean ?? 0,
                text: .phrase("kind_points_mean", ["mean": .decimal(summary?.mean ?? 0, 1)]),
                detail: summary.map {
                    .phrase(
                        "kind_points_detail",
                        [
                            "median": .decimal($0.median, 1),
                            "none": .percent(Double(none) / Double(max(1, numbers.count))),
                        ])
                })
        }
        return [
            .note(.count("result_answered", ballots.count { !$0.isEmpty })),
            .bars(
                .init(
                    itemHeading: .phrase("results_item"), amountHeading: .phrase("kind_points_amount"), rows: rows)),
        ]
    }

    /// The mean points of each item, before and after.
    public func comparison(before: [Ballot], after: [Ballot], _ items: [Item]) -> [ResultBlock] {
        func cell(_ ballots: [Ballot], _ item: Item) -> Label {
            Summary(numbers(ballots, item.id)).map { .phrase("kind_points_mean", ["mean": .decimal($0.mean, 1)]) }
                ?? .typed("–")
        }
        return [
            .table(
                .init(
                    caption: .phrase("result_before_after"),
                    columns: [.phrase("results_item"), .phrase("result_before"), .phrase("result_after")],
                    rows: items.map { .init(id: $0.id, [$0.label, cell(before, $0), cell(after, $0)]) }))
        ]
    }

    /// Points.
    public var compared: ComparedNumber? { .amount }

    /// The points of each item.
    public func numbers(in ballot: Ballot, _ items: [Item]) -> [String: Double]? {
        ballot.isEmpty
            ? nil
            : Dictionary(items.map { ($0.id, Double(ballot.whole("points-\($0.id)") ?? 0)) }) { first, _ in first }
    }

    /// The items by the sum of their points, which orders as the mean does.
    public func order(_ ballots: [Ballot], _ items: [Item]) -> [PlacedItem] {
        PlacedItem.ordered(items.map { ($0.id, numbers(ballots, $0.id).reduce(0, +)) })
    }
}
