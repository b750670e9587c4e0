import GRDB
import Workshop

/// The facilitator's assessment of ideas through the lenses.
extension Store {
    /// The ideas of a workshop that are not taken out, by the activity that collected them, in agenda order.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func ideas(in code: SpokenCode) async throws -> [(activity: Activity, ideas: [Idea])] {
        try await read { db in
            try StoredWorkshop.fetch(db, code).facts.filter { $0.activity.kind.writing != nil }.map { facts in
                let ideas = try Self.ideas(of: facts, db).map(\.idea)
                return (facts.activity, ideas.filter { $0.status == .visible || $0.status == .hidden })
            }
        }
    }

    /// Keeps an assessment in place of the earlier one.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`, `.noSuchIdea`.
    public func setLenses(_ lenses: Ballot, of idea: Identifier, in code: SpokenCode) async throws {
        _ = try await change(code) { db, stored in
            for facts in stored.facts where facts.activity.kind.writing != nil {
                guard let known = try Self.idea(idea, in: facts.activity.id, db), known.idea.status != .retracted
                else { continue }
                if known.idea.lenses == lenses { return false }
                try db.execute(
                    sql: "UPDATE idea SET lenses = ? WHERE id = ?", arguments: [lenses.encoded, idea.description])
                return true
            }
            throw Refusal.noSuchIdea
        }
    }
}
