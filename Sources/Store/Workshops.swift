import GRDB
import Workshop

extension Store {
    /// What a new workshop is made of.
    public struct WorkshopDraft: Sendable {
        /// The title.
        public var title: String
        /// The language code that its pages start in.
        public var language: String
        /// The identifier of its method.
        public var method: String
        /// Who is responsible for the data.
        public var organisation: String
        /// The day by which the data is deleted, `YYYY-MM-DD`.
        public var deletionDate: String
        /// What is kept of who answered what.
        public var privacy: Privacy
        /// Who may answer.
        public var admission = Admission.open
        /// The identifiers of the background questions that participants are asked.
        public var background: [String] = []
        /// The identifier of the background question by which results are split; empty for none.
        public var split = ""
        /// The workshop that this one rehearses; nil for a real one.
        public var rehearsalOf: SpokenCode?
        /// The agenda.
        public var agenda: [Activity]

        /// A draft with the given content.
        public init(
            title: String, language: String, method: String, organisation: String = "", deletionDate: String = "",
            privacy: Privacy = .anonymous, agenda: [Activity]
        ) {
            self.title = title
            self.language = language
            self.method = method
            self.organisation = organisation
            self.deletionDate = deletionDate
            self.privacy = privacy
            self.agenda = agenda
        }
    }

    /// Creates a workshop with a join code that no other has.
    public func createWorkshop(_ draft: WorkshopDraft) async throws -> Workshop {
        try await writer.write(isCompound: true) { db, _ in
            let code = try Self.freeCode(db)
            try db.execute(
                sql: """
                    INSERT INTO workshop
                        (code, title, language, method, organisation, deletion_date, privacy, admission, background,
                         split, rehearsal_of, record, current, revision)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, 0)
                    """,
                arguments: [
                    code.description, draft.title, draft.language, draft.method, draft.organisation, draft.deletionDate,
                    draft.privacy.rawValue, draft.admission.rawValue, draft.background.joined(separator: " "),
                    draft.split,
                    draft.rehearsalOf?.description,
                ])
            let row = db.lastInsertedRowID
            for (position, activity) in draft.agenda.enumerated() {
                try Self.insert(
                    try Definitions.encode(activity.definition), id: activity.id, at: position, in: row, db)
            }
            return (try StoredWorkshop.fetch(db, code).workshop, code)
        }
    }

    /// Whether a step of any workshop is open for answers, rehearsals aside: what is not to be interrupted.
    public func isAnyStepOpen() async throws -> Bool {
        try await workshops().contains { $0.isOpen && !$0.isRehearsal }
    }

    /// Every workshop, the newest first.
    public func workshops() async throws -> [WorkshopSummary] {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, code, title, method, rehearsal_of, deletion_date, origin IS NOT NULL AS is_imported,
                           (SELECT count(*) FROM participant WHERE participant.workshop = workshop.id)
                           - CASE WHEN \(Admission.isDoorSQL) THEN
                               (SELECT count(*) FROM participant
                                WHERE participant.workshop = workshop.id AND is_waiting)
                             ELSE 0 END AS joined,
                           EXISTS (SELECT 1 FROM activity WHERE activity.workshop = workshop.id
                                   AND status = 'open') AS is_open
                    FROM workshop ORDER BY id DESC
                    """)
            return try rows.map { row in
                guard let code = SpokenCode(row["code"] as String, length: SpokenCode.joinLength) else {
                    throw StoreError.corrupt(path: "workshop")
                }
                var summary = WorkshopSummary(
                    code: code, title: row["title"], method: row["method"], joined: row["joined"],
                    isOpen: row["is_open"])
                summary.rehearsalOf = (row["rehearsal_of"] as String?).flatMap {
                    SpokenCode($0, length: SpokenCode.joinLength)
                }
                summary.isImported = row["is_imported"]
                summary.deletionDate = row["deletion_date"]
                if !summary.deletionDate.isEmpty {
                    summary.shownDue = try Self.shownDue(of: row["id"], db)
                }
                return summary
            }
        }
    }

    /// Every workshop with its agenda and how many take part, rehearsals aside, the newest first.
    public func wholeWorkshops() async throws -> [(workshop: Workshop, joined: Int)] {
        try await read { db in
            try Self.realWorkshops(db).reversed().map { ($0.workshop, try Self.joined($0, db)) }
        }
    }

    /// Every workshop but rehearsals, the oldest first.
    static func realWorkshops(_ db: Database) throws -> [StoredWorkshop] {
        try Erasing.codes(db, "WHERE rehearsal_of IS NULL").map { try StoredWorkshop.fetch(db, $0) }
    }

    /// The workshop with `code`; nil when there is none.
    public func workshop(_ code: SpokenCode) async throws -> Workshop? {
        do {
            return try await read { db in try StoredWorkshop.fetch(db, code).workshop }
        } catch Refusal.noSuchWorkshop {
            // Another process may have erased it. Codes that nobody has must not keep the others from being remembered.
            recent.use { if $0.known[code] != nil { $0.forget([code]) } }
            return nil
        }
    }

    /// The workshop with `code` as it lately was, without asking the database if it can be helped: enough to find the
    /// way of an answer, whose rules the writer checks against what is stored. Each act of this process refreshes it.
    public func recentWorkshop(_ code: SpokenCode) async throws -> Workshop? {
        if let known = seenWorkshop(code) { return known.workshop }
        let generation = recent.use { $0.generation }
        guard let workshop = try await workshop(code) else { return nil }
        recent.use { $0.keep(RecentWorkshop(workshop), readIn: generation) }
        return workshop
    }

    /// The workshop with `code` as it was read last and no act has changed it since; nil when that is not in memory.
    public func seenWorkshop(_ code: SpokenCode) -> RecentWorkshop? {
        recent.use { $0.known[code] }
    }

    /// A join code that no workshop has.
    static func freeCode(_ db: Database) throws -> SpokenCode {
        var generator = SystemRandomNumberGenerator()
        var code = SpokenCode.random(length: SpokenCode.joinLength, using: &generator)
        while try isTaken(code, db) { code = .random(length: SpokenCode.joinLength, using: &generator) }
        return code
    }

    static func isTaken(_ code: SpokenCode, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM workshop WHERE code = ?)", arguments: [code.description]) ?? false
    }
}

/// The workshops that were read lately and that no act has changed since.
struct RecentWorkshops {
    private(set) var known: [SpokenCode: RecentWorkshop] = [:]
    /// How often any was forgotten.
    private(set) var generation = 0

    /// Keeps `workshop`, unless an act came since it was read.
    mutating func keep(_ workshop: RecentWorkshop, readIn generation: Int) {
        guard generation == self.generation else { return }
        if known.count >= 100 { known = [:] }
        known[workshop.workshop.code] = workshop
    }

    /// Forgets the workshops with these codes.
    mutating func forget(_ codes: Set<SpokenCode>) {
        generation += 1
        for code in codes { known[code] = nil }
    }

    /// Forgets all.
    mutating func forget() {
        generation += 1
        known = [:]
    }
}

/// A workshop as it was read last, with what each answer asks of it.
public final class RecentWorkshop: Sendable {
    /// The workshop.
    public let workshop: Workshop
    /// Whether it came with a file, and takes no answers.
    public let isImported: Bool
    private let activities: Set<Identifier>

    init(_ workshop: Workshop) {
        self.workshop = workshop
        isImported = workshop.isImported
        activities = Set(workshop.agenda.map(\.id))
    }

    /// Whether it has the activity `id`.
    public func has(_ id: Identifier) -> Bool { activities.contains(id) }
}
