/// Items that each participant puts in order; items may share a place or be left without one.
public struct RankingKind: ActivityKind {
    /// `ranking`
    public static let name = "ranking"
    /// What a facilitator sets.
    public static let settings: [Setting] = [.init("items", .source)]

    /// What is put in order.
    public var source: ItemSource

    /// A ranking of what `source` gives.
    public init(source: ItemSource) {
        self.source = source
    }

    private enum CodingKeys: String, CodingKey { case source = "items" }

    /// What is put in order.
    public var items: ItemSource? { source }
    /// One against another.
    public var leastItems: Int { 2 }

    /// Checks the items.
    public func check() throws(RuleError) {
        try source.check("items", least: leastItems)
    }

    /// Reads `place-ITEM`, a whole number from 1 to the number of items, for each item.
    ///
    /// The places are stored without gaps (2, 5, 5 as 1, 2, 2), so that ballots that say the same are equal.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        var places: [String: Int] = [:]
        if context.items.isEmpty { return Ballot() }
        let numbers = try form.wholes(Self.field(""), of: context.identifiers, in: 1...context.items.count)
        for (field, place) in numbers { places[field] = place }
        let used = Set(places.values).sorted()
        let dense = Dictionary(used.enumerated().map { ($0.element, $0.offset + 1) }) { first, _ in first }
        return Ballot(places.compactMapValues { dense[$0].map { String($0) } })
    }

    /// A list of places for each item.
    public func controls(_ context: BallotContext) -> [Control] {
        let places = context.items.indices.map { String($0 + 1) }
        let note = Control.note(.phrase("kind_ranking_help"))
        return [note]
            + context.items.map { item in
                let field = Self.field(item.id)
                let shown = context.shown[field] ?? ""
                let none = Control.Choices.Choice(
                    value: "", label: .phrase("kind_ranking_no_place"), isChosen: !places.contains(shown))
                return .list(
                    .init(
                        field: field, label: item.label,
                        entries: [none]
                            + places.map { .init(value: $0, label: .typed($0), isChosen: $0 == shown) }))
            }
    }

    static func field(_ item: String) -> String { "place-\(item)" }
}
