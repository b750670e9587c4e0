import GRDB
import Workshop

/// What an activity asks about at this moment.
struct AskedItems {
    /// The items for each of which it is asked; empty when it is asked once.
    var targets: [Item] = []
    /// The items asked about.
    var items: [Item] = []
    /// The earlier activities whose ballots decide which items these are.
    var decidedBy: Set<Identifier> = []

    /// What `facts` asks about.
    static func fetch(_ facts: ActivityFacts, _ stored: StoredWorkshop, _ db: Database) throws -> AskedItems {
        var asked = AskedItems()
        if let per = facts.activity.definition.per {
            asked.targets = try asked.part(per, of: facts, stored, db)
        }
        asked.items = try asked.items(of: facts, stored, db)
        return asked
    }

    private mutating func items(
        of facts: ActivityFacts, _ stored: StoredWorkshop, _ db: Database
    ) throws -> [Item] {
        if facts.activity.kind.asksAboutOwnTexts { return try Self.ideas(of: facts, db) }
        switch facts.activity.kind.items {
        case nil: return []
        case .own(let options): return options.map { Item(id: $0.id, label: .localized($0.text)) }
        case .earlier(let reference): return try part(reference, of: facts, stored, db)
        }
    }

    private mutating func part(
        _ reference: ItemReference, of facts: ActivityFacts, _ stored: StoredWorkshop, _ db: Database
    ) throws -> [Item] {
        guard let source = stored.activity(named: reference.from, before: facts) else { return [] }
        return try part(reference, source: source, stored, db)
    }

    private mutating func part(
        _ reference: ItemReference, source: ActivityFacts, _ stored: StoredWorkshop, _ db: Database
    ) throws -> [Item] {
        let writes = source.activity.kind.writing != nil
        switch reference.take {
        case .ideas:
            return writes ? try Self.ideas(of: source, db) : try items(of: source, stored, db)
        case .groups:
            return writes ? try Self.groups(of: source, db) : try items(of: source, stored, db)
        case .items:
            return try items(of: source, stored, db)
        case .top:
            let items = try items(of: source, stored, db)
            let ballots = try Store.ballots(of: source, db).map(\.ballot)
            decidedBy.insert(source.activity.id)
            let byIdentifier = Dictionary(items.map { ($0.id, $0) }) { first, _ in first }
            // Whoever shares the last place comes along: to leave one of them out would be to decide for the room.
            return source.activity.kind.order(ballots, items).filter { $0.place <= reference.count ?? 3 }
                .compactMap { byIdentifier[$0.id] }
        }
    }

    /// The part of `source` that `reference` names.
    static func items(
        _ reference: ItemReference, from source: ActivityFacts, _ stored: StoredWorkshop, _ db: Database
    ) throws -> [Item] {
        var asked = AskedItems()
        return try asked.part(reference, source: source, stored, db)
    }

    private static func ideas(of facts: ActivityFacts, _ db: Database) throws -> [Item] {
        let (ideas, groups) = try Store.visibleIdeas(of: facts, db)
        let names = Dictionary(groups.map { ($0.id, $0.name) }) { first, _ in first }
        return ideas.map { idea in
            Item(id: idea.id.description, label: .typed(idea.text), section: idea.group.flatMap { names[$0] })
        }
    }

    private static func groups(of facts: ActivityFacts, _ db: Database) throws -> [Item] {
        let (groups, alone) = try Store.groupsAndLoners(of: facts, db)
        let named = groups.map { Item(id: $0.id.description, label: .typed($0.name)) }
        return named + alone.map { Item(id: $0.id.description, label: .typed($0.text)) }
    }
}
