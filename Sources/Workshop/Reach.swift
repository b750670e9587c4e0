/// How many participants gave each answer to a background question, if that may be shown.
public struct Reach: Sendable, Equatable, Codable {
    /// The participants by option; those who did not answer under the empty text.
    public let counts: [String: Int]

    /// Counts of `answers`, one for each participant, empty for none.
    public init(_ answers: [String]) {
        counts = answers.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// Whether these counts may be published after `earlier` ones were: in no group, nor in its change since any of the
    /// earlier ones, are there 1 to 4 people. Somebody who keeps every table and subtracts them finds no small group.
    public func mayFollow(_ earlier: [Reach]) -> Bool {
        mayBeShown
            && earlier.allSatisfy { old in
                Set(counts.keys).union(old.counts.keys).allSatisfy { answer in
                    let change = abs((counts[answer] ?? 0) - (old.counts[answer] ?? 0))
                    return change == 0 || change >= SmallestGroup.people
                }
            }
    }

    /// Whether no group that is not empty, those who did not answer included, has fewer than ``SmallestGroup/people``:
    /// else the total would give the small group away by subtraction, and nothing is shown.
    public var mayBeShown: Bool {
        !counts.isEmpty && counts.values.allSatisfy { $0 == 0 || $0 >= SmallestGroup.people }
    }
}
