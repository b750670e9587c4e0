import FoundationEssentials
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
            let commitments = try Self.commitments(of: participant, before: stored, db)
            guard let facts = stored.current else {
                return PhoneSnapshot(
                    workshop: stored.workshop,
                    turnout: Turnout(answered: 0, joined: try Self.joined(stored, db), answers: 0))
            }
            let asked = try Self.askedIfRevealed(facts, stored, db)
            var snapshot = PhoneSnapshot(
                workshop: stored.workshop, turnout: try Self.turnout(facts, stored, asked: asked, db))
            snapshot.commitments = commitments
            let kind = facts.activity.kind
            let pseudonym = facts.key?.pseudonym(of: participant)
            if let pseudonym { snapshot.form = try Self.form(facts, stored, asked, pseudonym, db) }
            let shown = stored.shown(for: facts)
            if shown.activity.kind.writing != nil {
                let visible = try Self.visibleIdeas(of: shown, db)
                snapshot.groups = visible.groups
                if shown.activity.letsParticipantsGroup {
                    snapshot.groupable = shown.activity.id
                    snapshot.latestStep = try Self.latestStep(of: shown.activity.id, db)
                }
                let isCurrent = shown.activity.id == facts.activity.id
                if isCurrent, let pseudonym {
                    snapshot.ownIdeas = try Self.ideas(of: facts, db)
                        .filter { $0.pseudonym == pseudonym && $0.idea.status != .retracted }.map(\.idea)
                        .sorted { $0.id < $1.id }
                }
                if shown.activity.isRevealed || (isCurrent && kind.writing?.sharing == .collaborative) {
                    snapshot.ideas = visible.ideas
                } else if isCurrent, kind.writing?.sharing == .suggestive {
                    let own = Set(snapshot.ownIdeas.map(\.id))
                    snapshot.ideas = Self.suggestion(
                        visible.ideas.filter { !own.contains($0.id) }, seed: snapshot.form.seed, after: own.count)
                }
            }
            snapshot.results = try Self.revealedResults(of: shown, stored, db)
            return snapshot
        }
    }

    /// What the holder of a card has committed to in other linked workshops: found by the card's mark alone, so that
    /// nobody else gets to see it.
    private static func commitments(
        of participant: Participant, before stored: StoredWorkshop, _ db: Database
    ) throws -> [EarlierCommitment] {
        guard stored.workshop.privacy == .linked, let link = participant.link else { return [] }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT activity.definition, ballot.value, workshop.title
                FROM workshop JOIN activity ON activity.workshop = workshop.id
                JOIN ballot ON ballot.activity = activity.id AND ballot.pseudonym = ?
                WHERE workshop.id < ? AND workshop.privacy = 'linked' AND activity.definition LIKE '%commitment%'
                ORDER BY workshop.id DESC, activity.position
                """, arguments: [Data(link), stored.row])
        return try rows.compactMap { row in
            guard try Definitions.decode(row["definition"]).kind.kind is CommitmentKind,
                let text = Ballot(encoded: row["value"] as String)?["text"]
            else { return nil }
            return EarlierCommitment(workshop: row["title"], text: text)
        }
    }

    /// What the display or the console shows.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func room(_ code: SpokenCode, audience: RoomSnapshot.Audience) async throws -> RoomSnapshot {
        try await read { db in try Self.room(code, audience: audience, db) }
    }

    static func room(_ code: SpokenCode, audience: RoomSnapshot.Audience, _ db: Database) throws -> RoomSnapshot {
        let stored = try StoredWorkshop.fetch(db, code)
        var snapshot = RoomSnapshot(workshop: stored.workshop)
        snapshot.display = try displayState(of: stored.row, db)
        snapshot.wireless = try wireless(db)
        if audience == .facilitator {
            snapshot.lacks = try stored.lacks(db)
            snapshot.acts = try Self.acts(in: stored.row, db)
            snapshot.notes = try Self.notes(of: stored.row, db)
        }
        for facts in stored.facts {
            let isCurrent = facts.activity.position == stored.workshop.current
            let asked = isCurrent ? try AskedItems.fetch(facts, stored, db) : nil
            snapshot.turnouts[facts.activity.id] = try Self.turnout(facts, stored, asked: asked, db)
        }
        guard let facts = stored.current else { return snapshot }
        let shown = stored.shown(for: facts)
        snapshot.shown = shown.activity
        snapshot.results = try Self.revealedResults(of: shown, stored, db)
        guard let collector = stored.collector(for: shown) else { return snapshot }
        snapshot.ideasFrom = collector.activity.id
        let all = try Self.ideas(of: collector, db)
        let visible = all.filter { $0.idea.status == .visible }
        let groups = try Self.groups(of: collector, db)
        switch audience {
        case .facilitator:
            snapshot.ideas = all.map(\.idea).filter { $0.status != .retracted }
            snapshot.groups = groups
            try Self.addLog(to: &snapshot, of: collector.activity.id, visible.map(\.idea), db)
        case .room where collector.activity.isRevealed:
            snapshot.ideas = visible.map(\.idea)
            let used = Set(visible.compactMap(\.idea.group))
            snapshot.groups = groups.filter { used.contains($0.id) }
        case .room: break
        }
        for group in snapshot.groups {
            let authors = visible.filter { $0.idea.group == group.id }.map(\.pseudonym)
            snapshot.peopleByGroup[group.id] = Set(authors).count
        }
        return snapshot
    }

    /// Everything that may be exported.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`; `.rehearsal` for one, whose answers are invented.
    public func results(_ code: SpokenCode) async throws -> WorkshopResults {
        try await read { db in
            let stored = try StoredWorkshop.fetch(db, code)
            if stored.workshop.isRehearsal { throw Refusal.rehearsal }
            let activities = try stored.facts.map { facts in
                let asked = try Self.askedIfRevealed(facts, stored, db)
                var results = ActivityResults(
                    activity: facts.activity, turnout: try Self.turnout(facts, stored, asked: asked, db))
                guard facts.activity.isRevealed else { return results }
                results.targets = asked.targets
                results.items = asked.items
                results.ballots = facts.activity.kind.isPrivate ? [] : try Self.ballots(of: facts, db)
                guard facts.activity.kind.writing != nil else { return results }
                results.groups = try Self.groups(of: facts, db)
                results.ideas = try Self.ideas(of: facts, db).filter { $0.idea.status != .retracted }
                    .map { stored in
                        var idea = stored.idea
                        if idea.status == .withdrawn {
                            idea.text = ""
                            idea.details = Ballot()
                            idea.lenses = Ballot()
                        }
                        return AuthoredIdea(
                            idea: idea, pseudonym: hexadecimal(stored.pseudonym), source: stored.source)
                    }.sorted { $0.idea.id < $1.idea.id }
                return results
            }
            var results = WorkshopResults(
                workshop: stored.workshop, joined: try Self.joined(stored, db), activities: activities)
            if stored.workshop.privacy == .named { results.names = try Self.names(stored, db) }
            return results
        }
    }

    /// What an activity asks about, if everything that it takes that from is revealed. Opening it reveals them; until
    /// then, or when one is sealed again, what they brought stays inside.
    private static func askedIfRevealed(
        _ facts: ActivityFacts, _ stored: StoredWorkshop, _ db: Database
    ) throws -> AskedItems {
        // What asks nothing has nothing to seal.
        guard stored.sources(of: facts).allSatisfy({ $0.activity.isRevealed || !$0.activity.asks }) else {
            return AskedItems()
        }
        return try AskedItems.fetch(facts, stored, db)
    }

    private static func form(
        _ facts: ActivityFacts, _ stored: StoredWorkshop, _ asked: AskedItems, _ pseudonym: Data, _ db: Database
    ) throws -> ActivityForm {
        let id = facts.activity.id
        var form = ActivityForm(targets: asked.targets, items: asked.items)
        form.ballot = try ballot(pseudonym, in: id, db) ?? Ballot()
        if facts.activity.kind.usesOthers { form.others = try ballots(of: facts, db).map(\.ballot) }
        if let name = facts.activity.definition.follows, let before = stored.activity(named: name, before: facts),
            before.activity.isRevealed
        {
            form.before = try ballots(of: before, db).map(\.ballot)
        }
        form.seed = pseudonym.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        return form
    }

    /// Three of the others' ideas, in an order that is this participant's own; other three after each text written.
    private static func suggestion(_ ideas: [Idea], seed: UInt64, after written: Int) -> [Idea] {
        let order = ideas.sorted {
            ($0.id.bits ^ seed) &* 0x9E37_79B9_7F4A_7C15 < ($1.id.bits ^ seed) &* 0x9E37_79B9_7F4A_7C15
        }
        guard order.count > 3 else { return order }
        return (0..<3).map { order[(written * 3 + $0) % order.count] }
    }

    /// The names that participants gave, by pseudonym.
    private static func names(_ stored: StoredWorkshop, _ db: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT link, name FROM participant WHERE workshop = ? AND link IS NOT NULL AND name IS NOT NULL",
            arguments: [stored.row])
        return Dictionary(rows.map { (hexadecimal($0["link"] as Data), $0["name"] as String) }) { first, _ in first }
    }

    private static func joined(_ stored: StoredWorkshop, _ db: Database) throws -> Int {
        let statement = try db.cachedStatement(sql: "SELECT count(*) FROM participant WHERE workshop = ?")
        return try Int.fetchOne(statement, arguments: [stored.row]) ?? 0
    }

    /// - Parameter asked: What the activity asks about; nil counts every ballot as one answer, which is quicker.
    private static func turnout(
        _ facts: ActivityFacts, _ stored: StoredWorkshop, asked: AskedItems?, _ db: Database
    ) throws -> Turnout {
        let joined = try joined(stored, db)
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
        let paper = try db.cachedStatement(
            sql: "SELECT count(*) FROM ballot WHERE activity = ? AND source = 'paper' AND value <> ''")
        let ballots = try ballots(of: facts, db)
        let definition = facts.activity.definition
        var turnout = Turnout(
            answered: ballots.count { !$0.ballot.isEmpty }, joined: joined,
            answers: ballots.reduce(0) { $0 + definition.answers(in: $1.ballot, targets: asked.targets) })
        turnout.onPaper = try Int.fetchOne(paper, arguments: [id]) ?? 0
        return turnout
    }

    /// Every idea of an activity that collects them, in order of group, then identifier; ideas without a group last.
    static func ideas(of facts: ActivityFacts, _ db: Database) throws -> [StoredIdea] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT idea.* FROM idea LEFT JOIN idea_group ON idea_group.id = idea.idea_group
                WHERE idea.activity = ?
                ORDER BY idea_group.position IS NULL, idea_group.position, idea.id
                """)
        return try Row.fetchAll(statement, arguments: [facts.activity.id.description]).map(StoredIdea.init)
    }

    /// The visible ideas of an activity that collects them, and the groups that hold any.
    static func visibleIdeas(
        of facts: ActivityFacts, _ db: Database
    ) throws -> (ideas: [Idea], groups: [IdeaGroup]) {
        let visible = try ideas(of: facts, db).map(\.idea).filter { $0.status == .visible }
        let used = Set(visible.compactMap(\.group))
        return (visible, try groups(of: facts, db).filter { used.contains($0.id) })
    }

    static func groups(of facts: ActivityFacts, _ db: Database) throws -> [IdeaGroup] {
        let statement = try db.cachedStatement(
            sql: "SELECT id, name FROM idea_group WHERE activity = ? AND NOT is_dissolved ORDER BY position")
        return try Row.fetchAll(statement, arguments: [facts.activity.id.description]).compactMap { row in
            Identifier(row["id"] as String).map { IdeaGroup(id: $0, name: row["name"]) }
        }
    }

    /// The ballots of an activity, in order of pseudonym.
    static func ballots(of facts: ActivityFacts, _ db: Database) throws -> [PseudonymousBallot] {
        let statement = try db.cachedStatement(
            sql: "SELECT pseudonym, value, source FROM ballot WHERE activity = ? ORDER BY pseudonym")
        return try Row.fetchAll(statement, arguments: [facts.activity.id.description]).map { row in
            guard let ballot = Ballot(encoded: row["value"] as String) else {
                throw StoreError.corrupt(path: "ballot")
            }
            return PseudonymousBallot(
                pseudonym: hexadecimal(row["pseudonym"]), ballot: ballot,
                source: BallotSource(rawValue: row["source"]) ?? .phone)
        }
    }

    private static func revealedResults(
        of facts: ActivityFacts, _ stored: StoredWorkshop, _ db: Database
    ) throws -> [ResultBlock]? {
        guard facts.activity.isRevealed, facts.activity.kind.takesBallots else { return nil }
        let asked = try AskedItems.fetch(facts, stored, db)
        let ballots = try ballots(of: facts, db).map(\.ballot)
        let definition = facts.activity.definition
        var blocks = definition.results(ballots, targets: asked.targets, asked.items)
        if let name = definition.follows, let before = stored.activity(named: name, before: facts),
            before.activity.isRevealed
        {
            let earlier = try Self.ballots(of: before, db).map(\.ballot)
            blocks += definition.comparison(
                before: earlier, after: ballots, targets: asked.targets, asked.items)
        }
        return blocks
    }
}
