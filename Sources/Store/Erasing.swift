import FoundationEssentials
import GRDB
import Workshop

/// An erasure while it is being done: it changes the tables and counts what it took.
struct Erasing {
    /// What stands from now on where a text was taken over.
    let mark: LocalizedText
    var extent = ErasureExtent()
    /// The workshops that it changed.
    var touched: Set<SpokenCode> = []

    init(mark: LocalizedText) {
        self.mark = mark
    }

    /// Whether `target` is a rehearsal, or in one.
    func isRehearsal(_ target: ErasureTarget, _ db: Database) throws -> Bool {
        switch target {
        case .idea(_, let code), .answer(_, let code), .group(_, let code), .person(_, let code), .workshop(let code):
            return try StoredWorkshop.fetch(db, code).workshop.isRehearsal
        case .card, .box: return false
        }
    }

    mutating func erase(_ target: ErasureTarget, _ db: Database) throws {
        switch target {
        case .idea(let id, let code): try eraseIdea(id, in: code, db)
        case .answer(let mark, let code): try eraseAnswer(mark, in: code, db)
        case .group(let id, let code): try eraseGroupName(id, in: code, db)
        case .person(let person, let code):
            let stored = try StoredWorkshop.fetch(db, code)
            try erase(try Self.participant(person, stored, db), in: stored, db)
        case .workshop(let code): try eraseWorkshop(code, db)
        case .card(let card): try eraseCard(card, db)
        case .box: try eraseBox(db)
        }
    }

    private mutating func eraseIdea(_ id: Identifier, in code: SpokenCode, _ db: Database) throws {
        let stored = try StoredWorkshop.fetch(db, code)
        let ids = stored.facts.map(\.activity.id.description)
        let status = try String.fetchOne(
            db, sql: "SELECT status FROM idea WHERE id = ? AND activity IN (\(Self.places(ids)))",
            arguments: [id.description] + StatementArguments(ids))
        guard let status, status != IdeaStatus.retracted.rawValue else { throw Refusal.noSuchIdea }
        // The row stays without its text, so that a late repetition of the sending does not bring it back.
        try db.execute(
            sql: """
                UPDATE idea SET text = '', details = '', lenses = '', status = 'retracted', idea_group = NULL
                WHERE id = ?
                """, arguments: [id.description])
        extent.ideas += 1
        touched.insert(code)
        try eraseCopies(of: [id.description], in: code, db)
    }

    private mutating func eraseAnswer(_ mark: String, in code: SpokenCode, _ db: Database) throws {
        let stored = try StoredWorkshop.fetch(db, code)
        for facts in stored.facts {
            let activity = facts.activity.id
            for cast in try Store.ballots(of: facts, db)
            where Store.mark(of: cast.pseudonym, in: activity) == mark && !cast.ballot.written.isEmpty {
                // Found again by its content's place: the pseudonym is the key.
                let rest = Ballot(cast.ballot.answers.filter { cast.ballot.written[$0.key] == nil })
                let key = "hex(pseudonym) = ?"
                let arguments: StatementArguments = [activity.description, cast.pseudonym.uppercased()]
                if rest.isEmpty {
                    try db.execute(sql: "DELETE FROM ballot WHERE activity = ? AND \(key)", arguments: arguments)
                } else {
                    try db.execute(
                        sql: "UPDATE ballot SET value = ? WHERE activity = ? AND \(key)",
                        arguments: [rest.encoded] + arguments)
                }
                extent.answers += 1
                touched.insert(code)
                return
            }
        }
        throw Refusal.noSuchItem
    }

    /// Erases what `participant` answered and wrote, where it can still be told.
    private mutating func erase(_ participant: Participant, in stored: StoredWorkshop, _ db: Database) throws {
        var ideas: [String] = []
        for facts in stored.facts {
            let activity = facts.activity.id.description
            guard let pseudonym = participant.link.map({ Data($0) }) ?? facts.key?.pseudonym(of: participant) else {
                let hasAnswers = try Bool.fetchOne(
                    db,
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM idea WHERE activity = ?)
                        OR EXISTS (SELECT 1 FROM ballot WHERE activity = ?)
                        """, arguments: [activity, activity])
                if hasAnswers == true { extent.untraceable += 1 }
                continue
            }
            let own: StatementArguments = [activity, pseudonym]
            let written = try String.fetchAll(
                db, sql: "SELECT id FROM idea WHERE activity = ? AND pseudonym = ?", arguments: own)
            for idea in written {
                try db.execute(
                    sql: "DELETE FROM not_alike WHERE activity = ? AND (first = ? OR second = ?)",
                    arguments: [activity, idea, idea])
            }
            ideas += written
            try db.execute(sql: "DELETE FROM idea WHERE activity = ? AND pseudonym = ?", arguments: own)
            extent.ideas += db.changesCount
            try db.execute(sql: "DELETE FROM ballot WHERE activity = ? AND pseudonym = ?", arguments: own)
            extent.answers += db.changesCount
        }
        extent.others +=
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM device WHERE participant = ?", arguments: [participant.id.description])
            ?? 0
        try db.execute(sql: "DELETE FROM participant WHERE id = ?", arguments: [participant.id.description])
        // The means were theirs, too, and cannot be made again without them.
        try db.execute(sql: "UPDATE activity SET split = NULL WHERE workshop = ?", arguments: [stored.row])
        extent.participants += 1
        touched.insert(stored.workshop.code)
        try eraseCopies(of: Set(ideas), in: stored.workshop.code, db)
    }

    private mutating func eraseCard(_ card: SpokenCode, _ db: Database) throws {
        guard try Store.isKnown(card, db) else { throw Refusal.noSuchCard }
        for code in try Self.codes(db) {
            let stored = try StoredWorkshop.fetch(db, code)
            guard let participant = try Self.holder(of: card, stored, db) else { continue }
            try erase(participant, in: stored, db)
        }
        try db.execute(
            sql: "DELETE FROM card WHERE token_hash = ?", arguments: [SecureRandom.hash(card.description)])
        extent.cards += db.changesCount
    }

    private mutating func eraseWorkshop(_ code: SpokenCode, _ db: Database) throws {
        let rehearsals = try String.fetchAll(
            db, sql: "SELECT code FROM workshop WHERE rehearsal_of = ?", arguments: [code.description])
        // Its rehearsals go with it: nobody could end them from it any more.
        for rehearsal in rehearsals.compactMap({ SpokenCode($0, length: SpokenCode.joinLength) }) {
            try delete(rehearsal, isCounted: false, db)
        }
        let isCounted = try !StoredWorkshop.fetch(db, code).workshop.isRehearsal
        try delete(code, isCounted: isCounted, db)
        try eraseCopies(of: nil, in: code, db)
    }

    private mutating func delete(_ code: SpokenCode, isCounted: Bool, _ db: Database) throws {
        let stored = try StoredWorkshop.fetch(db, code)
        touched.insert(code)
        if isCounted { try count(stored, db) }
        try remove(stored, db)
    }

    /// Takes a workshop out of the tables.
    func remove(_ stored: StoredWorkshop, _ db: Database) throws {
        // Ideas refer to groups without a cascade, so that dissolving a group can never take ideas with it.
        for facts in stored.facts {
            try db.execute(sql: "DELETE FROM idea WHERE activity = ?", arguments: [facts.activity.id.description])
        }
        try db.execute(sql: "DELETE FROM workshop WHERE id = ?", arguments: [stored.row])
    }

    private mutating func count(_ stored: StoredWorkshop, _ db: Database) throws {
        func rows(_ table: String, _ condition: String) throws -> Int {
            try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table) WHERE \(condition)", arguments: [stored.row]) ?? 0
        }
        let own = "activity IN (SELECT id FROM activity WHERE workshop = ?)"
        extent.workshops += 1
        extent.participants += try rows("participant", "workshop = ?")
        extent.ideas += try rows("idea", "\(own) AND status <> 'retracted'")
        extent.answers += try rows("ballot", own)
        extent.others +=
            try rows("activity", "workshop = ?") + rows("idea_group", own) + rows("step", own)
            + rows("act", "workshop = ?")
            + rows("device", "participant IN (SELECT id FROM participant WHERE workshop = ?)")
    }

    private mutating func eraseBox(_ db: Database) throws {
        for code in try Self.codes(db, "WHERE rehearsal_of IS NULL") { try eraseWorkshop(code, db) }
        // Rehearsals of workshops that are gone.
        for code in try Self.codes(db) { try delete(code, isCounted: false, db) }
        try db.execute(sql: "DELETE FROM card")
        extent.cards += db.changesCount
        for table in ["method", "fault", "opening", "session"] {
            try db.execute(sql: "DELETE FROM \(table)")
            extent.others += db.changesCount
        }
        try db.execute(sql: "DELETE FROM setting WHERE name = 'link_key'")
        // The numbers that rows had.
        try db.execute(sql: "DELETE FROM sqlite_sequence WHERE name <> 'erasure'")
    }

    private static func participant(
        _ person: ErasedPerson, _ stored: StoredWorkshop, _ db: Database
    ) throws -> Participant {
        let found: Participant?
        switch person {
        case .card(let card): found = try holder(of: card, stored, db)
        case .reentry(let code): found = try Store.participant(reentry: code, in: stored.row, db)
        case .name(let name):
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT id, reentry, link FROM participant WHERE workshop = ? AND lower(trim(name)) = lower(?)",
                arguments: [stored.row, name.split(whereSeparator: \.isWhitespace).joined(separator: " ")])
            found = rows.count == 1 ? Store.participant(rows[0]) : nil
        }
        guard let found else { throw Refusal.noSuchParticipant }
        return found
    }

    /// Whoever holds `card` in a workshop. In one that came from a file no card is kept, but the answers of a card of this
    /// box stand under the mark that it has in every linked workshop.
    private static func holder(
        of card: SpokenCode, _ stored: StoredWorkshop, _ db: Database
    ) throws -> Participant? {
        guard stored.workshop.isImported, stored.workshop.privacy == .linked, try Store.isKnown(card, db),
            let link = try Store.link(card, .linked, db)
        else { return try Store.holder(of: card, stored, db) }
        let own = "activity IN (SELECT id FROM activity WHERE workshop = ?) AND pseudonym = ?"
        let hasAnswered = try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM ballot WHERE \(own)) OR EXISTS (SELECT 1 FROM idea WHERE \(own))",
            arguments: [stored.row, Data(link), stored.row, Data(link)])
        // One of those who are only counted.
        let row = try Row.fetchOne(
            db, sql: "SELECT id, reentry, link FROM participant WHERE workshop = ? LIMIT 1", arguments: [stored.row])
        guard hasAnswered == true, var participant = row.flatMap(Store.participant) else { return nil }
        participant.link = link
        return participant
    }

    static func codes(_ db: Database, _ condition: String = "") throws -> [SpokenCode] {
        try String.fetchAll(db, sql: "SELECT code FROM workshop \(condition) ORDER BY id")
            .compactMap { SpokenCode($0, length: SpokenCode.joinLength) }
    }

    private static func places(_ values: [String]) -> String {
        values.map { _ in "?" }.joined(separator: ", ")
    }
}
