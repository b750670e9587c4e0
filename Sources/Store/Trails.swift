import GRDB
import Workshop

/// What workshops take over from earlier ones, and the trail that it leaves.
extension Store {
    /// What an activity of an earlier workshop can hand on, as options with their origin. Only what is revealed there.
    ///
    /// - Parameters:
    ///   - take: Which part: the ideas, the groups, the items, or those at the top.
    ///   - count: For the top: how many places.
    /// - Throws: `Refusal.noSuchWorkshop`, `.noSuchActivity`, `.notRevealed`.
    public func carried(
        from code: SpokenCode, activity: Identifier, take: ItemReference.Part, count: Int
    ) async throws -> [Option] {
        try await read { db in
            let stored = try StoredWorkshop.fetch(db, code)
            let facts = try stored.facts(of: activity)
            guard facts.activity.isRevealed || facts.activity.kind is CarriedKind else { throw Refusal.notRevealed }
            let reference = ItemReference(from: facts.activity.definition.name, take: take, count: count)
            let items = try AskedItems.items(reference, from: facts, stored, db)
            let workshop = stored.workshop
            return items.prefix(ItemSource.limit).enumerated().map { index, item in
                Option(
                    id: "c\(index + 1)", text: item.label.wordings(in: workshop.language),
                    origin: Option.Origin(workshop: code.description, title: workshop.title, item: item.id))
            }
        }
    }

    /// The visible texts of every revealed activity that collects them, with all parts of a card in one text.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func texts(in code: SpokenCode) async throws -> (title: String, options: [Option]) {
        try await read { db in
            let stored = try StoredWorkshop.fetch(db, code)
            let workshop = stored.workshop
            var options: [Option] = []
            for facts in stored.facts where facts.activity.isRevealed {
                guard let rules = facts.activity.kind.writing else { continue }
                for idea in try Self.visibleIdeas(of: facts, db).ideas {
                    // Each part under its question: what failed is always among them.
                    let parts = rules.parts.compactMap { part in
                        idea.details["part-\(part.id)"].map { "\(part.text.text(in: workshop.language)) \($0)" }
                    }
                    let text = ([idea.text] + parts).joined(separator: "\n")
                    options.append(
                        Option(
                            id: "c\(options.count + 1)", text: LocalizedText([workshop.language: text]),
                            origin: Option.Origin(
                                workshop: code.description, title: workshop.title, item: idea.id.description)))
                }
            }
            return (workshop.title, Array(options.prefix(ItemSource.limit)))
        }
    }

    /// The steps of a trail, the earliest first: where an item came from, what was built on it, and how it fared.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`, `.noSuchIdea` when nothing of that name is known.
    public func trail(of item: String, in code: SpokenCode) async throws -> [TrailStep] {
        try await read { db in
            let codes = try String.fetchAll(db, sql: "SELECT code FROM workshop ORDER BY id")
            let workshops = try codes.compactMap { SpokenCode($0, length: SpokenCode.joinLength) }
                .map { try StoredWorkshop.fetch(db, $0) }
            let nodes = try workshops.flatMap { try Self.nodes(of: $0, db) }
            let start = TrailStep.Place(workshop: code.description, item: item)
            guard nodes.contains(where: { $0.place == start }) else { throw Refusal.noSuchIdea }
            // Back to where it began, then everything that came of it.
            var known: Set<TrailStep.Place> = [start]
            var grows = true
            while grows {
                let back = nodes.filter { known.contains($0.place) }.flatMap(\.from)
                grows = !known.isSuperset(of: back)
                known.formUnion(back)
            }
            grows = true
            while grows {
                let on = nodes.filter { node in node.from.contains(where: known.contains) }.map(\.place)
                grows = !known.isSuperset(of: on)
                known.formUnion(on)
            }
            return nodes.filter { known.contains($0.place) }
        }
    }

    /// What a workshop has of items: its ideas, its groups and what it carried over, with how each fared.
    private static func nodes(of stored: StoredWorkshop, _ db: Database) throws -> [TrailStep] {
        let code = stored.workshop.code.description
        let language = stored.workshop.language
        func place(_ item: String) -> TrailStep.Place { .init(workshop: code, item: item) }
        var nodes: [TrailStep] = []
        for facts in stored.facts {
            if let carried = facts.activity.kind as? CarriedKind {
                nodes += carried.options.map { option in
                    let from = option.origin.map { [TrailStep.Place(workshop: $0.workshop, item: $0.item)] } ?? []
                    return TrailStep(
                        place: place("\(facts.activity.definition.name)/\(option.id)"), title: stored.workshop.title,
                        text: option.text.text(in: language), sort: .carried, from: from)
                }
            }
            guard facts.activity.kind.writing != nil, facts.activity.isRevealed else { continue }
            let (ideas, groups) = try visibleIdeas(of: facts, db)
            nodes += groups.map { group in
                // A group is where its ideas lead.
                let members = ideas.filter { $0.group == group.id }.map { place($0.id.description) }
                return TrailStep(
                    place: place(group.id.description), title: stored.workshop.title, text: group.name, sort: .group,
                    from: members)
            }
            nodes += ideas.map { idea in
                TrailStep(
                    place: place(idea.id.description), title: stored.workshop.title, text: idea.text, sort: .idea,
                    from: built(idea, facts, stored).map { [place($0)] } ?? [])
            }
        }
        return try nodes.map { node in
            var node = node
            node.results = try results(of: node.place.item, stored, db)
            return node
        }
    }

    /// What an idea builds on: another idea, or an item that was carried over.
    private static func built(_ idea: Idea, _ facts: ActivityFacts, _ stored: StoredWorkshop) -> String? {
        guard let on = idea.details["builds-on"] else { return nil }
        if case .earlier(let reference)? = facts.activity.kind.items,
            let source = stored.activity(named: reference.from, before: facts), source.activity.kind is CarriedKind
        {
            return "\(source.activity.definition.name)/\(on)"
        }
        return on
    }

    /// How an item fared in the revealed activities that put it in order.
    private static func results(
        of item: String, _ stored: StoredWorkshop, _ db: Database
    ) throws -> [TrailStep.Result] {
        let parts = item.split(separator: "/").map { String($0) }
        let id = parts.last ?? item
        var results: [TrailStep.Result] = []
        for facts in stored.facts where facts.activity.isRevealed && facts.activity.kind.takesBallots {
            // An option's name means something only where its activity handed it on.
            if parts.count == 2, !stored.sources(of: facts).contains(where: { $0.activity.definition.name == parts[0] })
            {
                continue
            }
            let asked = try AskedItems.fetch(facts, stored, db)
            guard asked.items.contains(where: { $0.id == id }) else { continue }
            let ballots = try ballots(of: facts, db).map(\.ballot)
            guard let placed = facts.activity.kind.order(ballots, asked.items).first(where: { $0.id == id }) else {
                continue
            }
            results.append(
                .init(
                    activity: facts.activity.definition.title, place: placed.place, isTied: placed.isTied,
                    of: asked.items.count))
        }
        return results
    }
}
