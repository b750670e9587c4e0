/// Two items at a time: each participant says of a few pairs which of the two comes first.
public struct PairwiseKind: ActivityKind {
    /// `pairwise`
    public static let name = "pairwise"
    /// What a facilitator sets.
    public static let settings: [Setting] = [.init("items", .source), .init("perPerson", .whole(pairRange))]

    private static let pairRange = 1...100

    /// What is compared.
    public var source: ItemSource
    /// How many comparisons each participant is asked for, 1 to 100; 10 unless stated.
    public var perPerson: Int?

    /// Comparisons of what `source` gives.
    public init(source: ItemSource, perPerson: Int? = nil) {
        self.source = source
        self.perPerson = perPerson
    }

    private enum CodingKeys: String, CodingKey {
        case source = "items"
        case perPerson
    }

    /// What is compared.
    public var items: ItemSource? { source }
    /// One against another.
    public var leastItems: Int { 2 }
    /// Each comparison adds to those before.
    public var accumulates: Bool { true }
    /// What has been compared least is asked about first.
    public var usesOthers: Bool { true }

    private var most: Int { perPerson ?? 10 }

    /// Checks items and comparisons.
    public func check() throws(RuleError) {
        try source.check("items", least: leastItems)
        try Self.pairRange.check(perPerson, "perPerson")
    }

    /// Reads one field `pair-ITEM.OTHER`, the two items in order of identifier, and adds it to what is stored: `a` when
    /// the first comes first, `b` when the second does, `skip` when it cannot be said.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        let names = form.names(after: ComparedPair.prefix)
        guard let name = names.first else { return context.stored }
        let field = ComparedPair.prefix + name
        if names.count > 1 { throw form.refused(field, .tooMany(chosen: names.count, most: 1)) }
        let identifiers = context.identifiers
        guard let pair = ComparedPair(name[...]), identifiers.contains(pair.first),
            identifiers.contains(pair.second)
        else { throw form.refused(field, .noSuchItem) }
        guard let answer = try form.option(field, of: Set(ComparedPair.Answer.allCases.map(\.rawValue))) else {
            return context.stored
        }
        var ballot = context.stored
        ballot[field] = answer
        if ballot.fields.count > most { throw form.refused(field, .tooMany(chosen: ballot.fields.count, most: most)) }
        return ballot
    }

    /// A button for each of two items and one for neither, with how far the participant has come; or that it is done.
    public func controls(_ context: BallotContext) -> [Control] {
        let (items, stored) = (context.items, context.stored)
        let done = stored.fields.count
        let appearances = PairwiseTally(context.others, items).appearances
        let pair = PairPicker.next(appearances: appearances, seed: context.seed) { one, other in
            stored[ComparedPair.field(items[one].id, items[other].id)] != nil
        }
        guard done < most, let pair else { return [.note(.count("kind_pairwise_done", done))] }
        // Each pair of comparable items is either stored or left, but stored ones may concern an item that is hidden now.
        let left = items.indices.reduce(0) { sum, one in
            sum + items[..<one].count { stored[ComparedPair.field(items[one].id, $0.id)] == nil }
        }
        // Its own number for each comparison, so that neither side is always the item that has appeared least.
        var generator = SplitMix64(seed: ~context.seed &+ UInt64(done))
        let shown = Bool.random(using: &generator) ? [pair.first, pair.second] : [pair.second, pair.first]
        let lower = min(items[pair.first].id, items[pair.second].id)
        let choices = shown.map { index -> Control.Choices.Choice in
            let answer = items[index].id == lower ? ComparedPair.Answer.first : .second
            return .init(value: answer.rawValue, label: items[index].label, isChosen: false)
        }
        let skip = Control.Choices.Choice(
            value: ComparedPair.Answer.skip.rawValue, label: .phrase("kind_pairwise_skip"), isChosen: false)
        return [
            .note(
                .phrase("kind_pairwise_step", ["number": .whole(done + 1), "count": .whole(min(most, done + left))])),
            .buttons(
                .init(
                    field: ComparedPair.field(items[pair.first].id, items[pair.second].id), choices: choices + [skip])),
        ]
    }

    /// The items by score; those compared too seldom for a place come last, among themselves by score as well: few
    /// comparisons can give a higher score than the first place has, and that is to mislead nobody.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let tally = PairwiseTally(ballots, items)
        let scores = PairwiseScores(tally.comparisons, items: items.count).scores
        let labels = Dictionary(items.indices.map { (items[$0].id, $0) }) { first, _ in first }
        let placed = Self.placed(scores, items)
        let unplaced = items.indices.filter { scores[$0].place == nil }
            .sorted { (scores[$1].score, items[$0].id) < (scores[$0].score, items[$1].id) }
        let rows =
            placed.compactMap { item in labels[item.id].map { Self.row($0, item, scores, items) } }
            + unplaced.map { Self.row($0, nil, scores, items) }
        var blocks: [ResultBlock] = [
            .note(.count("result_answered", tally.ballots)),
            .note(.count("kind_pairwise_comparisons", tally.comparisons.count)),
        ]
        if tally.skipped > 0 { blocks.append(.note(.count("kind_pairwise_skipped", tally.skipped))) }
        blocks.append(
            .bars(
                .init(
                    itemHeading: .phrase("results_item"), amountHeading: .phrase("kind_pairwise_score"), whole: 100,
                    rows: rows)))
        if !placed.isEmpty, !unplaced.isEmpty { blocks.append(.note(.phrase("kind_pairwise_dash"))) }
        blocks.append(.note(.count("kind_pairwise_explanation", PairwiseScores.neededAppearances)))
        return blocks
    }

    /// The items that have been compared often enough, by score.
    public func order(_ ballots: [Ballot], _ items: [Item]) -> [PlacedItem] {
        Self.placed(PairwiseScores(PairwiseTally(ballots, items).comparisons, items: items.count).scores, items)
    }

    private static func placed(_ scores: [PairwiseScores.Score], _ items: [Item]) -> [PlacedItem] {
        PlacedItem.ordered(
            items.indices.filter { scores[$0].place != nil }.map { (items[$0].id, scores[$0].score) })
    }

    private static func row(
        _ index: Int, _ placed: PlacedItem?, _ scores: [PairwiseScores.Score], _ items: [Item]
    ) -> ResultBlock.Bars.Row {
        let score = scores[index]
        let detail = placed == nil ? "kind_pairwise_too_few" : "kind_pairwise_appearances"
        return .init(
            id: items[index].id, label: items[index].label, place: placed?.place, isTied: placed?.isTied ?? false,
            amount: score.score, text: .phrase("kind_pairwise_percent", ["score": .percent(score.score / 100)]),
            detail: .count(detail, score.appearances))
    }
}
