/// An answer, and the exchange that it ends.
typealias FinishedExchange = (exchange: Exchange, answer: Answer)

/// The answers of whole batches, which the loop gives out share by share.
///
/// Hundreds at once would keep the loop for milliseconds. Between shares it reads what others ask, and gives them answers
/// that came by themselves; and who has an answer of the first share sends again while the last share still waits.
struct AnswerBacklog {
    /// How many answers are given out together: about half a millisecond.
    static let share = 32

    private var answers: [FinishedExchange] = []
    /// How many of them have been given out.
    private var given = 0

    var isEmpty: Bool { answers.isEmpty }

    /// Puts `batch` behind those that wait.
    mutating func append(_ batch: [FinishedExchange]) {
        if answers.isEmpty { answers = batch } else { answers += batch }
    }

    /// The next share in the order in which they came, at most `count`.
    mutating func next(_ count: Int = share) -> [FinishedExchange] {
        let share = answers[given...].prefix(count)
        given = share.endIndex
        if given == answers.count {
            answers = []
            given = 0
        }
        return Array(share)
    }
}
