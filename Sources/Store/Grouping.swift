import FoundationEssentials
import GRDB
import Workshop

/// How the facilitator gathers and moderates ideas. Every step is logged with its inverse and can be undone; none
/// destroys an idea.
extension Store {
    /// Where ideas are put.
    public enum Destination: Sendable, Equatable {
        /// Into an existing group.
        case group(Identifier)
        /// Into a group with this name; one that has it already is used.
        case newGroup(String)
        /// Out of their groups.
        case none
    }

    /// Puts ideas into a group or out of their groups.
    ///
    /// - Throws: `Refusal.noSuchIdea`, `.noSuchGroup`, or what `PlainText.checked` throws for the name. Then nothing
    ///   has changed.
    public func put(_ ideas: [Identifier], in destination: Destination, activity: Identifier) async throws {
        try await arrange(activity) { db, step in
            var group: Identifier?
            switch destination {
            case .none: step.step = GroupingStep(kind: .ungroup, count: 0)
            case .group(let id):
                let row = try step.group(id, db)
                group = id
                step.step = GroupingStep(kind: .move, count: 0, group: row.name)
            case .newGroup(let name):
                let name = try PlainText.checked(name, limit: IdeaGroup.nameLimit)
                let known = try step.liveGroups(db).first { $0.name.lowercased() == name.lowercased() }
                group = try known?.id ?? step.makeGroup(name, db)
                step.step = GroupingStep(kind: .move, count: 0, group: known?.name ?? name)
            }
            for idea in ideas { try step.change(idea, db) { $0.group = group } }
        }
    }

    /// Shows, hides or withdraws ideas; ones that their authors have taken back stay so.
    public func setStatus(_ status: IdeaStatus, of ideas: [Identifier], activity: Identifier) async throws {
        let kinds: [IdeaStatus: GroupingStep.Kind] = [.visible: .show, .hidden: .hide, .withdrawn: .withdraw]
        guard let kind = kinds[status] else { throw Refusal.wrongKind }
        try await arrange(activity) { db, step in
            step.step = GroupingStep(kind: kind, count: 0)
            for idea in ideas { try step.change(idea, db) { $0.status = status } }
        }
    }

    /// Gives a group another name.
    public func renameGroup(_ group: Identifier, to name: String, activity: Identifier) async throws {
        try await arrange(activity) { db, step in
            let name = try PlainText.checked(name, limit: IdeaGroup.nameLimit)
            let old = try step.group(group, db)
            step.step = GroupingStep(kind: .rename, count: 0, group: old.name)
            try step.change(old, db) { $0.name = name }
        }
    }

    /// Dissolves a group: its ideas become ungrouped.
    public func dissolveGroup(_ group: Identifier, activity: Identifier) async throws {
        try await arrange(activity) { db, step in
            let old = try step.group(group, db)
            step.step = GroupingStep(kind: .dissolve, count: 0, group: old.name)
            let members = try String.fetchAll(
                db, sql: "SELECT id FROM idea WHERE idea_group = ?", arguments: [group.description])
            for member in members.compactMap({ Identifier($0) }) { try step.change(member, db) { $0.group = nil } }
            try step.change(old, db) { $0.isDissolved = true }
        }
    }

    /// Undoes the latest step of the activity that is not undone yet, and says which it was.
    ///
    /// - Throws: `Refusal.nothingToUndo`.
    public func undoGrouping(activity: Identifier) async throws -> GroupingStep {
        try await writer.write(isCompound: true) { db, _ in
            guard let facts = try ActivityFacts.fetch(db, activity) else { throw Refusal.noSuchActivity }
            guard let logged = try LoggedStep.latest(of: activity, db) else { throw Refusal.nothingToUndo }
            try logged.inverse.apply(db)
            try db.execute(sql: "UPDATE step SET is_undone = 1 WHERE id = ?", arguments: [logged.row])
            try Self.bumpRevision(of: facts.workshop, db)
            return (logged.step, facts.code)
        }
    }

    /// Runs `body`, which changes ideas and groups through the step it is given, and logs what it changed.
    private func arrange(
        _ activity: Identifier, _ body: @escaping @Sendable (Database, inout StepInProgress) throws -> Void
    ) async throws {
        try await writer.write(isCompound: true) { db, _ in
            guard let facts = try ActivityFacts.fetch(db, activity) else { throw Refusal.noSuchActivity }
            guard facts.activity.kind.writing != nil else { throw Refusal.wrongKind }
            var step = StepInProgress(activity: activity)
            try body(db, &step)
            guard try step.log(db) else { return ((), nil) }
            try Self.bumpRevision(of: facts.workshop, db)
            return ((), facts.code)
        }
    }
}
