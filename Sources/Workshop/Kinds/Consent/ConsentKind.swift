/// A proposal that each participant consents to, has a concern about, or objects to, with the reason.
public struct ConsentKind: ActivityKind {
    /// `consent`
    public static let name = "consent"
    /// What a facilitator sets.
    public static let settings: [Setting] = []

    /// The most characters in a reason.
    public static let reasonLimit = 280

    private enum Position: String, CaseIterable {
        case objection, concern, consent
    }

    /// The question is the proposal.
    public init() {}

    /// Nothing to check.
    public func check() throws(RuleError) {}

    /// Reads `position` (`consent`, `concern` or `objection`) and `reason`, which the last two need.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        let position = try form.option("position", of: Set(Position.allCases.map(\.rawValue)))
        let reason = try form.text("reason", limit: Self.reasonLimit)
        guard let position else {
            if reason != nil { throw form.refused("position", .missingChoice) }
            return Ballot()
        }
        if position != Position.consent.rawValue, reason == nil { throw form.refused("reason", .missingReason) }
        return Ballot(["position": position, "reason": reason ?? ""])
    }

    /// The three positions and a place for the reason.
    public func controls(_ context: BallotContext) -> [Control] {
        let choices = Position.allCases.reversed().map { position in
            Control.Choices.Choice(
                value: position.rawValue, label: .phrase("kind_consent_\(position.rawValue)"),
                isChosen: context.shown["position"] == position.rawValue)
        }
        return [
            .choices(.init(field: "position", choices: choices)),
            .text(
                .init(
                    field: "reason", label: .phrase("kind_consent_reason"), help: .phrase("kind_consent_reason_help"),
                    value: context.shown["reason"] ?? "", limit: Self.reasonLimit)),
        ]
    }

    /// Whether it passes, how many hold each position, and the reasons: objections first.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let answered = ballots.filter { !$0.isEmpty }
        func count(_ position: Position) -> Int { answered.count { $0["position"] == position.rawValue } }
        var blocks: [ResultBlock] = [.note(.count("result_answered", answered.count))]
        if !answered.isEmpty {
            let objections = count(.objection)
            blocks.append(
                .note(objections == 0 ? .phrase("kind_consent_passes") : .count("kind_consent_stays", objections)))
        }
        blocks.append(
            .bars(
                .init(
                    itemHeading: .phrase("kind_consent_position"), amountHeading: .phrase("plot_people"),
                    whole: Double(max(1, answered.count)), base: answered.count,
                    rows: Position.allCases.map { position in
                        .init(
                            id: position.rawValue, label: .phrase("kind_consent_\(position.rawValue)"),
                            amount: Double(count(position)), text: .typed(String(count(position))))
                    })))
        for position in Position.allCases {
            // In order of the alphabet, which says nothing about who wrote first.
            let reasons = answered.filter { $0["position"] == position.rawValue }.compactMap { $0["reason"] }.sorted()
            guard !reasons.isEmpty else { continue }
            blocks.append(.heading(.phrase("kind_consent_\(position.rawValue)_reasons")))
            blocks.append(.texts(reasons.map { .typed($0) }))
        }
        return blocks
    }
}
