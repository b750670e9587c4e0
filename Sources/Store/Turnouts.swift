import GRDB
import Workshop

/// How many take part.
extension Store {
    /// How many take part in the workshop with `code`.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func joined(in code: SpokenCode) async throws -> Int {
        try await read { db in try Self.joined(try StoredWorkshop.fetch(db, code), db) }
    }

    static func joined(_ stored: StoredWorkshop, _ db: Database) throws -> Int {
        // Who waits at the door does not take part. Elsewhere nobody waits, and the index alone tells how many there are.
        let condition = stored.workshop.admission == .door ? " AND NOT is_waiting" : ""
        let statement = try db.cachedStatement(
            sql: "SELECT count(*) FROM participant WHERE workshop = ?\(condition)")
        return try Int.fetchOne(statement, arguments: [stored.row]) ?? 0
    }

    /// How many take part in an activity. Who was sent back out is counted again where the answers left behind would
    /// otherwise be more than the people.
    ///
    /// - Parameters:
    ///   - asked: What the activity asks about; nil counts every ballot as one answer, which is quicker.
    ///   - ballots: Its ballots, where they have been read already.
    static func turnout(
        _ facts: ActivityFacts, _ stored: StoredWorkshop, asked: AskedItems?, cast ballots: [PseudonymousBallot]? = nil,
        _ db: Database
    ) throws -> Turnout {
        var turnout = try counted(facts, stored, asked: asked, cast: ballots, db)
        if facts.hasDoor { turnout.joined = max(turnout.joined, turnout.answered) }
        return turnout
    }

    private static func counted(
        _ facts: ActivityFacts, _ stored: StoredWorkshop, asked: AskedItems?, cast ballots: [PseudonymousBallot]?,
        _ db: Database
    ) throws -> Turnout {
        let joined = try joined(stored, db)
        if let told = facts.told {
            return Turnout(answered: told.answered, joined: joined, answers: told.answers)
        }
        let id = facts.activity.id.description
        if facts.activity.kind.writing != nil {
            // Who has written or voted has taken part; what is counted is texts.
            let statement = try db.cachedStatement(
                sql: """
                    SELECT (SELECT count(*) FROM (
                                SELECT pseudonym FROM idea WHERE activity = ? AND status <> 'retracted'
                                UNION SELECT pseudonym FROM ballot WHERE activity = ? AND value <> '')) AS answered,
                           (SELECT count(*) FROM idea WHERE activity = ? AND status <> 'retracted') AS answers,
                           (SELECT count(DISTINCT pseudonym) FROM idea
                            WHERE activity = ? AND status <> 'retracted' AND source = 'paper') AS paper
                    """)
            let row = try Row.fetchOne(statement, arguments: [id, id, id, id])
            var turnout = Turnout(answered: row?["answered"] ?? 0, joined: joined, answers: row?["answers"] ?? 0)
            turnout.onPaper = row?["paper"] ?? 0
            return turnout
        }
        guard let asked else {
            let statement = try db.cachedStatement(
                sql: "SELECT count(*) FROM ballot WHERE activity = ? AND value <> ''")
            let answered = try Int.fetchOne(statement, arguments: [id]) ?? 0
            return Turnout(answered: answered, joined: joined, answers: answered)
        }
        let ballots = try ballots ?? Self.ballots(of: facts, db)
        let definition = facts.activity.definition
        var turnout = Turnout(
            answered: ballots.count { !$0.ballot.isEmpty }, joined: joined,
            answers: ballots.reduce(0) { $0 + definition.answers(in: $1.ballot, targets: asked.targets) })
        turnout.onPaper = ballots.count { $0.source == .paper && !$0.ballot.isEmpty }
        return turnout
    }
}
