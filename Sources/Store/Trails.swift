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
            if stored.workshop.isRehearsal { throw Refusal.rehearsal }
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
            if workshop.isRehearsal { throw Refusal.rehearsal }
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
            let workshops = try Self.realWorkshops(db)
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
            var steps = nodes.filter { known.contains($0.place) }
            for stored in workshops {
                let own = steps.indices.filter { steps[$0].place.workshop == stored.workshop.code.description }
                if own.isEmpty { continue }
                let standings = try Self.standings(in: stored, db)
                for index in own { steps[index].results = Self.results(of: steps[index].place.item, standings) }
            }
            return steps
        }
    }

    /// What a workshop has of items: its ideas, its groups and what it carried over.
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
        return nodes
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

    /// The order in which a revealed activity put its items.
    private struct Standing {
        var activity: LocalizedText
        /// The names of the activities that handed the items on.
        var sources: Set<String>
        var places: [String: PlacedItem]
        var count: Int
    }

    /// The orders of a workshop's revealed activities, in agenda order.
    private static func standings(in stored: StoredWorkshop, _ db: Database) throws -> [Standing] {
        try stored.facts.filter { $0.activity.isRevealed && $0.activity.kind.takesBallots }.map { facts in
            let asked = try AskedItems.fetch(facts, stored, db)
            let ballots = try ballots(of: facts, db).map(\.ballot)
            let placed = facts.activity.kind.order(ballots, asked.items).map { ($0.id, $0) }
            return Standing(
                activity: facts.activity.definition.title,
                sources: Set(stored.sources(of: facts).map(\.activity.definition.name)),
                places: Dictionary(placed) { first, _ in first }, count: asked.items.count)
        }
    }

    /// How an item fared in the activities that put it in order.
    private static func results(of item: String, _ standings: [Standing]) -> [TrailStep.Result] {
        let parts = item.split(separator: "/").map { String($0) }
        return standings.compactMap { standing in
            // An option's name means something only where its activity handed it on.
            if parts.count == 2, !standing.sources.contains(parts[0]) { return nil }
            guard let placed = standing.places[parts.last ?? item] else { return nil }
            return .init(
                activity: standing.activity, place: placed.place, isTied: placed.isTied, of: standing.count)
        }
    }
}
