extension RankingKind {
    /// The items by Schulze's method, beside Borda's and instant runoff, with what agreement there is and every pair.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let tally = RankingTally(ballots, items)
        let answered = ResultBlock.note(.count("result_answered", tally.ballots.count))
        if tally.ballots.isEmpty { return [answered] }
        let borda = Borda(tally.matrix, ballots: tally.ballots.count).places
        let runoff = InstantRunoff(tally.ballots, options: items.count).places
        var counting = [
            .note(.phrase(Self.agreement([tally.schulze.places, borda, runoff]))),
            Self.methods(tally, items, borda: borda, runoff: runoff),
        ]
        if let w = Concordance.w(tally.ballots, options: items.count) {
            counting.append(.note(Self.concordance(w)))
        }
        counting += [Self.pairs(tally, items), .note(.phrase("kind_ranking_ties"))]
        return [answered, Self.bars(tally, items), .aside(counting)]
    }

    /// The items by Schulze's method; all share the first place when nobody has answered.
    public func order(_ ballots: [Ballot], _ items: [Item]) -> [PlacedItem] {
        RankingTally(ballots, items).placed.map(\.item)
    }

    private static func bars(_ tally: RankingTally, _ items: [Item]) -> ResultBlock {
        let others = items.count - 1
        let rows = tally.placed.map { index, item -> ResultBlock.Bars.Row in
            let beaten = items.indices.count { tally.schulze.beats(index, $0) }
            return .init(
                id: item.id, label: items[index].label, place: item.place, isTied: item.isTied,
                amount: Double(beaten),
                text: .phrase("kind_ranking_beaten_of", ["count": .whole(beaten), "others": .whole(others)]))
        }
        return .bars(
            .init(
                itemHeading: .phrase("results_item"), amountHeading: .phrase("kind_ranking_beaten"),
                whole: Double(max(1, others)), rows: rows))
    }

    /// Whether the methods agree: the key of the sentence that says so.
    private static func agreement(_ methods: [[Int]]) -> String {
        if Set(methods).count == 1 { return "kind_ranking_agree" }
        let firsts = Set(methods.map { places in places.map { $0 == 1 } })
        return firsts.count == 1 ? "kind_ranking_order_differs" : "kind_ranking_first_differs"
    }

    private static func methods(
        _ tally: RankingTally, _ items: [Item], borda: [Int], runoff: [Int]
    ) -> ResultBlock {
        .table(
            .init(
                caption: .phrase("kind_ranking_methods"),
                columns: [
                    .phrase("results_item"), .phrase("kind_ranking_schulze"), .phrase("kind_ranking_borda"),
                    .phrase("kind_ranking_runoff"),
                ],
                rows: tally.placed.map { index, _ in
                    .init(
                        id: items[index].id,
                        [items[index].label]
                            + [tally.schulze.places, borda, runoff].map { Self.place($0[index], of: $0) })
                }))
    }

    private static func place(_ place: Int, of places: [Int]) -> Label {
        .phrase(places.count { $0 == place } > 1 ? "place_tied" : "place", ["place": .whole(place)])
    }

    private static func concordance(_ w: Double) -> Label {
        // The word has to fit the number that is shown.
        let shown = (w * 100).rounded() / 100
        let key = shown < 0.3 ? "kind_ranking_w_low" : shown < 0.7 ? "kind_ranking_w_middle" : "kind_ranking_w_high"
        return .phrase(key, ["value": .decimal(shown, 2)])
    }

    private static func pairs(_ tally: RankingTally, _ items: [Item]) -> ResultBlock {
        .table(
            .init(
                caption: .phrase("kind_ranking_pairs"),
                columns: [.phrase("results_item")] + tally.placed.map { items[$0.index].label },
                rows: tally.placed.map { row, _ in
                    .init(
                        id: items[row].id,
                        [items[row].label]
                            + tally.placed.map { column, _ in
                                .typed(row == column ? "–" : String(tally.matrix[row, column]))
                            })
                }))
    }
}
