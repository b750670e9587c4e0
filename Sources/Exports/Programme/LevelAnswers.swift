import Workshop

/// What one workshop's bundle tells of reaction, quiz, behaviour and results, as far as it may be shown: an answer of
/// fewer people than a result needs is not kept.
struct LevelAnswers: Sendable {
    /// The answers to one statement of a scale.
    struct Points: Sendable {
        var question: LevelQuestions.Question
        var sum: Int
        var answers: Int
    }

    /// The answers to a question where several things may have been chosen.
    struct Choices: Sendable {
        var options: [LevelQuestions.Question]
        /// What each chose, as identifiers of options.
        var chosen: [Set<String>]
    }

    private(set) var reactions: [Points] = []
    private(set) var choices: [Choices] = []
    /// The quizzes that were asked before and after, added up.
    private(set) var quiz = QuizCounts()

    /// The answers in `bundle`.
    init(_ bundle: Bundle) {
        let asked = LevelQuestions(bundle)
        for (number, questions) in Dictionary(grouping: asked.questions, by: \.activity).sorted(by: { $0.key < $1.key })
        {
            let ballots = bundle.activities[number].ballots.filter { !$0.fields.isEmpty }
            reactions += questions.filter { $0.points > 0 }.compactMap { Self.points($0, ballots) }
            let options = questions.filter { $0.points == 0 }
            if !options.isEmpty, ballots.count >= SmallestGroup.people {
                choices.append(Self.choices(options, ballots))
            }
        }
        for quiz in asked.quizzes {
            let counts = QuizCounts(
                questions: 1, before: Self.right(bundle.activities[quiz.before], quiz.correct),
                after: Self.right(bundle.activities[quiz.after], quiz.correct))
            if min(counts.before.answered, counts.after.answered) >= SmallestGroup.people { self.quiz.add(counts) }
        }
    }

    private static func points(_ question: LevelQuestions.Question, _ ballots: [Bundle.BallotPart]) -> Points? {
        let answers = ballots.compactMap { $0.fields["answer-\(question.item)"].flatMap { Int($0) } }
        guard answers.count >= SmallestGroup.people else { return nil }
        return Points(question: question, sum: answers.reduce(0, +), answers: answers.count)
    }

    private static func choices(_ options: [LevelQuestions.Question], _ ballots: [Bundle.BallotPart]) -> Choices {
        let chosen = ballots.map { ballot in
            Set(options.map(\.item).filter { ballot.fields["choice"] == $0 || ballot.fields["choice-\($0)"] != nil })
        }
        return Choices(options: options, chosen: chosen)
    }

    private static func right(_ activity: Bundle.ActivityPart, _ correct: String) -> QuizCounts.Count {
        let answers = activity.ballots.compactMap { $0.fields["choice"] }
        return .init(right: answers.count { $0 == correct }, answered: answers.count)
    }
}
