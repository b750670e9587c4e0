import FoundationEssentials
import GRDB
import Workshop

/// A step of grouping while it is being made: it changes ideas and groups and remembers how they were.
struct StepInProgress {
    let activity: Identifier
    var step = GroupingStep(kind: .move, count: 0)
    private let arrangement: Arrangement
    private var record = StepRecord()
    private var after = StepRecord.States()

    init(activity: Identifier, _ db: Database) throws {
        self.activity = activity
        arrangement = try Arrangement.fetch(activity, db)
    }

    /// The live groups of the activity, in their order.
    var liveGroups: [StepRecord.GroupState] {
        arrangement.groups.values.filter { !$0.isDissolved }
            .sorted { ($0.position ?? 0, $0.id) < ($1.position ?? 0, $1.id) }
    }

    /// The live group `id`.
    func group(_ id: Identifier) throws -> StepRecord.GroupState {
        guard let group = arrangement.groups[id], !group.isDissolved else { throw Refusal.noSuchGroup }
        return group
    }

    /// The idea `id`, as it was when the step began.
    func idea(_ id: Identifier) throws -> StepRecord.IdeaState {
        guard let idea = arrangement.ideas[id] else { throw Refusal.noSuchIdea }
        return idea
    }

    /// The ideas in the group `id`.
    func members(of id: Identifier) -> [Identifier] {
        arrangement.ideas.values.filter { $0.group == id }.map(\.id).sorted()
    }

    /// Makes a group; undone, it is dissolved.
    mutating func makeGroup(_ name: String, _ db: Database) throws -> Identifier {
        let position = (arrangement.groups.values.compactMap(\.position).max() ?? -1) + 1
        let group = StepRecord.GroupState(
            id: Identifier.random(), name: name, isDissolved: false, position: position)
        try db.execute(
            sql: "INSERT INTO idea_group (id, activity, position, name, is_dissolved) VALUES (?, ?, ?, ?, 0)",
            arguments: [group.id.description, activity.description, position, name])
        var before = group
        before.isDissolved = true
        record.groups.append(before)
        after.groups.append(group)
        return group.id
    }

    /// Changes an idea unless its author has taken it back.
    mutating func change(
        _ id: Identifier, _ db: Database, _ body: (inout StepRecord.IdeaState) -> Void
    ) throws {
        let old = try idea(id)
        guard old.status != .retracted, !record.ideas.contains(where: { $0.id == id }) else { return }
        var new = old
        body(&new)
        if new == old { return }
        try Arrangement.save(new, db)
        record.ideas.append(old)
        after.ideas.append(new)
        step.count += 1
    }

    /// Changes a group, once in a step.
    mutating func change(
        _ old: StepRecord.GroupState, _ db: Database, _ body: (inout StepRecord.GroupState) -> Void
    ) throws {
        var new = old
        body(&new)
        if new == old { return }
        try Arrangement.save(new, db)
        record.groups.append(old)
        after.groups.append(new)
    }

    /// Says that two ideas are not alike.
    mutating func part(_ pair: [Identifier], _ db: Database) throws {
        try Store.setAlike(false, pair, activity: activity, db)
        record.pair = pair
    }

    /// Logs the step; false when it changed nothing.
    mutating func log(by author: StepAuthor, _ db: Database) throws -> Bool {
        record.after = after
        if record.writes.isEmpty { return false }
        // A group that the step itself brought to life or dissolved is among what it changed.
        let uses = Set((record.ideas + after.ideas).compactMap(\.group) + groupsNamed)
        record.uses = uses.subtracting(record.groups.filter { isBornOrEnded($0) }.map(\.id)).sorted()
        let encoder = JSONEncoder()
        var label: String?
        if case .facilitator(let name) = author { label = name }
        try db.execute(
            sql: "INSERT INTO step (activity, step, inverse, is_undone, facilitator) VALUES (?, ?, ?, 0, ?)",
            arguments: [
                activity.description, String(decoding: try encoder.encode(step), as: UTF8.self),
                String(decoding: try encoder.encode(record), as: UTF8.self), label,
            ])
        return true
    }

    private var groupsNamed: [Identifier] { record.groups.map(\.id) }

    private func isBornOrEnded(_ old: StepRecord.GroupState) -> Bool {
        after.groups.contains { $0.id == old.id && $0.isDissolved != old.isDissolved }
    }
}
