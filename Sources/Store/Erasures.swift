import FoundationEssentials
import GRDB
import Workshop

/// Erasing: one text, one participant, one workshop, or everything; and the log that it leaves.
extension Store {
    /// Erases `target`, also from logs, from frozen displays, from what other workshops took over from it, and from the
    /// free space of the files. Returns what it took.
    ///
    /// - Parameters:
    ///   - mark: What stands from now on where other workshops had taken the text over.
    ///   - day: Today, as the box believes; nil when its clock cannot be right.
    ///   - isByDate: Whether the box does it by itself, because a deletion date has passed.
    /// - Throws: `Refusal.noSuchWorkshop`, `.noSuchIdea`, `.noSuchItem`, `.noSuchGroup`, `.noSuchParticipant`,
    ///   `.noSuchCard`.
    @discardableResult
    public func erase(
        _ target: ErasureTarget, mark: LocalizedText, on day: CalendarDay?, isByDate: Bool = false
    ) async throws -> ErasureExtent {
        let (extent, touched) = try await commitErasure(of: target, mark: mark, on: day, isByDate: isByDate)
        if case .workshop(let code) = target { doors.forget(code) }
        forget(touched, endsSessions: target == .box)
        await finishErasing()
        return extent
    }

    /// What erasing `target` would take; nothing is changed.
    ///
    /// - Throws: as ``erase(_:mark:on:isByDate:)``.
    public func extent(of target: ErasureTarget) async throws -> ErasureExtent {
        do {
            return try await writer.write(isCompound: true) { db, _ in
                var erasing = Erasing(mark: LocalizedText([:]))
                try erasing.erase(target, db)
                throw OnlyCounted(extent: erasing.extent)
            }
        } catch let counted as OnlyCounted {
            return counted.extent
        }
    }

    /// Takes the writer's savepoint back.
    private struct OnlyCounted: Error {
        var extent: ErasureExtent
    }

    /// The part of an erasure that is one transaction. What it leaves in the free space of the files is cleaned after
    /// it, or at the next start: the transaction itself leaves the mark that says so.
    func commitErasure(
        of target: ErasureTarget, mark: LocalizedText, on day: CalendarDay?, isByDate: Bool
    ) async throws -> (ErasureExtent, touched: Set<SpokenCode>) {
        try await writer.write(isCompound: true) { db, _ in
            var erasing = Erasing(mark: mark)
            let isRehearsal = try erasing.isRehearsal(target, db)
            try erasing.erase(target, db)
            for code in erasing.touched { try Self.noteErased(in: code, db) }
            // Invented answers leave no line: there was nothing to erase.
            if !isRehearsal {
                try db.execute(
                    sql: "INSERT INTO erasure (kind, is_by_date, day, rows) VALUES (?, ?, ?, ?)",
                    arguments: [target.kind.rawValue, isByDate, day?.number, erasing.extent.rows])
                try Self.markUnclean(db)
                try Self.markKeptCopies(db)
            }
            return ((erasing.extent, erasing.touched), erasing.touched.first)
        }
    }

    /// The log of erasures, the latest first.
    public func erasures() async throws -> [Erasure] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM erasure ORDER BY id DESC").compactMap { row in
                Erasure.Kind(rawValue: row["kind"]).map { kind in
                    Erasure(
                        number: row["id"], kind: kind, isByDate: row["is_by_date"],
                        day: (row["day"] as Int?).map { CalendarDay(number: $0) }, rows: row["rows"])
                }
            }
        }
    }

    /// Erases the workshop with everything that was answered in it. For rehearsals, which leave no line in the log.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func eraseWorkshop(_ code: SpokenCode) async throws {
        let erased = try await commitErasure(of: .workshop(code), mark: LocalizedText([:]), on: nil, isByDate: false)
        forget(erased.touched, endsSessions: false)
        await truncateLog()
    }

    /// The texts of a workshop that can be erased one by one.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func erasable(in code: SpokenCode) async throws -> [ErasableStep] {
        try await read { db in
            try StoredWorkshop.fetch(db, code).facts.map { facts in
                let activity = facts.activity
                let ideas = try Self.ideas(of: facts, db).map(\.idea).filter { $0.status != .retracted }
                let groups = try Row.fetchAll(
                    db, sql: "SELECT id, name FROM idea_group WHERE activity = ? ORDER BY is_dissolved, position",
                    arguments: [activity.id.description]
                ).compactMap { row in Identifier(row["id"] as String).map { IdeaGroup(id: $0, name: row["name"]) } }
                // What is sealed leaves the store on no page, not on this one either.
                let answers =
                    activity.isRevealed
                    ? try Self.ballots(of: facts, db).compactMap { cast -> ErasableStep.Answer? in
                        let written = cast.ballot.written.sorted { $0.key < $1.key }.map(\.value)
                        if written.isEmpty { return nil }
                        return .init(mark: Self.mark(of: cast.pseudonym, in: activity.id), texts: written)
                    } : []
                return ErasableStep(
                    activity: activity, ideas: ideas, groups: groups, answers: answers.sorted { $0.mark < $1.mark })
            }
        }
    }

    /// What an answer is called on the page: not its pseudonym, which in a linked workshop is the same in every step.
    static func mark(of pseudonym: String, in activity: Identifier) -> String {
        String(hexadecimal(SecureRandom.hash("answer \(activity) \(pseudonym)")).prefix(16))
    }

    /// Empties what this process remembers of what was erased, and tells the screens.
    func forget(_ touched: Set<SpokenCode>, endsSessions: Bool) {
        memberships.clear()
        if endsSessions {
            sessions.endAll()
            doors.clear()
        }
        recent.use { $0.forget() }
        shared.forget()
        Self.forgetTexts()
        tell(touched)
    }

    /// Empties what was worked out from stored texts. Once more when the log is cut, which waits for everybody who reads
    /// what was there before: they may have kept it meanwhile.
    static func forgetTexts() {
        KnownPairs.forget()
        LoggedStep.forget()
        Definitions.forget()
    }

    /// Takes frozen pictures away, and makes every page of the workshop out of date; nothing when it is gone.
    private static func noteErased(in code: SpokenCode, _ db: Database) throws {
        guard
            let row = try Int64.fetchOne(
                db, sql: "SELECT id FROM workshop WHERE code = ?", arguments: [code.description])
        else { return }
        try unfreeze(row, db)
        try bumpRevision(of: row, db)
    }
}
