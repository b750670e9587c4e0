import FoundationEssentials
import GRDB
import Workshop

/// What a step of grouping changed: how everything that it touched was before and after.
struct StepRecord: Codable, Sendable {
    /// An idea's place and visibility.
    struct IdeaState: Codable, Equatable, Sendable {
        var id: Identifier
        var group: Identifier?
        var status: IdeaStatus
    }

    /// A group's name, life and place.
    struct GroupState: Codable, Equatable, Sendable {
        var id: Identifier
        var name: String
        var isDissolved: Bool
        /// Nil in steps that were logged before groups could be put in order.
        var position: Int?
    }

    /// One thing that a step can change or rely on.
    enum Facet: Hashable, Sendable {
        case group(ofIdea: Identifier), status(ofIdea: Identifier)
        case name(ofGroup: Identifier), life(ofGroup: Identifier), place(ofGroup: Identifier)
        case likeness(Identifier, Identifier)
    }

    /// States of ideas and groups.
    struct States: Codable, Sendable {
        var ideas: [IdeaState] = []
        var groups: [GroupState] = []
    }

    /// How what it changed was before.
    var ideas: [IdeaState] = []
    /// How what it changed was before.
    var groups: [GroupState] = []
    /// How it was after; nil in steps that were logged before this was kept.
    var after: States?
    /// The groups that its ideas came from or went to.
    var uses: [Identifier]?
    /// The two ideas that it said are not alike.
    var pair: [Identifier]?

    /// How everything was before.
    var before: States { States(ideas: ideas, groups: groups) }

    /// What it changed.
    var writes: Set<Facet> {
        guard let after else {
            // All that it can have changed.
            return Set(
                ideas.flatMap { [.group(ofIdea: $0.id), .status(ofIdea: $0.id)] }
                    + groups.flatMap { [.name(ofGroup: $0.id), .life(ofGroup: $0.id)] })
        }
        var facets: Set<Facet> = []
        for (old, new) in zip(ideas, after.ideas) {
            if old.group != new.group { facets.insert(.group(ofIdea: old.id)) }
            if old.status != new.status { facets.insert(.status(ofIdea: old.id)) }
        }
        for (old, new) in zip(groups, after.groups) {
            if old.name != new.name { facets.insert(.name(ofGroup: old.id)) }
            if old.isDissolved != new.isDissolved { facets.insert(.life(ofGroup: old.id)) }
            if old.position != new.position { facets.insert(.place(ofGroup: old.id)) }
        }
        if let pair, pair.count == 2 { facets.insert(.likeness(pair[0], pair[1])) }
        return facets
    }

    /// What it relies on: its groups live.
    var reads: Set<Facet> { Set((uses ?? []).map { .life(ofGroup: $0) }) }
}

/// How the ideas and groups of an activity are arranged at this moment.
struct Arrangement {
    var ideas: [Identifier: StepRecord.IdeaState] = [:]
    var groups: [Identifier: StepRecord.GroupState] = [:]

    /// How `activity` is arranged.
    static func fetch(_ activity: Identifier, _ db: Database) throws -> Arrangement {
        var arrangement = Arrangement()
        let ideas = try db.cachedStatement(sql: "SELECT id, idea_group, status FROM idea WHERE activity = ?")
        for row in try Row.fetchAll(ideas, arguments: [activity.description]) {
            guard let id = Identifier(row["id"] as String), let status = IdeaStatus(rawValue: row["status"]) else {
                throw StoreError.corrupt(path: "idea")
            }
            let group = (row["idea_group"] as String?).flatMap { Identifier($0) }
            arrangement.ideas[id] = .init(id: id, group: group, status: status)
        }
        let groups = try db.cachedStatement(
            sql: "SELECT id, name, is_dissolved, position FROM idea_group WHERE activity = ?")
        for row in try Row.fetchAll(groups, arguments: [activity.description]) {
            guard let id = Identifier(row["id"] as String) else { throw StoreError.corrupt(path: "idea_group") }
            arrangement.groups[id] = .init(
                id: id, name: row["name"], isDissolved: row["is_dissolved"], position: row["position"])
        }
        return arrangement
    }

    /// Whether everything in `facets` is as in `states`; ideas that their authors have taken back count as such.
    func matches(_ states: StepRecord.States, _ facets: Set<StepRecord.Facet>) -> Bool {
        states.ideas.allSatisfy { wanted in
            guard let here = ideas[wanted.id], here.status != .retracted else { return true }
            return (here.group == wanted.group || !facets.contains(.group(ofIdea: wanted.id)))
                && (here.status == wanted.status || !facets.contains(.status(ofIdea: wanted.id)))
        }
            && states.groups.allSatisfy { wanted in
                guard let here = groups[wanted.id] else { return false }
                return (here.name == wanted.name || !facets.contains(.name(ofGroup: wanted.id)))
                    && (here.isDissolved == wanted.isDissolved || !facets.contains(.life(ofGroup: wanted.id)))
                    && (here.position == wanted.position || !facets.contains(.place(ofGroup: wanted.id)))
            }
    }

    /// Makes everything in `facets` as it is in `states`, but for ideas that their authors have taken back.
    func restore(_ states: StepRecord.States, _ facets: Set<StepRecord.Facet>, _ db: Database) throws {
        for wanted in states.groups {
            guard var state = groups[wanted.id] else { continue }
            if facets.contains(.name(ofGroup: wanted.id)) { state.name = wanted.name }
            if facets.contains(.life(ofGroup: wanted.id)) { state.isDissolved = wanted.isDissolved }
            if facets.contains(.place(ofGroup: wanted.id)) { state.position = wanted.position }
            try Self.save(state, db)
        }
        for wanted in states.ideas {
            guard var state = ideas[wanted.id] else { continue }
            if facets.contains(.group(ofIdea: wanted.id)) { state.group = wanted.group }
            if facets.contains(.status(ofIdea: wanted.id)) { state.status = wanted.status }
            try Self.save(state, db)
        }
    }

    static func save(_ idea: StepRecord.IdeaState, _ db: Database) throws {
        try db.cachedStatement(
            sql: "UPDATE idea SET idea_group = ?, status = ? WHERE id = ? AND status <> 'retracted'"
        ).execute(arguments: [idea.group?.description, idea.status.rawValue, idea.id.description])
    }

    static func save(_ group: StepRecord.GroupState, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE idea_group SET name = ?, is_dissolved = ?, position = ifnull(?, position) WHERE id = ?
                """
        ).execute(arguments: [group.name, group.isDissolved, group.position, group.id.description])
    }
}
