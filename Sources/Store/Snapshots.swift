import FoundationEssentials
import GRDB
import Workshop

/// What the display, the console and exports show, each read in one consistent moment. What is sealed does not leave.
extension Store {
    /// What the display or the console shows.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`.
    public func room(_ code: SpokenCode, audience: RoomSnapshot.Audience) async throws -> RoomSnapshot {
        let shared = shared
        var snapshot = try await read { db in try Self.room(code, audience: audience, db, shared.of(db)) }
        if let waiting = snapshot.door?.waiting { snapshot.door?.waiting = doors.ordered(waiting, in: code) }
        return snapshot
    }

    static func room(
        _ code: SpokenCode, audience: RoomSnapshot.Audience, _ db: Database, _ shared: SharedReadings.Moment
    ) throws -> RoomSnapshot {
        let stored = try StoredWorkshop.fetch(db, code)
        var snapshot = RoomSnapshot(workshop: stored.workshop)
        snapshot.display = try displayState(of: stored.row, db)
        snapshot.wireless = try wireless(db)
        if audience == .facilitator {
            snapshot.lacks = try stored.lacks(db)
            snapshot.acts = try Self.acts(in: stored.row, db)
            snapshot.notes = try Self.notes(of: stored.row, db)
            snapshot.door = try Self.door(of: stored, db)
            snapshot.hasJoined = try Self.hasJoined(stored.row, db)
        }
        for facts in stored.facts {
            let isCurrent = facts.activity.position == stored.workshop.current
            snapshot.turnouts[facts.activity.id] = try shared.value(.turnout(facts.activity.id)) {
                let asked = isCurrent ? try AskedItems.fetch(facts, stored, db) : nil
                return try Self.turnout(facts, stored, asked: asked, db)
            }
        }
        guard let facts = stored.current else { return snapshot }
        let shown = stored.shown(for: facts)
        snapshot.shown = shown.activity
        snapshot.results = try shared.value(.results(shown.activity.id)) {
            try Self.revealedResults(of: shown, stored, db)
        }
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
        try await read { db in try Self.results(code, db) }
    }

    static func results(_ code: SpokenCode, _ db: Database) throws -> WorkshopResults {
        let stored = try StoredWorkshop.fetch(db, code)
        if stored.workshop.isRehearsal { throw Refusal.rehearsal }
        let splits = try Self.splits(of: stored, db)
        let activities = try stored.facts.map { facts in
            let asked = try Self.askedIfRevealed(facts, stored, db)
            // Read once: they are counted, and leave.
            let leaves = facts.activity.isRevealed && !facts.activity.kind.isPrivate
            let ballots = leaves ? try Self.ballots(of: facts, db) : nil
            var results = ActivityResults(
                activity: facts.activity, turnout: try Self.turnout(facts, stored, asked: asked, cast: ballots, db))
            guard facts.activity.isRevealed else { return results }
            results.targets = asked.targets
            results.items = asked.items
            // As with the counts of the questions themselves: nothing while anything is open.
            if !stored.workshop.isAsking { results.split = splits[facts.activity.id] }
            results.ballots = ballots ?? []
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

    /// What an activity asks about, if everything that it takes that from is revealed. Opening it reveals them; until
    /// then, or when one is sealed again, what they brought stays inside.
    static func askedIfRevealed(
        _ facts: ActivityFacts, _ stored: StoredWorkshop, _ db: Database
    ) throws -> AskedItems {
        // What asks nothing has nothing to seal.
        guard stored.sources(of: facts).allSatisfy({ $0.activity.isRevealed || !$0.activity.asks }) else {
            return AskedItems()
        }
        return try AskedItems.fetch(facts, stored, db)
    }

    /// The names that participants gave, by pseudonym.
    private static func names(_ stored: StoredWorkshop, _ db: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT link, name FROM participant
                WHERE workshop = ? AND link IS NOT NULL AND name IS NOT NULL AND NOT is_waiting
                """, arguments: [stored.row])
        return Dictionary(rows.map { (hexadecimal($0["link"] as Data), $0["name"] as String) }) { first, _ in first }
    }

    static func revealedResults(
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
