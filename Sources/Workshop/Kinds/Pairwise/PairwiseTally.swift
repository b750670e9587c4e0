/// What the comparisons of two items at a time add up to.
struct PairwiseTally {
    /// The ballots that answer anything.
    private(set) var ballots = 0
    /// The comparisons in which one item won.
    private(set) var comparisons: [(winner: Int, loser: Int)] = []
    /// The comparisons that could not be decided.
    private(set) var skipped = 0
    /// How often each item was shown: also where it could not be compared, or nobody would ever be done with it.
    private(set) var appearances: [Int]

    /// The tally of `ballots` over `items`. Comparisons with others (hidden after the vote) are not counted.
    init(_ ballots: [Ballot], _ items: [Item]) {
        appearances = [Int](repeating: 0, count: items.count)
        let indices = Dictionary(items.indices.map { (items[$0].id[...], $0) }) { first, _ in first }
        for ballot in ballots where !ballot.isEmpty {
            self.ballots += 1
            for answer in ballot.fields where answer.name.hasPrefix(ComparedPair.prefix) {
                guard let pair = ComparedPair(answer.name.dropFirst(ComparedPair.prefix.utf8.count)),
                    let first = indices[pair.first], let second = indices[pair.second],
                    let answer = ComparedPair.Answer(rawValue: answer.value)
                else { continue }
                appearances[first] += 1
                appearances[second] += 1
                switch answer {
                case .first: comparisons.append((first, second))
                case .second: comparisons.append((second, first))
                case .skip: skipped += 1
                }
            }
        }
    }
}
