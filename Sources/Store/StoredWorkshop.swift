import FoundationEssentials
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
        var workshop = Workshop(
            code: code, title: row["title"], language: row["language"], method: row["method"],
            organisation: row["organisation"], deletionDate: row["deletion_date"],
            privacy: Privacy(rawValue: row["privacy"]) ?? .anonymous, agenda: facts.map(\.activity),
            current: row["current"], revision: row["revision"])
        workshop.background = (row["background"] as String).split(separator: " ").map { String($0) }
        workshop.split = row["split"]
        workshop.admission = Admission(stored: row["admission"])
        workshop.pace = (row["pace"] as String?).flatMap { try? JSONDecoder().decode(Pace.self, from: Data($0.utf8)) }
        workshop.rehearsalOf = (row["rehearsal_of"] as String?).flatMap {
            SpokenCode($0, length: SpokenCode.joinLength)
        }
        workshop.origin = try (row["origin"] as String?).map {
            try JSONDecoder().decode(WorkshopOrigin.self, from: Data($0.utf8))
        }
        if !workshop.deletionDate.isEmpty { workshop.shownDue = try Store.shownDue(of: row["id"], db) }
        workshop.record = Ballot(encoded: row["record"] as String) ?? Ballot()
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

    /// The activity named `name`, if it stands before `later` in the agenda.
    func activity(named name: String, before later: ActivityFacts) -> ActivityFacts? {
        facts.first { $0.activity.definition.name == name && $0.activity.position < later.activity.position }
    }

    /// The activity whose ideas and result the screens show while `facts` is the current one: itself, or the one that
    /// it is about.
    func shown(for facts: ActivityFacts) -> ActivityFacts {
        facts.activity.kind.about.flatMap { activity(named: $0, before: facts) } ?? facts
    }

    /// The identifier of the activity that the screens show; nil for an empty agenda.
    var shownActivity: Identifier? { current.map { shown(for: $0).activity.id } }

    /// The activity that collects the ideas which `facts` collects or takes its items from; nil when there is none.
    func collector(for facts: ActivityFacts) -> ActivityFacts? {
        if facts.activity.kind.writing != nil { return facts }
        guard case .earlier(let reference)? = facts.activity.kind.items,
            let source = activity(named: reference.from, before: facts)
        else { return nil }
        return collector(for: source)
    }

    /// The earlier activities that `facts` takes its items and targets from, theirs included: whoever answers it sees
    /// what they brought.
    func sources(of facts: ActivityFacts) -> [ActivityFacts] {
        var found: [ActivityFacts] = []
        gather(sourcesOf: facts, into: &found)
        return found
    }

    /// Each source once: agendas in which many steps share theirs would take very long otherwise.
    private func gather(sourcesOf facts: ActivityFacts, into found: inout [ActivityFacts]) {
        var references: [ItemReference] = []
        if let per = facts.activity.definition.per { references.append(per) }
        if case .earlier(let reference)? = facts.activity.kind.items { references.append(reference) }
        for reference in references {
            guard let source = activity(named: reference.from, before: facts),
                !found.contains(where: { $0.activity.id == source.activity.id })
            else { continue }
            found.append(source)
            gather(sourcesOf: source, into: &found)
        }
    }
}
