/// How many people wrote each word.
struct WordTally {
    /// The words in their most frequent spelling, those of most people first, then in order of Unicode.
    let words: [ResultBlock.Word]

    /// The words in the fields `word-1` to `word-<perPerson>` of `ballots`.
    ///
    /// Capital and small letters are the same word. Whoever writes a word several times counts once.
    init(_ ballots: [Ballot], perPerson: Int) {
        var spellings: [String] = []
        for ballot in ballots {
            var written: Set<String> = []
            for number in 1...perPerson {
                guard let text = ballot["word-\(number)"], written.insert(text.lowercased()).inserted else { continue }
                spellings.append(text)
            }
        }
        // In order of bytes, because equal strings may have different bytes, and the first of them is the one shown.
        spellings.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        words = Dictionary(grouping: spellings) { $0.lowercased() }.values
            .compactMap { group in
                let counts = group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
                let chosen = counts.min { ($1.value, $0.key) < ($0.value, $1.key) }
                return chosen.map { .init(text: $0.key, people: group.count) }
            }
            .sorted { ($1.people, $0.text) < ($0.people, $1.text) }
    }
}
