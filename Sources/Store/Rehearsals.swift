import GRDB
import Workshop

/// Rehearsals: copies of a workshop whose answers are invented, and which are erased when they end.
extension Store {
    /// The rehearsal of the workshop with `code`: the one that is under way, else a new one with as many simulated
    /// participants.
    ///
    /// It is always anonymous, and asks nothing before people join.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`; `.rehearsal` when that workshop is a rehearsal itself.
    public func rehearse(_ code: SpokenCode, participants: Int) async throws -> Workshop {
        let (workshop, known) = try await read { db in
            let stored = try StoredWorkshop.fetch(db, code)
            let known = try String.fetchOne(
                db, sql: "SELECT code FROM workshop WHERE rehearsal_of = ?", arguments: [code.description])
            return (stored.workshop, known.flatMap { SpokenCode($0, length: SpokenCode.joinLength) })
        }
        if workshop.isRehearsal { throw Refusal.rehearsal }
        if workshop.isImported { throw Refusal.imported }
        if let known, let rehearsal = try await self.workshop(known) {
            try await simulate(participants, in: rehearsal.code)
            return rehearsal
        }
        var draft = WorkshopDraft(
            title: workshop.title, language: workshop.language, method: workshop.method,
            agenda: workshop.agenda.map { activity in
                Activity(
                    id: Identifier.random(), position: activity.position, definition: activity.definition)
            })
        draft.rehearsalOf = code
        let rehearsal = try await createWorkshop(draft)
        try await simulate(participants, in: rehearsal.code)
        return rehearsal
    }

    /// Lets simulated participants join until there are `count`: some may be there from before the power was cut.
    private func simulate(_ count: Int, in code: SpokenCode) async throws {
        for _ in 0..<max(0, count - (try await simulatedParticipants()[code]?.count ?? 0)) {
            let token = try await join(code).token
            try await writer.write(isCompound: true) { db, _ in
                let row = try StoredWorkshop.fetch(db, code).row
                try db.execute(sql: "INSERT INTO simulated (token, workshop) VALUES (?, ?)", arguments: [token, row])
                return ((), nil)
            }
        }
    }

    /// The device tokens of the simulated participants of every rehearsal, by its join code.
    public func simulatedParticipants() async throws -> [SpokenCode: [String]] {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT workshop.code, simulated.token FROM simulated
                    JOIN workshop ON workshop.id = simulated.workshop ORDER BY simulated.token
                    """)
            var tokens: [SpokenCode: [String]] = [:]
            for row in rows {
                guard let code = SpokenCode(row["code"] as String, length: SpokenCode.joinLength) else { continue }
                tokens[code, default: []].append(row["token"])
            }
            return tokens
        }
    }
}
