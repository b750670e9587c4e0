import FoundationEssentials
import GRDB
import Workshop

/// What a step of grouping restores when it is undone: the earlier state of everything that it touched.
struct StepInverse: Codable {
    /// An idea's place and visibility.
    struct IdeaState: Codable, Equatable {
        var id: Identifier
        var group: Identifier?
        var status: IdeaStatus
    }

    /// A group's name and life.
    struct GroupState: Codable, Equatable {
        var id: Identifier
        var name: String
        var isDissolved: Bool
    }

    var ideas: [IdeaState] = []
    var groups: [GroupState] = []

    /// Restores the earlier state, but for ideas that their authors have taken back since.
    func apply(_ db: Database) throws {
        for group in groups { try Self.save(group, db) }
        for idea in ideas { try Self.save(idea, db) }
    }

    static func save(_ idea: IdeaState, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE idea SET idea_group = ?, status = ? WHERE id = ? AND status <> 'retracted'",
            arguments: [idea.group?.description, idea.status.rawValue, idea.id.description])
    }

    static func save(_ group: GroupState, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE idea_group SET name = ?, is_dissolved = ? WHERE id = ?",
            arguments: [group.name, group.isDissolved, group.id.description])
    }
}

/// A step of grouping while it is being made: it changes ideas and groups and remembers how they were.
struct StepInProgress {
    let activity: Identifier
    var step = GroupingStep(kind: .move, count: 0)
    private var inverse = StepInverse()

    init(activity: Identifier) {
        self.activity = activity
    }

    /// The live groups of the activity, in their order.
    func liveGroups(_ db: Database) throws -> [StepInverse.GroupState] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM idea_group WHERE activity = ? AND NOT is_dissolved ORDER BY position",
            arguments: [activity.description]
        ).compactMap { row in
            guard let id = Identifier(row["id"] as String) else { return nil }
            return StepInverse.GroupState(id: id, name: row["name"], isDissolved: false)
        }
    }

    /// The live group `id`.
    func group(_ id: Identifier, _ db: Database) throws -> StepInverse.GroupState {
        guard let group = try liveGroups(db).first(where: { $0.id == id }) else { throw Refusal.noSuchGroup }
        return group
    }

    /// Makes a group; undone, it is dissolved.
    mutating func makeGroup(_ name: String, _ db: Database) throws -> Identifier {
        let id = SecureRandom.identifier()
        try db.execute(
            sql: """
                INSERT INTO idea_group (id, activity, position, name, is_dissolved)
                VALUES (?, ?, (SELECT ifnull(max(position), -1) + 1 FROM idea_group WHERE activity = ?), ?, 0)
                """,
            arguments: [id.description, activity.description, activity.description, name])
        inverse.groups.append(.init(id: id, name: name, isDissolved: true))
        return id
    }

    /// Changes an idea unless its author has taken it back.
    mutating func change(
        _ id: Identifier, _ db: Database, _ body: (inout StepInverse.IdeaState) -> Void
    ) throws {
        guard let idea = try Store.idea(id, in: activity, db)?.idea else { throw Refusal.noSuchIdea }
        guard idea.status != .retracted, !inverse.ideas.contains(where: { $0.id == id }) else { return }
        let old = StepInverse.IdeaState(id: id, group: idea.group, status: idea.status)
        var new = old
        body(&new)
        if new == old { return }
        try StepInverse.save(new, db)
        inverse.ideas.append(old)
        step.count += 1
    }

    /// Changes a group.
    mutating func change(
        _ old: StepInverse.GroupState, _ db: Database, _ body: (inout StepInverse.GroupState) -> Void
    ) throws {
        var new = old
        body(&new)
        if new == old { return }
        try StepInverse.save(new, db)
        inverse.groups.append(old)
    }

    /// Logs the step; false when it changed nothing.
    func log(_ db: Database) throws -> Bool {
        if inverse.ideas.isEmpty && inverse.groups.isEmpty { return false }
        let encoder = JSONEncoder()
        try db.execute(
            sql: "INSERT INTO step (activity, step, inverse, is_undone) VALUES (?, ?, ?, 0)",
            arguments: [
                activity.description, String(decoding: try encoder.encode(step), as: UTF8.self),
                String(decoding: try encoder.encode(inverse), as: UTF8.self),
            ])
        return true
    }
}

/// A step in the log.
struct LoggedStep {
    let row: Int64
    let step: GroupingStep
    let inverse: StepInverse

    /// The latest step of `activity` that is not undone.
    static func latest(of activity: Identifier, _ db: Database) throws -> LoggedStep? {
        let row = try Row.fetchOne(
            db, sql: "SELECT * FROM step WHERE activity = ? AND NOT is_undone ORDER BY id DESC LIMIT 1",
            arguments: [activity.description])
        return try row.map { row in
            let decoder = JSONDecoder()
            return LoggedStep(
                row: row["id"], step: try decoder.decode(GroupingStep.self, from: Data((row["step"] as String).utf8)),
                inverse: try decoder.decode(StepInverse.self, from: Data((row["inverse"] as String).utf8)))
        }
    }
}
