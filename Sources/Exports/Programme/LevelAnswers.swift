import Workshop

/// What one workshop's bundle tells of reaction, quiz, behaviour and results, as far as it may be shown: an answer of
/// fewer people than a result needs is not kept.
struct LevelAnswers: Sendable {
    /// A statement or an option, as it was worded.
    struct Question: Hashable, Sendable {
        let level: ProgrammeOutcome.Level
        /// The place among those of its workshop.
        let place: Int
        /// Its identifier in its activity.
        let id: String
        let text: LocalizedText
        /// The points of the scale; 0 for an option.
        let points: Int

        /// What makes two questions the same one: what was asked, as far as people read it.
        var key: String {
            "\(level.rawValue)\n\(points)\n"
                + text.texts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                .joined(separator: "\n")
        }
    }

    /// The answers to one statement of a scale.
    struct Points: Sendable {
        var question: Question
        var sum: Int
        var answers: Int
    }

    /// The answers to a question where several things may have been chosen.
    struct Choices: Sendable {
        var options: [Question]
        /// What each chose, by the mark of the answer, as identifiers of options.
        var chosen: [String: Set<String>]
    }

    private(set) var reactions: [Points] = []
    private(set) var choices: [Choices] = []
    /// The quizzes that were asked before and after, added up.
    private(set) var quiz = QuizCounts()

    /// The answers in `bundle`.
    init(_ bundle: Bundle) {
        let open = bundle.activities.filter { !$0.isSealed && $0.definition.per == nil }
        for activity in open {
            switch (activity.definition.kind.kind, activity.definition.level) {
            case (let scale as ScaleKind, let level?): reactions += Self.points(activity, scale, .init(level))
            case (is ChoiceKind, let level?):
                if let answers = Self.choices(activity, .init(level)) { choices.append(answers) }
            case (let after as QuizKind, _):
                guard let before = open.first(where: { $0.definition.name == activity.definition.follows }),
                    let first = before.definition.kind.kind as? QuizKind, first.correct == after.correct
                else { continue }
                let counts = QuizCounts(
                    questions: 1, before: Self.right(before, first), after: Self.right(activity, after))
                if min(counts.before.answered, counts.after.answered) >= ProgrammeOutcome.fewest { quiz.add(counts) }
            default: continue
            }
        }
    }

    private static func points(
        _ activity: Bundle.ActivityPart, _ scale: ScaleKind, _ level: ProgrammeOutcome.Level
    ) -> [Points] {
        activity.items.enumerated().compactMap { place, item in
            let answers = activity.ballots.compactMap { $0.fields["answer-\(item.id)"].flatMap { Int($0) } }
            guard answers.count >= ProgrammeOutcome.fewest else { return nil }
            let question = Question(
                level: level, place: place, id: item.id, text: item.text, points: scale.points.count)
            return Points(question: question, sum: answers.reduce(0, +), answers: answers.count)
        }
    }

    private static func choices(_ activity: Bundle.ActivityPart, _ level: ProgrammeOutcome.Level) -> Choices? {
        var chosen: [String: Set<String>] = [:]
        for ballot in activity.ballots where !ballot.fields.isEmpty {
            chosen[ballot.answer] = Set(
                activity.items.map(\.id).filter {
                    ballot.fields["choice"] == $0 || ballot.fields["choice-\($0)"] != nil
                })
        }
        guard chosen.count >= ProgrammeOutcome.fewest else { return nil }
        return Choices(
            options: activity.items.enumerated().map { place, item in
                Question(level: level, place: place, id: item.id, text: item.text, points: 0)
            }, chosen: chosen)
    }

    private static func right(_ activity: Bundle.ActivityPart, _ quiz: QuizKind) -> QuizCounts.Count {
        let answers = activity.ballots.compactMap { $0.fields["choice"] }
        return .init(right: answers.count { $0 == quiz.correct }, answered: answers.count)
    }
}
