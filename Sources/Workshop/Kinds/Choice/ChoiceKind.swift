/// One or several of some options.
public struct ChoiceKind: ActivityKind {
    /// `choice`
    public static let name = "choice"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("options", .source), .init("min", .whole(1...ItemSource.limit)),
        .init("max", .whole(1...ItemSource.limit)),
        .init("exclusive", .someOptions(of: "options")), .init("advice", .textPerOption(of: "options")),
    ]

    /// What is chosen from.
    public var options: ItemSource
    /// The fewest that may be chosen; 1 unless stated. Choosing none is not answering.
    public var least: Int?
    /// The most that may be chosen; 1 unless stated.
    public var most: Int?
    /// Options that rule out every other, such as "Don't know".
    public var exclusive: [String]?
    /// What is advised after an answer, by option.
    public var advice: [String: LocalizedText]?

    /// A choice of `least` to `most` options.
    public init(
        options: ItemSource, least: Int? = nil, most: Int? = nil, exclusive: [String]? = nil,
        advice: [String: LocalizedText]? = nil
    ) {
        self.options = options
        self.least = least
        self.most = most
        self.exclusive = exclusive
        self.advice = advice
    }

    private enum CodingKeys: String, CodingKey {
        case options
        case least = "min"
        case most = "max"
        case exclusive, advice
    }

    /// The options.
    public var items: ItemSource? { options }

    private var fewest: Int { least ?? 1 }
    private var highest: Int { most ?? 1 }

    /// Checks options and bounds.
    public func check() throws(RuleError) {
        try options.check("options", least: 2)
        guard (1...ItemSource.limit).contains(highest) else { throw RuleError("max", .outOfRange(1, ItemSource.limit)) }
        guard (1...highest).contains(fewest) else { throw RuleError("min", .outOfRange(1, highest)) }
        guard case .own(let own) = options else { return }
        if highest > own.count { throw RuleError("max", .outOfRange(1, own.count)) }
        let identifiers = Set(own.map(\.id))
        if !identifiers.isSuperset(of: exclusive ?? []) { throw RuleError("exclusive", .unknown) }
        if !identifiers.isSuperset(of: (advice ?? [:]).keys) { throw RuleError("advice", .unknown) }
    }

    /// Reads `choice`, or `choice-OPTION` for each option when several may be chosen.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        if highest == 1 {
            return Ballot(["choice": try form.option("choice", of: context.identifiers) ?? ""])
        }
        let fields = try form.options("choice-", of: context.identifiers, among: ["1"]).map(\.field)
        let chosen = fields.map { String($0.dropFirst("choice-".count)) }
        if chosen.isEmpty { return Ballot() }
        if chosen.count < fewest { throw form.refused("choice", .tooFew(chosen: chosen.count, least: fewest)) }
        if chosen.count > highest { throw form.refused("choice", .tooMany(chosen: chosen.count, most: highest)) }
        if chosen.count > 1, chosen.contains(where: (exclusive ?? []).contains) {
            throw form.refused("choice", .exclusive)
        }
        return Ballot(fields.lazy.map { ($0, "1") })
    }

    /// Radio buttons, or check boxes when several may be chosen.
    public func controls(_ context: BallotContext) -> [Control] {
        let isMultiple = highest > 1
        var help: Label?
        if isMultiple {
            help =
                fewest > 1
                ? .phrase("kind_choice_range", ["least": .whole(fewest), "most": .whole(highest)])
                : .count("kind_choice_most", highest)
        }
        let choices = context.items.map { item in
            Control.Choices.Choice(
                value: item.id, label: item.label,
                isChosen: isMultiple
                    ? context.shown["choice-\(item.id)"] != nil : context.shown["choice"] == item.id)
        }
        var controls: [Control] = [
            .choices(.init(field: "choice", help: help, isMultiple: isMultiple, choices: choices))
        ]
        if let chosen = context.stored["choice"], let text = advice?[chosen] {
            controls.append(.note(.phrase("kind_choice_advice", ["advice": .label(.localized(text))])))
        }
        return controls
    }

    /// How many chose each option, with its share of those who answered; in the order of the options.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let answered = ballots.filter { !$0.isEmpty }
        let rows = items.map { item -> ResultBlock.Bars.Row in
            let count = Self.count(answered, item.id)
            return .init(
                id: item.id, label: item.label, amount: Double(count), text: Self.share(count, answered.count),
                detail: advice?[item.id].map { .localized($0) })
        }
        return [
            .note(.count("result_answered", answered.count)),
            .bars(
                .init(
                    itemHeading: .phrase("result_option"), amountHeading: .phrase("result_chosen_by"),
                    whole: Double(max(1, answered.count)), base: answered.count, rows: rows)),
        ]
    }

    /// The options with the number of people before and after.
    public func comparison(before: [Ballot], after: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let (earlier, later) = (before.filter { !$0.isEmpty }, after.filter { !$0.isEmpty })
        return [
            .table(
                .init(
                    caption: .phrase("result_before_after"),
                    columns: [.phrase("result_option"), .phrase("result_before"), .phrase("result_after")],
                    rows: items.map { item in
                        .init(
                            id: item.id,
                            [
                                item.label, Self.share(Self.count(earlier, item.id), earlier.count),
                                Self.share(Self.count(later, item.id), later.count),
                            ])
                    }))
        ]
    }

    /// The options by how many chose them.
    public func order(_ ballots: [Ballot], _ items: [Item]) -> [PlacedItem] {
        PlacedItem.ordered(items.map { ($0.id, Double(Self.count(ballots, $0.id))) })
    }

    /// Shares.
    public var compared: ComparedNumber? { .chosen }

    /// Whether each option was chosen.
    public func numbers(in ballot: Ballot, _ items: [Item]) -> [String: Double]? {
        ballot.isEmpty
            ? nil : Dictionary(items.map { ($0.id, Double(Self.count([ballot], $0.id))) }) { first, _ in first }
    }

    private static func count(_ ballots: [Ballot], _ id: String) -> Int {
        ballots.count { $0["choice"] == id || $0["choice-\(id)"] != nil }
    }

    private static func share(_ count: Int, _ base: Int) -> Label {
        base == 0
            ? .typed(String(count))
            : .phrase("result_share", ["count": .whole(count), "share": .percent(Double(count) / Double(base))])
    }
}
