import Workshop

/// One figure beside the index that a programme tells of a type of intervention. Such figures are not compared by a
/// model and never ranked.
public struct ProgrammeOutcome: Sendable, Equatable {
    /// What it is about.
    public enum Level: String, Sendable, CaseIterable {
        case reaction, learning, behaviour, results

        init(_ level: EvaluationLevel) {
            self =
                switch level {
                case .reaction: .reaction
                case .behaviour: .behaviour
                case .results: .results
                }
        }
    }

    /// The figure.
    public enum Value: Sendable, Equatable {
        /// The mean of answers on a scale from 1 to `points`.
        case mean(Double, points: Int)
        /// How many of those who answered chose it.
        case share(Int)
        /// Right answers before and after.
        case quiz(QuizCounts)
    }

    /// What it is about.
    public let level: Level
    /// The statement or the option; nil for the quiz.
    public let text: LocalizedText?
    /// The type of intervention; empty where the record does not say.
    public let intervention: String
    /// The workshops whose participants answered.
    public internal(set) var workshops: Int
    /// The answers.
    public internal(set) var answers: Int
    /// The figure.
    public internal(set) var value: Value
}

/// The answers to quizzes that were asked before and after.
public struct QuizCounts: Sendable, Equatable {
    /// How many answered, and how many of them right.
    public struct Count: Sendable, Equatable {
        /// The right answers.
        public var right = 0
        /// All answers.
        public var answered = 0
        /// The share that is right; nil when nobody answered.
        public var share: Double? { answered == 0 ? nil : Double(right) / Double(answered) }
    }

    /// The questions that were asked twice.
    public var questions = 0
    /// The answers before.
    public var before = Count()
    /// The answers after.
    public var after = Count()

    /// The gain as a share of what there was to gain (R. R. Hake, 1998); nil when there was nothing to gain.
    public var gain: Double? {
        guard let before = before.share, let after = after.share, before < 1 else { return nil }
        return (after - before) / (1 - before)
    }

    mutating func add(_ other: QuizCounts) {
        questions += other.questions
        before.right += other.before.right
        before.answered += other.before.answered
        after.right += other.after.right
        after.answered += other.after.answered
    }
}

/// Adds up what several workshops tell.
struct OutcomeSums {
    private struct Key: Hashable {
        var question: String
        var intervention: String
    }

    private var sums: [Key: (place: Int, outcome: ProgrammeOutcome, total: Int)] = [:]
    private var quizzes: [String: (workshops: Int, counts: QuizCounts)] = [:]

    /// Adds what a workshop of the type `intervention` tells. What people say in a follow-up counts towards the type that
    /// the follow-up's own record names: by the cards it could be told from which workshop they came, but then choosing
    /// one workshop more would move single people from one figure to another.
    mutating func add(_ answers: LevelAnswers, _ intervention: String) {
        for points in answers.reactions {
            add(points.question, intervention, answers: points.answers, total: points.sum)
        }
        if answers.quiz.questions > 0 {
            var sum = quizzes[intervention] ?? (0, QuizCounts())
            sum.workshops += 1
            sum.counts.add(answers.quiz)
            quizzes[intervention] = sum
        }
        for choices in answers.choices {
            for option in choices.options {
                add(
                    option, intervention, answers: choices.chosen.count,
                    total: choices.chosen.count { $0.contains(option.item) })
            }
        }
    }

    private mutating func add(_ question: LevelQuestions.Question, _ intervention: String, answers: Int, total: Int) {
        let key = Key(question: question.key, intervention: intervention)
        var sum =
            sums[key]
            ?? (
                question.place,
                ProgrammeOutcome(
                    level: question.level, text: question.text, intervention: intervention, workshops: 0, answers: 0,
                    value: .share(0)), 0
            )
        sum.place = min(sum.place, question.place)
        sum.outcome.workshops += 1
        sum.outcome.answers += answers
        sum.total += total
        sum.outcome.value =
            question.points == 0
            ? .share(sum.total) : .mean(Double(sum.total) / Double(sum.outcome.answers), points: question.points)
        sums[key] = sum
    }

    /// The figures: by level, then in the order in which they were asked, then by type.
    var outcomes: [ProgrammeOutcome] {
        let learnt = quizzes.map { type, quiz in
            ProgrammeOutcome(
                level: .learning, text: nil, intervention: type, workshops: quiz.workshops,
                answers: min(quiz.counts.before.answered, quiz.counts.after.answered), value: .quiz(quiz.counts))
        }.sorted { $0.intervention < $1.intervention }
        let asked = sums.sorted {
            ($0.value.place, $0.key.question, $0.key.intervention)
                < ($1.value.place, $1.key.question, $1.key.intervention)
        }.map(\.value.outcome)
        return ProgrammeOutcome.Level.allCases.flatMap { level in
            level == .learning ? learnt : asked.filter { $0.level == level }
        }
    }
}
