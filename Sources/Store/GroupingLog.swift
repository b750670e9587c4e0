import FoundationEssentials
import GRDB
import Threads
import Workshop

/// The log of grouping: who did what, in order, and the way back.
extension Store {
    /// The lines of the log that a page shows.
    static let shownSteps = 50

    /// Undoes the latest step of the activity that is not undone yet, and says which it was.
    ///
    /// - Throws: `Refusal.nothingToUndo`, `.cannotUndo`, `.alreadyAnswered`.
    @discardableResult
    public func undoGrouping(
        activity: Identifier, by author: StepAuthor = .facilitator("")
    ) async throws -> GroupingStep {
        try await revert(activity, by: author) { db in
            guard let number = try Self.latestEffectiveStep(of: activity, db) else { throw Refusal.nothingToUndo }
            return (number, true)
        }
    }

    /// Undoes the step `number`, whenever it was made, unless a later one that is not undone has to do with the same
    /// ideas or groups.
    ///
    /// - Throws: `Refusal.nothingToUndo` for a step that does not exist or is undone, `.cannotUndo`, `.alreadyAnswered`.
    @discardableResult
    public func undoStep(
        _ number: Int64, activity: Identifier, by author: StepAuthor = .facilitator("")
    ) async throws -> GroupingStep {
        try await revert(activity, by: author) { _ in (number, true) }
    }

    /// Does the step `number`, which was undone, again.
    ///
    /// - Throws: as ``undoStep(_:activity:by:)``.
    @discardableResult
    public func redoStep(
        _ number: Int64, activity: Identifier, by author: StepAuthor = .facilitator("")
    ) async throws -> GroupingStep {
        try await revert(activity, by: author) { _ in (number, false) }
    }

    private func revert(
        _ activity: Identifier, by author: StepAuthor,
        _ choose: @escaping @Sendable (Database) throws -> (number: Int64, undoes: Bool)
    ) async throws -> GroupingStep {
        try await writer.write(isCompound: true) { db, _ in
            guard let facts = try ActivityFacts.fetch(db, activity) else { throw Refusal.noSuchActivity }
            let (number, undoes) = try choose(db)
            let rows = try LoggedStep.fetch(
                db, sql: "activity = ? AND id >= ? AND reverts IS NULL ORDER BY id DESC",
                [activity.description, number])
            guard let logged = rows.last, logged.number == number, logged.isUndone != undoes else {
                throw Refusal.nothingToUndo
            }
            let arrangement = try Arrangement.fetch(activity, db)
            guard LoggedStep.reversals(rows, arrangement)[number] == (undoes ? .undo : .redo) else {
                throw Refusal.cannotUndo
            }
            let record = logged.record
            let states = undoes ? record.before : record.after ?? StepRecord.States()
            try Self.keepingAnswered(facts, db) { try arrangement.restore(states, record.writes, db) }
            // What the room is not to see any more is not to stay on a frozen display.
            if states.ideas.contains(where: { $0.status != .visible }) { try Self.unfreeze(facts.workshop, db) }
            if let pair = record.pair { try Self.setAlike(undoes, pair, activity: activity, db) }
            try db.execute(sql: "UPDATE step SET is_undone = ? WHERE id = ?", arguments: [undoes, number])
            var label: String?
            if case .facilitator(let name) = author { label = name }
            // The line tells what was done; what it did to ideas is the step's own.
            try db.execute(
                sql: """
                    INSERT INTO step (activity, step, inverse, is_undone, facilitator, reverts)
                    SELECT activity, step, '{}', ?, ?, id FROM step WHERE id = ?
                    """, arguments: [!undoes, label, number])
            try Self.bumpRevision(of: facts.workshop, db)
            return (logged.step, facts.code)
        }
    }

    /// The latest lines of the log of `activity`, the newest first, and the latest step that can be undone.
    static func log(
        of activity: Identifier, _ arrangement: Arrangement, _ db: Database
    ) throws -> (entries: [LogEntry], undoable: UndoableStep?) {
        let rows = try LoggedStep.fetch(
            db, sql: "activity = ? ORDER BY id DESC LIMIT \(shownSteps)", [activity.description])
        let reversals = LoggedStep.reversals(rows.filter { $0.reverts == nil }, arrangement)
        let entries = rows.map { row in
            LogEntry(
                number: row.number,
                event: row.reverts == nil ? .done : row.isUndone ? .redone : .undone, step: row.step,
                author: row.facilitator.map { .facilitator($0) } ?? .participant,
                isUndone: row.reverts == nil && row.isUndone,
                reversal: row.reverts == nil ? reversals[row.number] ?? .blocked : .none)
        }
        // It may lie further back than the page shows.
        var undoable: UndoableStep?
        if let number = try latestEffectiveStep(of: activity, db) {
            let known = rows.first { $0.number == number }
            if known == nil || reversals[number] == .undo {
                let step = try known?.step ?? LoggedStep.fetch(db, sql: "id = ?", [number]).first?.step
                undoable = step.map { UndoableStep(number: number, step: $0) }
            }
        }
        return (entries, undoable)
    }

    private static func latestEffectiveStep(of activity: Identifier, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db, sql: "SELECT max(id) FROM step WHERE activity = ? AND NOT is_undone AND reverts IS NULL",
            arguments: [activity.description])
    }

    /// What the steps of `activity` after the one called `number` have changed, undone and done again.
    static func changes(
        since number: Int64, of activity: Identifier, _ db: Database
    ) throws -> Set<StepRecord.Facet> {
        let steps = try LoggedStep.fetch(
            db,
            sql: """
                id IN (SELECT ifnull(reverts, id) FROM step WHERE activity = ? AND id > ?)
                """, [activity.description, number])
        return steps.reduce(into: []) { $0.formUnion($1.record.writes) }
    }

    static func setAlike(_ isAlike: Bool, _ pair: [Identifier], activity: Identifier, _ db: Database) throws {
        guard pair.count == 2 else { return }
        try db.execute(
            sql: isAlike
                ? "DELETE FROM not_alike WHERE activity = ? AND first = ? AND second = ?"
                : "INSERT OR IGNORE INTO not_alike (activity, first, second) VALUES (?, ?, ?)",
            arguments: [activity.description, pair[0].description, pair[1].description])
    }

    static func isUnlike(_ pair: [Identifier], activity: Identifier, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM not_alike WHERE activity = ? AND first = ? AND second = ?)",
            arguments: [activity.description, pair[0].description, pair[1].description]) ?? false
    }
}

/// A step as it lies in the log.
struct LoggedStep {
    let number: Int64
    let step: GroupingStep
    /// The label of the facilitator who made it; nil for a participant.
    let facilitator: String?
    /// The step that it undid or did again.
    let reverts: Int64?
    let isUndone: Bool
    let record: StepRecord

    /// Records by their JSON: a console is drawn again and again with the same ones.
    private static let known = ProcessMemory<String, StepRecord>(limit: 500)

    /// Forgets all records.
    static func forget() { known.forget() }

    /// The steps that `condition` names.
    static func fetch(
        _ db: Database, sql condition: String, _ arguments: StatementArguments
    ) throws -> [LoggedStep] {
        let decoder = JSONDecoder()
        return try Row.fetchAll(db, sql: "SELECT * FROM step WHERE \(condition)", arguments: arguments).map { row in
            LoggedStep(
                number: row["id"],
                step: try decoder.decode(GroupingStep.self, from: Data((row["step"] as String).utf8)),
                facilitator: row["facilitator"], reverts: row["reverts"], isUndone: row["is_undone"],
                record: try record(row["inverse"], decoder))
        }
    }

    private static func record(_ json: String, _ decoder: JSONDecoder) throws -> StepRecord {
        if json == "{}" { return StepRecord() }
        return try known.value(json) { try decoder.decode(StepRecord.self, from: Data(json.utf8)) }
    }

    /// What can be done about each of `steps`, the newest first, which change ideas and groups themselves: one can be
    /// undone or done again when no later one that is not undone has to do with the same things, and they still are as it
    /// left them.
    static func reversals(_ steps: [LoggedStep], _ arrangement: Arrangement) -> [Int64: LogEntry.Reversal] {
        var written: Set<StepRecord.Facet> = []
        var read: Set<StepRecord.Facet> = []
        var reversals: [Int64: LogEntry.Reversal] = [:]
        for logged in steps {
            let (record, writes, reads) = (logged.record, logged.record.writes, logged.record.reads)
            let isFree =
                writes.isDisjoint(with: written) && writes.isDisjoint(with: read)
                && reads.isDisjoint(with: written)
            let states = logged.isUndone ? record.before : record.after
            // A step from before its outcome was kept can be undone, and not done again.
            let isAsLeft = states.map { arrangement.matches($0, writes) } ?? true
            let groupsLive = (record.uses ?? []).allSatisfy { arrangement.groups[$0]?.isDissolved == false }
            let canRevert = isFree && isAsLeft && groupsLive && !(logged.isUndone && record.after == nil)
            reversals[logged.number] = canRevert ? logged.isUndone ? .redo : .undo : .blocked
            if !logged.isUndone {
                written.formUnion(writes)
                read.formUnion(reads)
            }
        }
        return reversals
    }
}
