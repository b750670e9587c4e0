import GRDB
import Testing
import Workshop

@testable import Store

@Suite("The log of grouping", .serialized)
struct GroupingLogTests {
    /// A workshop whose ideas are `texts`, one participant each.
    private struct Room {
        let test: TestStore
        let workshop: Workshop
        var ideas: [Identifier] = []
        var store: Store { test.store }
        var activity: Identifier { workshop.ideas }

        init(_ texts: [String]) async throws {
            test = try TestStore()
            workshop = try await test.workshop()
            for text in texts {
                let author = try await test.store.join(workshop.code).participant
                ideas.append(
                    try await test.store.writeIdea(text, key: "k", activity: workshop.ideas, participant: author).id)
            }
        }

        func look() async throws -> RoomSnapshot { try await store.room(workshop.code, audience: .facilitator) }

        func group(_ name: String) async throws -> Identifier {
            try #require(try await look().groups.first { $0.name == name }).id
        }

        /// The names of the ideas' groups, in order of writing.
        func places() async throws -> [String?] {
            let snapshot = try await look()
            return ideas.map { id in
                let group = snapshot.ideas.first { $0.id == id }?.group
                return snapshot.groups.first { $0.id == group }?.name
            }
        }

        /// The number of the latest step.
        func number() async throws -> Int64 { try await look().latestStep }
    }

    @Test("several groups become one in a single step, and undoing it gives all of them back")
    func merge() async throws {
        let room = try await Room(["A", "B", "C", "D"])
        for (idea, name) in zip(room.ideas, ["Ett", "Två", "Tre"]) {
            try await room.store.put([idea], in: .newGroup(name), activity: room.activity)
        }
        let before = try await room.look()
        let groups = before.groups.map(\.id)
        await #expect(throws: Refusal.tooFewGroups) {
            try await room.store.mergeGroups([groups[0], groups[0]], activity: room.activity)
        }
        try await room.store.mergeGroups(groups.reversed(), named: "Alla", activity: room.activity)
        #expect(try await room.places() == ["Alla", "Alla", "Alla", nil])
        #expect(try await room.look().groups.map(\.id) == [groups[0]])
        #expect(try await room.look().log.count == before.log.count + 1)
        try await room.store.undoGrouping(activity: room.activity)
        #expect(try await room.look().groups == before.groups)
        #expect(try await room.look().ideas == before.ideas)
    }

    @Test("two facilitators' steps are undone one by one, but not under a later step that has to do with the same")
    func selective() async throws {
        let room = try await Room(["A", "B", "C"])
        let (store, activity) = (room.store, room.activity)
        let (anna, bo) = (StepAuthor.facilitator("Anna"), StepAuthor.facilitator("Bo"))
        try await store.put([room.ideas[0]], in: .newGroup("Anna"), activity: activity, by: anna)
        let first = try await room.number()
        try await store.put([room.ideas[1]], in: .newGroup("Bo"), activity: activity, by: bo)
        let second = try await room.number()
        try await store.put([room.ideas[2]], in: .group(try await room.group("Anna")), activity: activity, by: bo)
        let third = try await room.number()
        // Bo has put another idea into Anna's group: to take it away would lose that.
        await #expect(throws: Refusal.cannotUndo) { try await store.undoStep(first, activity: activity) }
        try await store.undoStep(second, activity: activity, by: anna)
        #expect(try await room.places() == ["Anna", nil, "Anna"])
        await #expect(throws: Refusal.nothingToUndo) { try await store.undoStep(second, activity: activity) }
        let log = try await room.look().log
        #expect(log.map(\.event) == [.undone, .done, .done, .done])
        #expect(log.map(\.author) == [anna, bo, bo, anna])
        #expect(log.map(\.reversal) == [.none, .undo, .redo, .blocked])
        #expect(log.map(\.isUndone) == [false, false, true, false])
        try await store.undoStep(third, activity: activity)
        try await store.undoStep(first, activity: activity)
        #expect(try await room.places() == [nil, nil, nil])
        try await store.redoStep(second, activity: activity)
        #expect(try await room.places() == [nil, "Bo", nil])
        // Its group is gone until the step that made it is done again.
        await #expect(throws: Refusal.cannotUndo) { try await store.redoStep(third, activity: activity) }
        try await store.redoStep(first, activity: activity)
        try await store.redoStep(third, activity: activity)
        #expect(try await room.places() == ["Anna", "Bo", "Anna"])
    }

    @Test("what somebody else has moved since the page was made is not moved unseen")
    func stale() async throws {
        let room = try await Room(["A", "B"])
        let (store, activity) = (room.store, room.activity)
        let seen = try await room.number()
        try await store.put([room.ideas[0]], in: .newGroup("Ett"), activity: activity)
        await #expect(throws: Refusal.movedMeanwhile(count: 1)) {
            try await store.put(room.ideas, in: .newGroup("Två"), activity: activity, seen: seen)
        }
        #expect(try await room.places() == ["Ett", nil])
        // To where it lies already is no conflict, and neither is what nobody has moved.
        try await store.put(room.ideas, in: .newGroup("Ett"), activity: activity, seen: seen)
        #expect(try await room.places() == ["Ett", "Ett"])
        let group = try await room.group("Ett")
        try await store.renameGroup(group, to: "Omsorg", seen: "Ett", activity: activity)
        await #expect(throws: Refusal.renamedMeanwhile(name: "Omsorg")) {
            try await store.renameGroup(group, to: "Vård", seen: "Ett", activity: activity)
        }
        try await store.renameGroup(group, to: "Vård", seen: "Omsorg", activity: activity)
        #expect(try await room.places() == ["Vård", "Vård"])
    }

    @Test("groups change places, and back")
    func order() async throws {
        let room = try await Room(["A", "B", "C"])
        for (idea, name) in zip(room.ideas, ["Ett", "Två", "Tre"]) {
            try await room.store.put([idea], in: .newGroup(name), activity: room.activity)
        }
        let last = try await room.group("Tre")
        try await room.store.moveGroup(last, by: -1, activity: room.activity)
        try await room.store.moveGroup(last, by: -1, activity: room.activity)
        let steps = try await room.look().log.count
        try await room.store.moveGroup(last, by: -1, activity: room.activity)
        #expect(try await room.look().log.count == steps)
        #expect(try await room.look().groups.map(\.name) == ["Tre", "Ett", "Två"])
        try await room.store.undoGrouping(activity: room.activity)
        try await room.store.undoGrouping(activity: room.activity)
        #expect(try await room.look().groups.map(\.name) == ["Ett", "Två", "Tre"])
    }

    @Test("any steps by several hands, any undone and done again: undoing all that can be leaves what was at first")
    func anyOrder() async throws {
        for seed in UInt64(1)...6 {
            var random = SplitMix64(seed: seed)
            let room = try await Room(["A", "B", "C", "D", "E"])
            let (store, activity) = (room.store, room.activity)
            let first = try await room.look()
            for _ in 0..<40 {
                let snapshot = try await room.look()
                let some = room.ideas.filter { _ in Bool.random(using: &random) }
                let groups = snapshot.groups.map(\.id).shuffled(using: &random)
                switch Int.random(in: 0..<9, using: &random) {
                case 0, 1:
                    let name = ["X", "Y", "Z"][Int.random(in: 0..<3, using: &random)]
                    try await store.put(some, in: .newGroup(name), activity: activity)
                case 2: try await store.put(some, in: .none, activity: activity)
                case 3: try await store.setStatus(.hidden, of: some, activity: activity)
                case 4 where groups.count > 1: try await store.mergeGroups(Array(groups.prefix(2)), activity: activity)
                case 5 where !groups.isEmpty: try await store.dissolveGroup(groups[0], activity: activity)
                case 6 where !groups.isEmpty: try await store.renameGroup(groups[0], to: "Ny", activity: activity)
                case 7 where !groups.isEmpty: try await store.moveGroup(groups[0], by: 1, activity: activity)
                default:
                    let entry = snapshot.log.filter { $0.reversal == .undo || $0.reversal == .redo }
                        .randomElement(using: &random)
                    guard let entry else { continue }
                    if entry.reversal == .undo {
                        try await store.undoStep(entry.number, activity: activity)
                    } else {
                        try await store.redoStep(entry.number, activity: activity)
                    }
                }
                // No idea lies in a group that nobody sees.
                let now = try await room.look()
                #expect(
                    now.ideas.allSatisfy { idea in idea.group.map { id in now.groups.contains { $0.id == id } } ?? true
                    })
            }
            while try await room.look().undoable != nil { try await store.undoGrouping(activity: activity) }
            let last = try await room.look()
            #expect(last.ideas == first.ideas && last.groups.isEmpty, "seed \(seed)")
        }
    }

    @Test("alike ideas are suggested until they share a group, are hidden, or somebody says that they are not the same")
    func alike() async throws {
        let room = try await Room(["Fler cykelvägar till skolan", "Flera cykelvägar till skolan!", "Kortare köer"])
        let (store, activity) = (room.store, room.activity)
        func pairs() async throws -> [Set<Identifier>] {
            try await room.look().alike.map { [$0.first.id, $0.second.id] }
        }
        let pair: Set<Identifier> = [room.ideas[0], room.ideas[1]]
        #expect(try await pairs() == [pair])
        #expect(try await store.room(room.workshop.code, audience: .room).alike.isEmpty)
        try await store.put(Array(pair), in: .newGroup("Cykel"), activity: activity)
        #expect(try await pairs() == [])
        try await store.undoGrouping(activity: activity)
        try await store.setStatus(.hidden, of: [room.ideas[0]], activity: activity)
        #expect(try await pairs() == [])
        try await store.undoGrouping(activity: activity)
        try await store.setUnlike(room.ideas[1], room.ideas[0], activity: activity)
        #expect(try await pairs() == [])
        let number = try await room.number()
        try await store.undoStep(number, activity: activity)
        #expect(try await pairs() == [pair])
        try await store.redoStep(number, activity: activity)
        #expect(try await pairs() == [])
    }

    @Test("a text that was changed again and again does not hide those that are like it")
    func editedAlike() async throws {
        let room = try await Room(["Cykelbana till skolan", "Säker parkering"])
        let author = try await room.store.join(room.workshop.code).participant
        let idea = try await room.store.writeIdea(
            "Bänkar i parken", key: "k", activity: room.activity, participant: author)
        for number in 0..<30 {
            #expect(try await room.look().alike.isEmpty == (number % 3 != 1), "\(number)")
            _ = try await room.store.editIdea(
                idea.id, text: ["Cykelbana till skolan!", "Bänkar i parken.", "Bänkar i parkerna"][number % 3],
                activity: room.activity, participant: author)
        }
    }

    @Test("participants group only what is revealed, shown and open to them, and nothing says who did it")
    func participants() async throws {
        let room = try await Room(["A", "B", "C"])
        let (store, activity) = (room.store, room.activity)
        let code = room.workshop.code
        let participant = try await store.join(code).participant
        func group() async throws {
            try await store.put(
                [room.ideas[0]], in: .newGroup("Vårt"), activity: activity, by: .participant, participant: participant)
        }
        await #expect(throws: Refusal.notLetIn) { try await group() }
        await #expect(throws: Refusal.notRevealed) {
            try await store.letParticipantsGroup(true, activity: activity, in: code)
        }
        _ = try await store.act(.reveal, on: activity, in: code)
        await #expect(throws: Refusal.notLetIn) { try await group() }
        #expect(try await store.phone(code, participant: participant).groupable == nil)
        try await store.letParticipantsGroup(true, activity: activity, in: code)
        #expect(try await store.phone(code, participant: participant).groupable == activity)
        try await group()
        #expect(try await room.places() == ["Vårt", nil, nil])
        #expect(try await room.look().log.map(\.author) == [.participant])
        try await store.setStatus(.hidden, of: [room.ideas[1]], activity: activity)
        await #expect(throws: Refusal.noSuchIdea) {
            try await store.put(
                [room.ideas[1]], in: .newGroup("Vårt"), activity: activity, by: .participant, participant: participant)
        }
        // What is kept of the step is what it did: no participant, no pseudonym, no time.
        let (kept, marks) = try await store.pool.read { db -> ([String: String], [String]) in
            let row = try Row.fetchOne(db, sql: "SELECT * FROM step ORDER BY id LIMIT 1")
            let texts = (row ?? Row()).map { ($0.0, "\($0.1)") }
            return (
                Dictionary(texts) { first, _ in first },
                try String.fetchAll(
                    db, sql: "SELECT id FROM participant UNION SELECT lower(hex(pseudonym)) FROM idea")
            )
        }
        #expect(kept.keys.sorted() == ["activity", "facilitator", "id", "inverse", "is_undone", "reverts", "step"])
        #expect(kept["facilitator"] == "NULL")
        #expect(marks.count == 7)
        for text in kept.values { for mark in marks { #expect(!text.lowercased().contains(mark)) } }
        // Sealed again, or on another step of the agenda, they are out.
        _ = try await store.act(.seal, on: activity, in: code)
        await #expect(throws: Refusal.notLetIn) { try await group() }
        _ = try await store.act(.reveal, on: activity, in: code)
        _ = try await store.move(by: 1, in: code)
        await #expect(throws: Refusal.notLetIn) {
            try await store.put(
                [room.ideas[2]], in: .newGroup("Vårt"), activity: activity, by: .participant, participant: participant)
        }
    }

    @Test("a vote for groups counts people once for each group, however many dots they give and ideas they wrote")
    func votes() async throws {
        let test = try TestStore()
        let store = test.store
        let text = LocalizedText(["sv": "Vad?"])
        let groups = ItemSource.earlier(ItemReference(from: "a1", take: .groups))
        let agenda = [
            ActivityDefinition(name: "a1", title: text, prompt: text, minutes: 5, kind: IdeasKind(perPerson: 5)),
            ActivityDefinition(
                name: "a2", title: text, prompt: text, minutes: 5,
                kind: DotsKind(source: groups, budget: 3, stacking: true)),
            ActivityDefinition(
                name: "a3", title: text, prompt: text, minutes: 5,
                kind: MatrixKind(source: groups, xLabel: text, yLabel: text)),
        ].enumerated().map { Activity(id: Identifier.random(), position: $0, definition: $1) }
        let workshop = try await store.createWorkshop(
            Store.WorkshopDraft(title: "Test", language: "sv", method: "t01", agenda: agenda))
        _ = try await store.act(.open, on: agenda[0].id, in: workshop.code)
        let people = [
            try await store.join(workshop.code).participant, try await store.join(workshop.code).participant,
        ]
        var ideas: [Identifier] = []
        for (person, idea) in [(0, "A"), (0, "B"), (1, "C")] {
            ideas.append(
                try await store.writeIdea(idea, key: "k", activity: agenda[0].id, participant: people[person]).id)
        }
        try await store.put(Array(ideas[0...1]), in: .newGroup("Ett"), activity: agenda[0].id)
        try await store.put([ideas[2]], in: .newGroup("Två"), activity: agenda[0].id)
        let snapshot = try await store.room(workshop.code, audience: .facilitator)
        let (one, two) = (snapshot.groups[0].id, snapshot.groups[1].id)
        #expect(snapshot.peopleByGroup == [one: 1, two: 1])
        for activity in agenda.dropFirst() {
            _ = try await store.move(by: 1, in: workshop.code)
            _ = try await store.act(.open, on: activity.id, in: workshop.code)
            for person in people {
                // Twice, as a phone does that changes its mind: the last one counts.
                for _ in 0..<2 {
                    let fields =
                        activity.position == 1
                        ? [("dots-\(one)", "2")] + (person == people[1] ? [("dots-\(two)", "1")] : [])
                        : [("x-\(one)", "3"), ("y-\(one)", "4")]
                    _ = try await store.cast(
                        fields.map { (name: $0.0, value: $0.1) }, activity: activity.id, participant: person)
                }
            }
            _ = try await store.act(.reveal, on: activity.id, in: workshop.code)
        }
        let results = try await store.results(workshop.code)
        let dots = DotsTally(results.activities[1].ballots.map(\.ballot), items: [one.description, two.description])
        #expect(dots.rows.map(\.people) == [2, 1])
        #expect(dots.rows.map(\.dots) == [4, 1])
        let plot = try await store.room(workshop.code, audience: .room).results?.compactMap { block in
            if case .plot(let plot) = block { plot.points.map(\.people) } else { nil }
        }
        #expect(plot?.first?.filter { $0 > 0 } == [2])
    }
}
