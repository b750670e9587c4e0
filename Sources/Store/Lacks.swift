import GRDB
import Workshop

/// What is not there yet for questions to ask about.
extension StoredWorkshop {
    /// The most ideas that a question about groups can ask about one by one before they are better put into groups.
    private static let weighedOneByOne = 12

    /// The activities that can still be opened and would ask about nothing, with what they lack.
    func lacks(_ db: Database) throws -> [Identifier: Lack] {
        var lacks: [Identifier: Lack] = [:]
        var known: [Identifier: (ideas: [Idea], groups: [IdeaGroup])] = [:]
        for later in facts where later.activity.status == .upcoming || later.activity.status == .open {
            for reference in later.activity.references {
                guard let source = activity(named: reference.from, before: later), let origin = collector(for: source)
                else { continue }
                if known[origin.activity.id] == nil {
                    known[origin.activity.id] = try Store.visibleIdeas(of: origin, db)
                }
                guard let (ideas, groups) = known[origin.activity.id] else { continue }
                let asksForGroups = takesGroups(reference, from: source)
                let alone = ideas.count { $0.group == nil }
                let asked = asksForGroups ? groups.count + alone : ideas.count
                // Ideas in no group are asked about one by one, which is as well while they are few.
                let wantsGroups = asksForGroups && alone > Self.weighedOneByOne
                guard wantsGroups || asked < later.activity.kind.leastItems else { continue }
                let place = wantsGroups ? lastShowing(origin, before: later) : origin
                lacks[later.activity.id] = Lack(
                    activity: later.activity.id, step: later.activity.position,
                    what: wantsGroups ? .groups : asked == 0 ? .ideas : .more, count: alone,
                    place: place.activity.id)
                break
            }
        }
        return lacks
    }

    /// Whether `asker` asks about the groups of `collector`.
    func asksForGroups(_ asker: ActivityFacts, of collector: ActivityFacts) -> Bool {
        asker.activity.references.contains { reference in
            guard let source = activity(named: reference.from, before: asker),
                self.collector(for: source)?.activity.id == collector.activity.id
            else { return false }
            return takesGroups(reference, from: source)
        }
    }

    /// Whether `reference` names groups of ideas, by itself or by way of the activity that it takes its items from.
    private func takesGroups(_ reference: ItemReference, from source: ActivityFacts) -> Bool {
        if source.activity.kind.writing != nil { return reference.take == .groups }
        guard case .earlier(let deeper)? = source.activity.kind.items,
            let origin = activity(named: deeper.from, before: source)
        else { return false }
        return takesGroups(deeper, from: origin)
    }

    /// The last step before `later` that shows the ideas of `origin`, where they are put into groups.
    private func lastShowing(_ origin: ActivityFacts, before later: ActivityFacts) -> ActivityFacts {
        facts.last {
            $0.activity.position < later.activity.position && shown(for: $0).activity.id == origin.activity.id
        } ?? origin
    }
}

extension Activity {
    /// Where its targets and its items come from.
    fileprivate var references: [ItemReference] {
        var references: [ItemReference] = []
        if let per = definition.per { references.append(per) }
        if case .earlier(let reference)? = kind.items { references.append(reference) }
        return references
    }
}
