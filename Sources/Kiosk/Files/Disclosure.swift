import Workshop

/// What a file of a workshop's results tells, as far as that can be taken back while it is made.
struct Disclosure: Sendable, Equatable {
    /// What facilitators had changed.
    let revision: Int
    private let revealed: Set<Identifier>
    private let texts: [Identifier: String]
    private let lastErasure: Int64?

    /// What `results` tell, when the latest line in the box's log of erasures has the number `lastErasure`.
    init(_ results: WorkshopResults, lastErasure: Int64?) {
        revision = results.workshop.revision
        revealed = Set(results.activities.filter { $0.activity.isRevealed }.map { $0.activity.id })
        let ideas = results.activities.flatMap(\.ideas).map { ($0.idea.id, $0.idea.text) }
        texts = Dictionary(ideas.filter { !$0.1.isEmpty }) { first, _ in first }
        self.lastErasure = lastErasure
    }

    /// Whether all of it may still be told when `now` is what may be told: nothing was sealed, withdrawn or erased.
    func holds(_ now: Disclosure) -> Bool {
        lastErasure == now.lastErasure && revealed.isSubset(of: now.revealed)
            && texts.allSatisfy { now.texts[$0.key] == $0.value }
    }
}
