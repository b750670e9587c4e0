import Workshop

/// Which of a bundle's questions tell of reaction, behaviour and results, and which quizzes were asked twice. Sealed ones
/// and those that were asked for each of several items are not among them.
public struct LevelQuestions: Sendable {
    /// A statement or an option, as it was worded.
    public struct Question: Hashable, Sendable {
        /// What it tells of.
        public let level: ProgrammeOutcome.Level
        /// The place of its activity in the agenda, from 0.
        public let activity: Int
        /// Its place among those of its activity, from 0.
        public let place: Int
        /// Its identifier in its activity.
        public let item: String
        /// The wordings.
        public let text: LocalizedText
        /// The points of the scale; 0 for an option.
        public let points: Int

        /// What makes two questions of different workshops the same one: what was asked, as far as people read it.
        public var key: String {
            "\(level.rawValue)\n\(points)\n"
                + text.texts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "\n")
        }
    }

    /// A quiz and the same one before it, by their places in the agenda.
    public struct Quiz: Hashable, Sendable {
        /// The earlier one.
        public let before: Int
        /// The later one.
        public let after: Int
        /// The identifier of the right answer.
        public let correct: String
    }

    /// The questions, in the order of the agenda.
    public private(set) var questions: [Question] = []
    /// The quizzes, in the order of the agenda.
    public private(set) var quizzes: [Quiz] = []

    /// The questions of `bundle`.
    public init(_ bundle: Bundle) {
        let open = bundle.activities.enumerated().filter { !$0.element.isSealed && $0.element.definition.per == nil }
        for (number, activity) in open {
            switch (activity.definition.kind.kind, activity.definition.level) {
            case (let scale as ScaleKind, let level?): add(activity, number, level, points: scale.points.count)
            case (is ChoiceKind, let level?): add(activity, number, level, points: 0)
            case (let after as QuizKind, _):
                guard
                    let before = open.first(where: {
                        $0.element.definition.name == activity.definition.follows && $0.offset < number
                    }),
                    (before.element.definition.kind.kind as? QuizKind)?.correct == after.correct
                else { continue }
                quizzes.append(Quiz(before: before.offset, after: number, correct: after.correct))
            default: continue
            }
        }
    }

    private mutating func add(_ activity: Bundle.ActivityPart, _ number: Int, _ level: EvaluationLevel, points: Int) {
        questions += activity.items.enumerated().map { place, item in
            Question(
                level: .init(level), activity: number, place: place, item: item.id, text: item.text, points: points)
        }
    }
}
