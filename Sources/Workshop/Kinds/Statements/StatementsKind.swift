/// Statements that each participant agrees with, disagrees with or passes over.
public struct StatementsKind: ActivityKind {
    /// `statements`
    public static let name = "statements"
    /// What a facilitator sets.
    public static let settings: [Setting] = [.init("items", .source)]

    /// The statements.
    public var source: ItemSource

    /// What a statement needs before it is called one on which people agree, or differ.
    public static let neededVotes = 5
    /// The share on one side from which people agree.
    public static let consensusShare = 0.8
    /// The share on the smaller side from which people differ.
    public static let divisiveShare = 0.35

    /// Statements from `source`.
    public init(source: ItemSource) {
        self.source = source
    }

    private enum CodingKeys: String, CodingKey { case source = "items" }

    private static let votes = ["agree", "disagree", "pass"]

    /// The statements.
    public var items: ItemSource? { source }

    /// Checks the statements.
    public func check() throws(RuleError) { try source.check("items") }

    /// Reads `vote-STATEMENT` (`agree`, `disagree` or `pass`) for each.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        let votes = try form.options("vote-", of: context.identifiers, among: Set(Self.votes))
        return Ballot(votes.lazy.map { ($0.field, $0.option) })
    }

    /// Three choices for each statement.
    public func controls(_ context: BallotContext) -> [Control] {
        context.items.map { item in
            let field = "vote-\(item.id)"
            return .choices(
                .init(
                    field: field, label: item.label, isScale: true,
                    choices: Self.votes.map {
                        .init(value: $0, label: .phrase("kind_statements_\($0)"), isChosen: context.shown[field] == $0)
                    }))
        }
    }

    /// How many statements are voted on.
    public func answers(in ballot: Ballot) -> Int { ballot.fields.count }

    private struct Count {
        var item: Item
        var agree: Int, disagree: Int, pass: Int
        var votes: Int { agree + disagree }
        var larger: Int { max(agree, disagree) }
        var isConsensus: Bool {
            votes >= neededVotes && Double(larger) >= consensusShare * Double(votes)
        }
        var isDivisive: Bool {
            votes >= neededVotes && Double(votes - larger) >= divisiveShare * Double(votes)
        }
        /// How sure it is that people agree: the lower end of the share of the larger side.
        var certainty: Double { WilsonInterval(successes: larger, of: votes)?.lower ?? 0 }
    }

    private func counts(_ ballots: [Ballot], _ items: [Item]) -> [Count] {
        items.map { item in
            let votes = ballots.compactMap { $0["vote-\(item.id)"] }
            return Count(
                item: item, agree: votes.count { $0 == "agree" }, disagree: votes.count { $0 == "disagree" },
                pass: votes.count { $0 == "pass" })
        }
    }

    /// The statements on which people agree, those on which they differ, and the rest, each with its votes.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let counts = counts(ballots, items).sorted {
            ($1.certainty, $0.item.id) < ($0.certainty, $1.item.id)
        }
        var blocks: [ResultBlock] = [.note(.count("result_answered", ballots.count { !$0.isEmpty }))]
        let parts: [(key: String, counts: [Count])] = [
            ("consensus", counts.filter(\.isConsensus)), ("divisive", counts.filter(\.isDivisive).reversed()),
            ("rest", counts.filter { !$0.isConsensus && !$0.isDivisive }),
        ]
        for part in parts where !part.counts.isEmpty {
            blocks.append(
                .table(
                    .init(
                        caption: .phrase("kind_statements_\(part.key)"),
                        columns: [
                            .phrase("kind_scale_statement"), .phrase("kind_statements_agree"),
                            .phrase("kind_statements_disagree"), .phrase("kind_statements_pass"),
                        ],
                        rows: part.counts.map { count in
                            .init(
                                id: count.item.id,
                                [
                                    count.item.label, .typed(String(count.agree)), .typed(String(count.disagree)),
                                    .typed(String(count.pass)),
                                ], people: count.votes + count.pass)
                        })))
        }
        return blocks
    }

    /// Who has answered for it.
    public func people(behind item: String, in ballots: [Ballot]) -> Int { ballots.count { $0["vote-\(item)"] != nil } }

    /// The statements by how sure it is that people agree with them (the lower end of Wilson's interval).
    public func order(_ ballots: [Ballot], _ items: [Item]) -> [PlacedItem] {
        PlacedItem.ordered(
            counts(ballots, items).map {
                ($0.item.id, WilsonInterval(successes: $0.agree, of: $0.votes)?.lower ?? 0)
            })
    }
}
