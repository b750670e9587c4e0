/// The answers of one workshop, paired by person.
public struct PairedAnswers: Sendable, Equatable {
    /// The index before, person by person, in points from 1 to 5.
    public private(set) var before: [Double] = []
    /// The index after, in the same order and over the same items.
    public private(set) var after: [Double] = []
    /// After less before, in points.
    public private(set) var changes: [Double] = []
    /// The people who took part, whether they answered or not.
    public let attended: Int
    /// The people who answered something, but made no pair: once only, or too few of the same items.
    public private(set) var withoutPair = 0

    /// The pairs of `people`, each with the answers before and after (nil is "Don't know", an empty list no form), out of
    /// `attended`.
    public init(_ people: [(before: [Int?], after: [Int?])], attended: Int) {
        self.attended = max(attended, people.count)
        for person in people {
            if let pair = PersonIndex.pair(before: person.before, after: person.after) {
                before.append(pair.before)
                after.append(pair.after)
                changes.append(pair.change)
            } else if (person.before + person.after).contains(where: { $0 != nil }) {
                withoutPair += 1
            }
        }
    }
}
