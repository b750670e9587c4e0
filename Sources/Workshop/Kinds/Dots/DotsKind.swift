/// Dots that each participant spreads over items, by one criterion or several.
public struct DotsKind: ActivityKind {
    /// `dots`
    public static let name = "dots"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("items", .source), .init("budget", .whole(budgetRange)), .init("stacking", .flag(unlessStated: false)),
        .init("cap", .whole(budgetRange)), .init("criteria", .options),
    ]

    private static let budgetRange = 1...100

    /// What the dots are placed on.
    public var source: ItemSource
    /// The dots of each participant, by each criterion.
    public var budget: Int
    /// Whether several dots of one participant may lie on one item.
    public var stacking: Bool
    /// The most dots of one participant on one item, where stacking is on; the budget unless stated.
    public var cap: Int?
    /// The criteria, each with dots of its own; nil for one sort of dots.
    public var criteria: [Option]?

    /// Dots with the given budget.
    public init(source: ItemSource, budget: Int, stacking: Bool, cap: Int? = nil, criteria: [Option]? = nil) {
        self.source = source
        self.budget = budget
        self.stacking = stacking
        self.cap = cap
        self.criteria = criteria
    }

    private enum CodingKeys: String, CodingKey {
        case source = "items"
        case budget, stacking, cap, criteria
    }

    /// What the dots are placed on.
    public var items: ItemSource? { source }

    /// The most dots of one participant on one item by one criterion.
    public var highest: Int { stacking ? min(cap ?? budget, budget) : 1 }

    private var sorts: [(prefix: String, label: Label?)] {
        guard let criteria else { return [("dots-", nil)] }
        return criteria.map { ("dots-\($0.id)-", .localized($0.text)) }
    }

    /// Checks budget, cap, items and criteria.
    public func check() throws(RuleError) {
        try source.check("items")
        try Self.budgetRange.check(budget, "budget")
        try (1...budget).check(cap, "cap")
        guard let criteria else { return }
        guard (1...5).contains(criteria.count) else { throw RuleError("criteria", .outOfRange(1, 5)) }
        // With a hyphen, the field of one criterion could be that of another.
        guard criteria.allSatisfy({ Option.isValid(id: $0.id) && !$0.id.contains("-") }) else {
            throw RuleError("criteria", .invalid)
        }
        guard Set(criteria.map(\.id)).count == criteria.count else { throw RuleError("criteria", .repeated) }
    }

    /// Reads `dots-ITEM`, or `dots-CRITERION-ITEM`, for each item.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        var ballot = Ballot()
        let identifiers = context.identifiers
        for (prefix, _) in sorts {
            var placed = 0
            for (field, count) in try form.wholes(prefix, of: identifiers, in: 0...999_999) where count > 0 {
                if count > highest { throw form.refused(field, .overCap(placed: count, cap: highest)) }
                placed += count
                ballot[field] = String(count)
            }
            if placed > budget { throw form.refused(prefix, .overBudget(placed: placed, budget: budget)) }
        }
        return ballot
    }

    /// Plus and minus buttons, by criterion.
    public func controls(_ context: BallotContext) -> [Control] {
        sorts.map { prefix, label in
            .dots(
                .init(
                    label: label, budget: budget, cap: highest,
                    rows: context.items.map { item in
                        .init(
                            field: prefix + item.id, item: item,
                            count: max(0, context.shown.whole(prefix + item.id) ?? 0))
                    }))
        }
    }

    /// The dots placed.
    public func answers(in ballot: Ballot) -> Int {
        ballot.fields.reduce(0) { $0 + (Int($1.value) ?? 0) }
    }

    /// One row for each dot; its value is 1, so that summing counts.
    public func rows(of ballot: Ballot) -> [AnswerRow] {
        sorts.flatMap { prefix, _ in
            ballot.fields(after: prefix).flatMap { item, value in
                Array(
                    repeating: AnswerRow(field: String(prefix.dropLast()), item: item, value: "1"),
                    count: min(budget, max(0, Int(value) ?? 0)))
            }
        }
    }

    /// The items by dots, most first, with shared places, by criterion.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        var blocks: [ResultBlock] = []
        let labels = Dictionary(items.map { ($0.id, $0.label) }) { first, _ in first }
        for (prefix, label) in sorts {
            if let label { blocks.append(.heading(label)) }
            let tally = DotsTally(ballots, items: items.map(\.id), prefix: prefix)
            let dots = Label.Argument.label(.count("dots_count", tally.dots))
            blocks.append(.note(.count("results_summary", tally.ballots, ["dots": dots])))
            let rows = tally.rows.map { row -> ResultBlock.Bars.Row in
                let detail: Label? =
                    row.dots > row.people
                    ? .count(
                        "kind_dots_people", row.people,
                        ["share": .percent(Double(row.largest) / Double(max(1, row.dots)))])
                    : row.people > 0 ? .count("kind_dots_from", row.people) : nil
                return .init(
                    id: row.item, label: labels[row.item] ?? .typed(""), place: row.place, isTied: row.isTied,
                    amount: Double(row.dots), text: .typed(String(row.dots)), detail: detail)
            }
            blocks.append(
                .bars(
                    .init(
                        itemHeading: .phrase("results_item"), amountHeading: .phrase("results_dots"),
                        people: tally.ballots, rows: rows)))
        }
        return blocks
    }

    /// Dots.
    public var compared: ComparedNumber? { .amount }

    /// The dots on each item, of all criteria together.
    public func numbers(in ballot: Ballot, _ items: [Item]) -> [String: Double]? {
        ballot.isEmpty
            ? nil
            : Dictionary(
                items.map { item in
                    (item.id, Double(sorts.reduce(0) { $0 + (ballot.whole($1.prefix + item.id) ?? 0) }))
                }
            ) { first, _ in first }
    }

    /// The items by dots; by all criteria together where there are several.
    public func order(_ ballots: [Ballot], _ items: [Item]) -> [PlacedItem] {
        var sums: [String: Int] = [:]
        for (prefix, _) in sorts {
            for row in DotsTally(ballots, items: items.map(\.id), prefix: prefix).rows {
                sums[row.item, default: 0] += row.dots
            }
        }
        return PlacedItem.ordered(items.map { ($0.id, Double(sums[$0.id] ?? 0)) })
    }
}
