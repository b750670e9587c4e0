import GRDB
import Workshop

/// What pages and exports show, each read in one consistent moment. What is sealed does not leave.
extension Store {
    /// What the page of `participant` shows.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func phone(_ code: SpokenCode, participant: Participant) async throws -> PhoneSnapshot {
        try await read { db in
            let stored = try StoredWorkshop.fetch(db, code)
            guard let facts = stored.current else {
                return PhoneSnapshot(
                    workshop: stored.workshop,
                    turnout: Turnout(answered: 0, joined: try Self.joined(stored, db), answers: 0))
            }
            var snapshot = PhoneSnapshot(workshop: stored.workshop, turnout: try Self.turnout(facts, stored, db))
            let pseudonym = facts.key?.pseudonym(of: participant)
            switch facts.activity.kind {
            case .ideas:
                if let pseudonym {
                    snapshot.ownIdeas = try Self.ideas(of: facts, db)
                        .filter { $0.pseudonym == pseudonym && $0.idea.status != .retracted }.map(\.idea)
                        .sorted { $0.id < $1.id }
                }
                if facts.activity.isRevealed {
                    (snapshot.items, snapshot.groups) = try Self.visibleIdeas(of: facts, db)
                }
            case .dots:
                if let pseudonym { snapshot.ballot = try Self.ballot(pseudonym, in: facts.activity.id, db) }
                // Opening the dots reveals their source; until then, or when it is sealed again, its ideas stay inside.
                if let source = stored.source(of: facts), source.activity.isRevealed {
                    (snapshot.items, snapshot.groups) = try Self.visibleIdeas(of: source, db)
                }
                snapshot.tally = try Self.revealedTally(of: facts, items: snapshot.items, db)
            }
            return snapshot
        }
    }

    /// What the display or the console shows.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func room(_ code: SpokenCode, audience: RoomSnapshot.Audience) async throws -> RoomSnapshot {
        try await read { db in
            let stored = try StoredWorkshop.fetch(db, code)
            var snapshot = RoomSnapshot(workshop: stored.workshop)
            for facts in stored.facts {
                snapshot.turnouts[facts.activity.id] = try Self.turnout(facts, stored, db)
            }
            guard let facts = stored.current, let source = stored.source(of: facts) else { return snapshot }
            let all = try Self.ideas(of: source, db)
            let visible = all.filter { $0.idea.status == .visible }
            let groups = try Self.groups(of: source, db)
            switch audience {
            case .facilitator:
                snapshot.ideas = all.map(\.idea).filter { $0.status != .retracted }
                snapshot.groups = groups
                snapshot.undoable = try LoggedStep.latest(of: source.activity.id, db)?.step
            case .room where source.activity.isRevealed:
                snapshot.ideas = visible.map(\.idea)
                let used = Set(visible.compactMap(\.idea.group))
                snapshot.groups = groups.filter { used.contains($0.id) }
            case .room: break
            }
            for group in snapshot.groups {
                let authors = visible.filter { $0.idea.group == group.id }.map(\.pseudonym)
                snapshot.peopleByGroup[group.id] = Set(authors).count
            }
            if case .dots = facts.activity.kind {
                snapshot.tally = try Self.revealedTally(of: facts, items: visible.map(\.idea), db)
            }
            return snapshot
        }
    }

    /// Everything that may be exported.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func results(_ code: SpokenCode) async throws -> WorkshopResults {
        try await read { db in
            let stored = try StoredWorkshop.fetch(db, code)
            let activities = try stored.facts.map { facts in
                var results = ActivityResults(
                    activity: facts.activity, turnout: try Self.turnout(facts, stored, db))
                guard facts.activity.isRevealed else { return results }
                switch facts.activity.kind {
                case .ideas:
                    results.groups = try Self.groups(of: facts, db)
                    results.ideas = try Self.ideas(of: facts, db).filter { $0.idea.status != .retracted }
                        .map { stored in
                            var idea = stored.idea
                            if idea.status == .withdrawn { idea.text = "" }
                            return AuthoredIdea(idea: idea, pseudonym: hexadecimal(stored.pseudonym))
                        }.sorted { $0.idea.id < $1.idea.id }
                case .dots:
                    results.ballots = try Self.ballots(of: facts, db)
                }
                return results
            }
            return WorkshopResults(
                workshop: stored.workshop, joined: try Self.joined(stored, db), activities: activities)
        }
    }

    private static func joined(_ stored: StoredWorkshop, _ db: Database) throws -> Int {
        let statement = try db.cachedStatement(sql: "SELECT count(*) FROM participant WHERE workshop = ?")
        return try Int.fetchOne(statement, arguments: [stored.row]) ?? 0
    }

    private static func turnout(
        _ facts: ActivityFacts, _ stored: StoredWorkshop, _ db: Database
    ) throws -> Turnout {
        let joined = try joined(stored, db)
        switch facts.activity.kind {
        case .ideas:
            let statement = try db.cachedStatement(
                sql: """
                    SELECT count(DISTINCT pseudonym) AS answered, count(*) AS answers
                    FROM idea WHERE activity = ? AND status <> 'retracted'
                    """)
            let row = try Row.fetchOne(statement, arguments: [facts.activity.id.description])
            return Turnout(answered: row?["answered"] ?? 0, joined: joined, answers: row?["answers"] ?? 0)
        case .dots:
            let ballots = try ballots(of: facts, db)
            return Turnout(
                answered: ballots.count { !$0.ballot.dots.isEmpty }, joined: joined,
                answers: ballots.reduce(0) { $0 + $1.ballot.placed })
        }
    }

    /// Every idea of an ideas activity, in order of group, then identifier; ideas without a group last.
    private static func ideas(of facts: ActivityFacts, _ db: Database) throws -> [StoredIdea] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT idea.* FROM idea LEFT JOIN idea_group ON idea_group.id = idea.idea_group
                WHERE idea.activity = ?
                ORDER BY idea_group.position IS NULL, idea_group.position, idea.id
                """)
        return try Row.fetchAll(statement, arguments: [facts.activity.id.description]).map(StoredIdea.init)
    }

    private static func visibleIdeas(
        of facts: ActivityFacts, _ db: Database
    ) throws -> (ideas: [Idea], groups: [IdeaGroup]) {
        let visible = try ideas(of: facts, db).map(\.idea).filter { $0.status == .visible }
        let used = Set(visible.compactMap(\.group))
        return (visible, try groups(of: facts, db).filter { used.contains($0.id) })
    }

    private static func groups(of facts: ActivityFacts, _ db: Database) throws -> [IdeaGroup] {
        let statement = try db.cachedStatement(
            sql: "SELECT id, name FROM idea_group WHERE activity = ? AND NOT is_dissolved ORDER BY position")
        return try Row.fetchAll(statement, arguments: [facts.activity.id.description]).compactMap { row in
            Identifier(row["id"] as String).map { IdeaGroup(id: $0, name: row["name"]) }
        }
    }

    private static func ballots(of facts: ActivityFacts, _ db: Database) throws -> [PseudonymousBallot] {
        let statement = try db.cachedStatement(
            sql: "SELECT pseudonym, value FROM ballot WHERE activity = ? ORDER BY pseudonym")
        return try Row.fetchAll(statement, arguments: [facts.activity.id.description]).map { row in
            guard let ballot = DotsBallot(encoded: row["value"] as String) else {
                throw StoreError.corrupt(path: "ballot")
            }
            return PseudonymousBallot(pseudonym: hexadecimal(row["pseudonym"]), ballot: ballot)
        }
    }

    private static func revealedTally(
        of facts: ActivityFacts, items: [Idea], _ db: Database
    ) throws -> DotsTally? {
        guard facts.activity.isRevealed else { return nil }
        return DotsTally(try ballots(of: facts, db).map(\.ballot), items: items.map(\.id))
    }
}
