import FoundationEssentials
import GRDB
import Workshop

/// How facilitators, and participants who are let in, gather and moderate ideas. Every step is logged with what it
/// changed and can be undone; none destroys an idea.
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
    /// - Parameters:
    ///   - seen: The number of the latest step when the page was made; nil when the asker has seen none. What was moved
    ///     since is not moved again unseen.
    ///   - participant: Who does it, where the author is a participant. Nothing of that is kept.
    /// - Throws: `Refusal.noSuchIdea`, `.noSuchGroup`, `.movedMeanwhile`, `.alreadyAnswered`, or what `PlainText.checked` throws for the
    ///   name. Then nothing has changed.
    public func put(
        _ ideas: [Identifier], in destination: Destination, activity: Identifier, seen: Int64? = nil,
        by author: StepAuthor = .facilitator(""), participant: Participant? = nil
    ) async throws {
        try await arrange(activity, by: author) { db, step, facts in
            if author == .participant {
                guard let participant else { throw Refusal.notJoined }
                try Self.requireAdmitted(participant, facts, db)
                let shown = try StoredWorkshop.fetch(db, facts.code).shownActivity
                guard facts.activity.letsParticipantsGroup, shown == activity else { throw Refusal.notLetIn }
                guard try ideas.allSatisfy({ try step.idea($0).status == .visible }) else { throw Refusal.noSuchIdea }
            }
            var group: Identifier?
            switch destination {
            case .none: step.step = GroupingStep(kind: .ungroup, count: 0)
            case .group(let id):
                let row = try step.group(id)
                group = id
                step.step = GroupingStep(kind: .move, count: 0, group: row.name)
            case .newGroup(let name):
                let name = try PlainText.checked(name, limit: IdeaGroup.nameLimit)
                let known = step.liveGroups.first { $0.name.lowercased() == name.lowercased() }
                group = try known?.id ?? (ideas.isEmpty ? nil : step.makeGroup(name, db))
                step.step = GroupingStep(kind: .move, count: 0, group: known?.name ?? name)
            }
            if let seen {
                let moved = try Self.changes(since: seen, of: activity, db)
                let contested = try ideas.count {
                    try step.idea($0).group != group && moved.contains(.group(ofIdea: $0))
                }
                if contested > 0 { throw Refusal.movedMeanwhile(count: contested) }
            }
            for idea in ideas { try step.change(idea, db) { $0.group = group } }
        }
    }

    /// Shows, hides or withdraws ideas; ones that their authors have taken back stay so.
    public func setStatus(
        _ status: IdeaStatus, of ideas: [Identifier], activity: Identifier, by author: StepAuthor = .facilitator("")
    ) async throws {
        let kinds: [IdeaStatus: GroupingStep.Kind] = [.visible: .show, .hidden: .hide, .withdrawn: .withdraw]
        guard let kind = kinds[status] else { throw Refusal.wrongKind }
        try await arrange(activity, by: author) { db, step, _ in
            step.step = GroupingStep(kind: kind, count: 0)
            for idea in ideas { try step.change(idea, db) { $0.status = status } }
            if status != .visible { try Self.unfreeze(in: activity, db) }
        }
    }

    /// Gives a group another name.
    ///
    /// - Parameter seen: The name that the asker saw; nil takes whatever it is.
    /// - Throws: `Refusal.noSuchGroup`, `.renamedMeanwhile`, or what `PlainText.checked` throws for the name.
    public func renameGroup(
        _ group: Identifier, to name: String, seen: String? = nil, activity: Identifier,
        by author: StepAuthor = .facilitator("")
    ) async throws {
        try await arrange(activity, by: author) { db, step, _ in
            let name = try PlainText.checked(name, limit: IdeaGroup.nameLimit)
            let old = try step.group(group)
            if let seen, seen != old.name, name != old.name { throw Refusal.renamedMeanwhile(name: old.name) }
            step.step = GroupingStep(kind: .rename, count: 0, group: old.name)
            try step.change(old, db) { $0.name = name }
            try Self.unfreeze(in: activity, db)
        }
    }

    /// Dissolves a group: its ideas become ungrouped.
    ///
    /// - Throws: `Refusal.noSuchGroup`; `.alreadyAnswered` when somebody has answered about the group.
    public func dissolveGroup(
        _ group: Identifier, activity: Identifier, by author: StepAuthor = .facilitator("")
    ) async throws {
        try await arrange(activity, by: author) { db, step, _ in
            let old = try step.group(group)
            step.step = GroupingStep(kind: .dissolve, count: 0, group: old.name)
            for member in step.members(of: group) { try step.change(member, db) { $0.group = nil } }
            try step.change(old, db) { $0.isDissolved = true }
            try Self.unfreeze(in: activity, db)
        }
    }

    /// Ends a freeze of the display: what the room is not to see any more is not to stay on it.
    private static func unfreeze(in activity: Identifier, _ db: Database) throws {
        if let facts = try ActivityFacts.fetch(db, activity) { try unfreeze(facts.workshop, db) }
    }

    /// Makes one group of several, in one step: the first of them stays, with the ideas of all.
    ///
    /// - Parameter name: The name of the one that stays; blank keeps its own.
    /// - Throws: `Refusal.noSuchGroup`, `.tooFewGroups`, `.alreadyAnswered`, or what `PlainText.checked` throws for the name.
    public func mergeGroups(
        _ groups: [Identifier], named name: String = "", activity: Identifier, by author: StepAuthor = .facilitator("")
    ) async throws {
        try await arrange(activity, by: author) { db, step, _ in
            let merged = Set(try groups.map { try step.group($0).id })
            let live = step.liveGroups.filter { merged.contains($0.id) }
            guard live.count > 1, let kept = live.first else { throw Refusal.tooFewGroups }
            let isBlank = name.allSatisfy(\.isWhitespace)
            let name = isBlank ? kept.name : try PlainText.checked(name, limit: IdeaGroup.nameLimit)
            step.step = GroupingStep(kind: .merge, count: 0, group: name)
            for other in live.dropFirst() {
                for member in step.members(of: other.id) { try step.change(member, db) { $0.group = kept.id } }
                try step.change(other, db) { $0.isDissolved = true }
            }
            // What the step tells is how many groups became one.
            step.step.count = live.count
            try step.change(kept, db) { $0.name = name }
        }
    }

    /// Lets a group change places with the one before (−1) or behind it (1); at the end of the row it stays.
    public func moveGroup(
        _ group: Identifier, by offset: Int, activity: Identifier, author: StepAuthor = .facilitator("")
    ) async throws {
        try await arrange(activity, by: author) { db, step, _ in
            let live = step.liveGroups
            let moved = try step.group(group)
            step.step = GroupingStep(kind: .reorder, count: 0, group: moved.name)
            guard let place = live.firstIndex(where: { $0.id == group }), live.indices.contains(place + offset),
                offset != 0
            else { return }
            let other = live[place + offset]
            try step.change(moved, db) { $0.position = other.position }
            try step.change(other, db) { $0.position = moved.position }
        }
    }

    /// Says that two ideas are not the same, so that they are not suggested again.
    public func setUnlike(
        _ first: Identifier, _ second: Identifier, activity: Identifier, by author: StepAuthor = .facilitator("")
    ) async throws {
        try await arrange(activity, by: author) { db, step, _ in
            let pair = try [first, second].map { try step.idea($0).id }.sorted()
            guard pair[0] != pair[1] else { throw Refusal.noSuchIdea }
            step.step = GroupingStep(kind: .unlike, count: 2)
            if try Self.isUnlike(pair, activity: activity, db) { return }
            try step.part(pair, db)
        }
    }

    /// Lets participants put ideas into groups, or no longer. It takes effect while the ideas are revealed.
    public func letParticipantsGroup(_ lets: Bool, activity: Identifier, in code: SpokenCode) async throws {
        _ = try await change(code) { db, stored in
            let facts = try stored.facts(of: activity)
            guard facts.activity.kind.writing != nil else { throw Refusal.wrongKind }
            if facts.activity.isGroupedByAll == lets { return false }
            if lets, !facts.activity.isRevealed { throw Refusal.notRevealed }
            try db.execute(
                sql: "UPDATE activity SET is_grouped_by_all = ? WHERE id = ?", arguments: [lets, activity.description])
            return true
        }
    }

    /// Runs `body`, which changes ideas and groups through the step it is given, and logs what it changed.
    private func arrange(
        _ activity: Identifier, by author: StepAuthor,
        _ body: @escaping @Sendable (Database, inout StepInProgress, ActivityFacts) throws -> Void
    ) async throws {
        try await writer.write(isCompound: true) { db, _ in
            guard let facts = try ActivityFacts.fetch(db, activity) else { throw Refusal.noSuchActivity }
            guard facts.activity.kind.writing != nil else { throw Refusal.wrongKind }
            var step = try StepInProgress(activity: activity, db)
            try Self.keepingAnswered(facts, db) { try body(db, &step, facts) }
            guard try step.log(by: author, db) else { return ((), nil) }
            try Self.bumpRevision(of: facts.workshop, db)
            return ((), facts.code)
        }
    }
}
