import GRDB
import Workshop

/// What answers name stays as it was asked about: a group that is merged away, or an idea that is put into a group,
/// would take what was answered about it out of the result.
extension Store {
    /// Runs `body`, which arranges the ideas of `collector`.
    ///
    /// What is hidden or withdrawn may leave a result: that is what moderation is for.
    ///
    /// - Throws: `Refusal.alreadyAnswered` when something that has been answered about would not be asked about any more
    ///   though its ideas are still seen; what `body` throws.
    static func keepingAnswered<Result>(
        _ collector: ActivityFacts, _ db: Database, _ body: () throws -> Result
    ) throws -> Result {
        let stored = try StoredWorkshop.fetch(db, collector.code)
        let askers = stored.facts.filter { asker in
            asker.activity.status != .upcoming && stored.asksForGroups(asker, of: collector)
        }
        if askers.isEmpty { return try body() }
        let before = try weighed(collector, db)
        let result = try body()
        let after = try weighed(collector, db)
        let seen = Set(after.flatMap(\.value.ideas))
        for (item, entry) in before.sorted(by: { $0.key < $1.key })
        where after[item] == nil && !seen.isDisjoint(with: entry.ideas) {
            for asker in askers where try isNamed(item, in: asker, db) {
                throw Refusal.alreadyAnswered(name: entry.name)
            }
        }
        return result
    }

    /// What a question about groups asks about: each group, and each visible idea that is in none.
    private static func weighed(
        _ collector: ActivityFacts, _ db: Database
    ) throws -> [Identifier: (name: String, ideas: Set<Identifier>)] {
        let (ideas, groups) = try visibleIdeas(of: collector, db)
        let names = Dictionary(groups.map { ($0.id, $0.name) }) { first, _ in first }
        var weighed: [Identifier: (name: String, ideas: Set<Identifier>)] = [:]
        for idea in ideas {
            if let group = idea.group, let name = names[group] {
                weighed[group, default: (name, [])].ideas.insert(idea.id)
            } else {
                weighed[idea.id] = (idea.text, [idea.id])
            }
        }
        return weighed
    }

    private static func isNamed(_ item: Identifier, in asker: ActivityFacts, _ db: Database) throws -> Bool {
        // Identifiers are random and of one length, so that none is part of another.
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM ballot WHERE activity = ? AND instr(value, ?) > 0)",
            arguments: [asker.activity.id.description, item.description]) ?? false
    }
}
