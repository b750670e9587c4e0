/// An answer, and the exchange that it ends.
typealias FinishedExchange = (exchange: Exchange, answer: Answer)

/// The answers of whole batches, which the loop gives out share by share, behind those that come by themselves.
///
/// Hundreds at once would keep the loop for milliseconds. Between shares it reads what others ask, and gives them their
/// answers; and who has an answer of the first share sends again while the last share still waits.
struct AnswerBacklog {
    /// How many answers of batches are given out together, at least; half of what waits if that is more, so that none
    /// waits for many turns of the loop, however long others make each of them. With smaller shares the writer, too, gets
    /// smaller batches of what is sent next, and needs more fsyncs.
    static let share = 64

    private var waiting: [FinishedExchange] = []

    var isEmpty: Bool { waiting.isEmpty }

    /// What to give out now that `ready` has come: all that came by itself, and then a share of the batches, in their order.
    mutating func next(_ ready: Wakeup.Ready) -> [FinishedExchange] {
        waiting += ready.batched
        let count = min(waiting.count, max(Self.share, waiting.count / 2))
        defer { waiting.removeFirst(count) }
        return ready.answers + waiting[..<count]
    }

    /// What is left, and `ready`.
    mutating func all(_ ready: Wakeup.Ready) -> [FinishedExchange] {
        defer { waiting = [] }
        return ready.answers + waiting + ready.batched
    }
}
