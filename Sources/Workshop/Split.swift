/// The result of an activity by how one background question was answered: means of groups, none of which is small.
///
/// It is made when the activity is closed for good, while it can still be told who answered what, and holds nothing of
/// any one person.
public struct Split: Sendable, Equatable, Codable {
    /// The means of one item.
    public struct Row: Sendable, Equatable, Codable {
        /// The item's identifier; empty where the figure is about the whole ballot.
        public var item: String
        /// The mean by answer to the background question; those who did not answer it under the empty text.
        public var means: [String: Double]

        /// The row of `item`.
        public init(item: String, means: [String: Double]) {
            self.item = item
            self.means = means
        }
    }

    /// The background question's identifier.
    public let question: String
    /// How many people each group has.
    public let people: Reach
    /// The rows, in the order of the items.
    public let rows: [Row]

    /// The split of `ballots`, each with its caster's answer to the question; nil when their kind compares no groups, or
    /// they hold nothing to compare.
    ///
    /// A row is left out unless everybody counted has a number in it: else its own smaller base would give away how
    /// those answered who are missing.
    public init?(
        question: String, of ballots: [(answer: String, ballot: Ballot)], _ definition: ActivityDefinition,
        _ items: [Item]
    ) {
        guard definition.per == nil, !definition.kind.kind.isPrivate else { return nil }
        let numbers = ballots.compactMap { answer, ballot in
            definition.kind.kind.numbers(in: ballot, items).map { (answer: answer, numbers: $0) }
        }
        let groups = Dictionary(grouping: numbers) { $0.answer }
        let rows = ([""] + items.map(\.id)).compactMap { item -> Row? in
            guard !numbers.isEmpty, numbers.allSatisfy({ $0.numbers[item] != nil }) else { return nil }
            return Row(
                item: item,
                means: groups.mapValues { people in
                    people.reduce(0) { $0 + ($1.numbers[item] ?? 0) } / Double(people.count)
                })
        }
        guard !rows.isEmpty else { return nil }
        self.question = question
        self.people = Reach(numbers.map(\.answer))
        self.rows = rows
    }
}

/// What the numbers are by which the answers of groups are compared.
public enum ComparedNumber: Sendable {
    /// 1 for those who chose it, else 0: the mean is a share.
    case chosen
    /// A number: the mean is one, too.
    case amount
}
