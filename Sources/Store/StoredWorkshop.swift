import GRDB
import Workshop

/// A workshop with the row number that its tables refer to.
struct StoredWorkshop {
    let row: Int64
    var workshop: Workshop
    /// Its activities with what only the store knows of them, in agenda order.
    var facts: [ActivityFacts]

    /// The workshop with `code`.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    static func fetch(_ db: Database, _ code: SpokenCode) throws -> StoredWorkshop {
        let statement = try db.cachedStatement(sql: "SELECT * FROM workshop WHERE code = ?")
        guard let row = try Row.fetchOne(statement, arguments: [code.description]) else { throw Refusal.noSuchWorkshop }
        let facts = try ActivityFacts.fetchAll(db, workshop: row["id"])
        let workshop = Workshop(
            code: code, title: row["title"], language: row["language"], method: row["method"],
            organisation: row["organisation"], deletionDate: row["deletion_date"], agenda: facts.map(\.activity),
            current: row["current"], revision: row["revision"])
        return StoredWorkshop(row: row["id"], workshop: workshop, facts: facts)
    }

    /// The facts of the activity `id` of this workshop.
    func facts(of id: Identifier) throws -> ActivityFacts {
        guard let facts = facts.first(where: { $0.activity.id == id }) else { throw Refusal.noSuchActivity }
        return facts
    }

    /// The facts of the current activity; nil for an empty agenda.
    var current: ActivityFacts? {
        facts.indices.contains(workshop.current) ? facts[workshop.current] : nil
    }

    /// The ideas activity that `facts` is about: itself, or the one that its items come from.
    func source(of facts: ActivityFacts) -> ActivityFacts? {
        switch facts.activity.kind {
        case .ideas: facts
        case .dots(let rules): self.facts.indices.contains(rules.source) ? self.facts[rules.source] : nil
        }
    }
}
