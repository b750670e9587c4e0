import FoundationEssentials
import GRDB
import Workshop

/// What a participant's page shows, read in one consistent moment. What is sealed does not leave.
extension Store {
    /// What the page of `participant` shows.
    ///
    /// - Parameter isPreview: Whether nobody is that participant: the facilitator has a look.
    /// - Throws: `Refusal.noSuchWorkshop`; `.notJoined` for one who was turned away at the door.
    public func phone(
        _ code: SpokenCode, participant: Participant, isPreview: Bool = false
    ) async throws -> PhoneSnapshot {
        let shared = shared
        return try await read { db in
            let shared = try shared.of(db)
            let stored = try StoredWorkshop.fetch(db, code)
            let commitments = try Self.commitments(of: participant, before: stored, db)
            guard let facts = stored.current else {
                var snapshot = PhoneSnapshot(workshop: stored.workshop)
                if !isPreview { try Self.addDoor(to: &snapshot, of: participant, stored, db) }
                return snapshot
            }
            let asked = try shared.value(.asked(facts.activity.id)) { try Self.askedIfRevealed(facts, stored, db) }
            var snapshot = PhoneSnapshot(workshop: stored.workshop)
            snapshot.commitments = commitments
            if !isPreview { try Self.addDoor(to: &snapshot, of: participant, stored, db) }
            let kind = facts.activity.kind
            let pseudonym = facts.key?.pseudonym(of: participant)
            if let pseudonym { snapshot.form = try Self.form(facts, stored, asked, pseudonym, db) }
            let shown = stored.shown(for: facts)
            if shown.activity.kind.writing != nil {
                if shown.activity.letsParticipantsGroup {
                    snapshot.groupable = shown.activity.id
                    snapshot.latestStep = try Self.latestStep(of: shown.activity.id, db)
                }
                let isCurrent = shown.activity.id == facts.activity.id
                if isCurrent, let pseudonym {
                    snapshot.ownIdeas = try Self.ideas(by: pseudonym, in: facts, db)
                }
                let sharing = isCurrent ? kind.writing?.sharing : nil
                let showsAll = shown.activity.isRevealed || sharing == .collaborative
                // Others' texts are only read where they are shown: hundreds of phones ask at once.
                if showsAll || sharing == .suggestive || snapshot.groupable != nil {
                    let visible = try shared.value(.visibleIdeas(shown.activity.id)) {
                        try Self.visibleIdeas(of: shown, db)
                    }
                    snapshot.groups = visible.groups
                    if showsAll {
                        snapshot.ideas = visible.ideas
                    } else if sharing == .suggestive {
                        let own = Set(snapshot.ownIdeas.map(\.id))
                        snapshot.ideas = Self.suggestion(
                            visible.ideas.filter { !own.contains($0.id) }, seed: snapshot.form.seed, after: own.count)
                    }
                }
            }
            snapshot.results = try shared.value(.results(shown.activity.id)) {
                try Self.revealedResults(of: shown, stored, db)
            }
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
}
