import Workshop

/// The answers of one workshop to the instrument, as far as its bundle carries them.
public struct InstrumentAnswers: Sendable {
    /// When the instrument was answered.
    public enum Phase: String, Sendable {
        /// At the start.
        case pre
        /// At the end.
        case post
        /// Some months later.
        case followup
    }

    /// The wordings of the statements and of the points, by their place.
    public private(set) var wordings: [String: LocalizedText] = [:]
    /// The answers by mark of card: one for each statement, in order of identifier; nil is "Don't know".
    public private(set) var answers: [Phase: [String: [Int?]]] = [:]
    /// How many ballots and ideas the bundle holds in all, with which the later one of two of a workshop is told.
    public private(set) var ballots = 0

    /// The answers in `bundle`. Of several activities of a phase, the first before and the last after count.
    public init(_ bundle: Bundle) {
        for activity in bundle.activities where !activity.isSealed {
            ballots += activity.ballots.count + activity.ideas.count
            guard let scale = activity.definition.kind.kind as? ScaleKind, scale.index == WorkshopOutcome.instrument,
                let phase = Phase(rawValue: scale.phase ?? ""), phase != .pre || answers[.pre] == nil
            else { continue }
            let statements = activity.items.map(\.id).sorted()
            for item in activity.items { wordings["statement \(item.id)"] = item.text }
            for (place, point) in scale.points.enumerated() { wordings["point \(place + 1)"] = point }
            var people: [String: [Int?]] = [:]
            for ballot in activity.ballots where !ballot.fields.isEmpty {
                people[ballot.answer] = statements.map { statement in
                    let point = ballot.fields["answer-\(statement)"].flatMap { Int($0) }
                    // A number that is no point of the scale is no answer to it.
                    return point.flatMap { (1...max(1, scale.points.count)).contains($0) ? $0 : nil }
                }
            }
            answers[phase] = people
        }
    }

    /// The answers of everybody who answered before or after, side by side.
    func pairs(with later: [String: [Int?]]) -> [(before: [Int?], after: [Int?])] {
        let before = answers[.pre] ?? [:]
        return Set(before.keys).union(later.keys).sorted().map { (before[$0] ?? [], later[$0] ?? []) }
    }
}
