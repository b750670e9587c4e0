import FoundationEssentials
import GRDB
import Workshop

/// How the agenda was before an act, as far as the act changed it.
struct AgendaInverse: Codable {
    /// An activity's state.
    struct State: Codable {
        var activity: Identifier
        var status: ActivityStatus
        var isRevealed: Bool
    }

    /// The steps and their order.
    struct Arrangement: Codable {
        struct Step: Codable {
            var id: Identifier
            var definition: ActivityDefinition
        }

        var order: [Identifier]
        /// The steps that have been changed or taken away since, as they were.
        var changed: [Step]
    }

    /// The activity that was the current one, if another is now.
    var current: Identifier?
    /// When the step began that was the current one, if another is now.
    var stepBegan: Int64?
    var states: [State] = []
    /// The steps and their order, if the agenda was edited.
    var arrangement: Arrangement?

    /// What differs between two moments of a workshop; nil when something cannot be taken back: what is closed for good.
    init?(from before: StoredWorkshop, to after: StoredWorkshop) {
        if before.current?.activity.id != after.current?.activity.id {
            current = before.current?.activity.id
            stepBegan = before.workshop.pace?.stepBegan
        }
        var changed: [Arrangement.Step] = []
        for old in before.workshop.agenda {
            let new = after.workshop.activity(old.id)
            if new?.definition != old.definition { changed.append(.init(id: old.id, definition: old.definition)) }
            guard let new, new.status != old.status || new.isRevealed != old.isRevealed else { continue }
            if new.status == .final, old.status != .final { return nil }
            states.append(
                State(activity: old.id, status: old.status, isRevealed: old.isRevealed))
        }
        let order = before.workshop.agenda.map(\.id)
        if !changed.isEmpty || order != after.workshop.agenda.map(\.id) {
            arrangement = Arrangement(order: order, changed: changed)
        }
    }

    /// Whether there is nothing to restore.
    var isEmpty: Bool { current == nil && states.isEmpty && arrangement == nil }

    /// The title that `activity` had, where the act changed or took away the step.
    func title(of activity: Identifier) -> LocalizedText? {
        arrangement?.changed.first { $0.id == activity }?.definition.title
    }

    private static func isAnswered(_ activity: String, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM idea WHERE activity = ?) OR EXISTS (SELECT 1 FROM ballot WHERE activity = ?)
                """, arguments: [activity, activity]) ?? false
    }

    /// Whether restoring it seals a result that is revealed now.
    func seals(_ workshop: Workshop) -> Bool {
        states.contains { !$0.isRevealed && workshop.activity($0.activity)?.isRevealed == true }
    }

    /// Restores the earlier state. Steps that have been taken out of the agenda since are left alone, and so is what has
    /// been closed for good. A step that has been answered becomes closed, not unopened: its answers keep its rules, and
    /// it cannot be taken away. Timers are left as they are: they are set apart from acts.
    ///
    /// - Throws: `AgendaProblem.opened` when a step that has been opened would be taken away or given other rules.
    func apply(to workshop: StoredWorkshop, _ db: Database) throws {
        var workshop = workshop
        if let arrangement {
            try Store.arrange(try Self.steps(arrangement, in: workshop), in: workshop, db)
            workshop = try StoredWorkshop.fetch(db, workshop.workshop.code)
        }
        for state in states {
            let id = state.activity.description
            var status = state.status
            if status == .upcoming, try Self.isAnswered(id, db) { status = .closed }
            try db.execute(
                sql: "UPDATE activity SET status = ?, is_revealed = ? WHERE id = ? AND status <> 'final'",
                arguments: [status.rawValue, state.isRevealed, id])
        }
        if let current, let position = workshop.workshop.activity(current)?.position {
            try db.execute(
                sql: "UPDATE workshop SET current = ? WHERE id = ?", arguments: [position, workshop.row])
            // The step goes on from where it was: it did not begin anew by a mistaken tap.
            if let stepBegan, let pace = workshop.workshop.pace?.returning(toStepBegan: stepBegan) {
                try Store.save(pace, of: workshop.row, db)
            }
        }
    }

    /// The steps of `arrangement`, each as it was.
    private static func steps(_ arrangement: Arrangement, in workshop: StoredWorkshop) throws -> [Arrangement.Step] {
        let steps = arrangement.order.compactMap { id in
            arrangement.changed.first { $0.id == id }
                ?? workshop.workshop.activity(id).map { Arrangement.Step(id: id, definition: $0.definition) }
        }
        for activity in workshop.workshop.agenda where activity.asks && activity.status != .upcoming {
            guard let step = steps.first(where: { $0.id == activity.id }),
                step.definition.hasSameRules(as: activity.definition)
            else { throw AgendaProblem.opened }
        }
        return steps
    }
}
