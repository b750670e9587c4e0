/// What the ballots of a ranking add up to.
struct RankingTally {
    /// The ballots that rank any of the items; each is read once, for all methods.
    let ballots: [RankedBallot]
    /// How many of ``ballots`` prefer one item to another.
    let matrix: PairMatrix
    /// The order by strongest paths, which is the result.
    let schulze: Schulze
    /// The items with their Schulze places, in order; those that share a place in order of identifier.
    let placed: [(index: Int, item: PlacedItem)]

    /// The tally of `ballots` over `items`. What is ranked outside `items` (hidden after the vote) is not counted.
    init(_ ballots: [Ballot], _ items: [Item]) {
        let fields = items.map { RankingKind.field($0.id) }
        let ranked = ballots.map { ballot in RankedBallot(places: fields.map { ballot.whole($0) }) }
            .filter { !$0.isEmpty }
        let matrix = PairMatrix(ranked, options: items.count)
        let schulze = Schulze(matrix)
        self.ballots = ranked
        self.matrix = matrix
        self.schulze = schulze
        placed = items.indices
            .map { index in
                let place = schulze.places[index]
                let isTied = schulze.places.count { $0 == place } > 1
                return (index, PlacedItem(id: items[index].id, place: place, isTied: isTied))
            }
            .sorted { ($0.item.place, $0.item.id) < ($1.item.place, $1.item.id) }
    }
}
