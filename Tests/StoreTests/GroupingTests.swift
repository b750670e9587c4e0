import Testing
import Workshop

@testable import Store

@Suite("Grouping and moderation", .serialized)
struct GroupingTests {
    @Test("every kind of step is undone in reverse order, back to exactly what was")
    func undoAll() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        var ideas: [Identifier] = []
        for text in ["A", "B", "C"] {
            ideas.append(
                try await store.writeIdea(text, key: "k", activity: workshop.ideas, participant: participant).id)
        }
        func look() async throws -> RoomSnapshot {
            var snapshot = try await store.room(workshop.code, audience: .facilitator)
            // These tell that something has happened, not how things are arranged.
            snapshot.workshop.revision = 0
            (snapshot.log, snapshot.latestStep) = ([], 0)
            return snapshot
        }
        let activity = workshop.ideas
        var states = [try await look()]
        func group(_ name: String) async throws -> Identifier {
            try #require(try await store.room(workshop.code, audience: .facilitator).groups.first { $0.name == name })
                .id
        }
        try await store.put([ideas[0], ideas[1]], in: .newGroup("Ett"), activity: activity)
        states.append(try await look())
        try await store.put([ideas[2]], in: .newGroup("ett"), activity: activity)
        #expect(try await look().groups.count == 1)
        states.append(try await look())
        try await store.put([ideas[2]], in: .newGroup("Två"), activity: activity)
        states.append(try await look())
        try await store.put([ideas[0]], in: .group(try await group("Två")), activity: activity)
        states.append(try await look())
        try await store.renameGroup(try await group("Två"), to: "Tre", activity: activity)
        states.append(try await look())
        try await store.put([ideas[0]], in: .none, activity: activity)
        states.append(try await look())
        try await store.dissolveGroup(try await group("Tre"), activity: activity)
        states.append(try await look())
        try await store.setStatus(.hidden, of: [ideas[0]], activity: activity)
        states.append(try await look())
        try await store.setStatus(.withdrawn, of: [ideas[0], ideas[1]], activity: activity)
        states.append(try await look())
        try await store.setStatus(.visible, of: [ideas[0]], activity: activity)
        #expect(try await look().ideas.count == 3)
        for state in states.reversed() {
            _ = try await store.undoGrouping(activity: activity)
            #expect(try await look() == state)
        }
        await #expect(throws: Refusal.nothingToUndo) { try await store.undoGrouping(activity: activity) }
    }

    @Test("an idea that its author has taken back stays so, whatever is undone")
    func retracted() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        let idea = try await store.writeIdea("A", key: "k", activity: workshop.ideas, participant: participant).id
        try await store.setStatus(.hidden, of: [idea], activity: workshop.ideas)
        try await store.retractIdea(idea, activity: workshop.ideas, participant: participant)
        _ = try await store.undoGrouping(activity: workshop.ideas)
        #expect(try await store.room(workshop.code, audience: .facilitator).ideas.isEmpty)
    }

    @Test("a step that names an unknown idea changes nothing")
    func unknownIdea() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        let idea = try await store.writeIdea("A", key: "k", activity: workshop.ideas, participant: participant).id
        let before = try await store.room(workshop.code, audience: .facilitator)
        await #expect(throws: Refusal.noSuchIdea) {
            try await store.put([idea, Identifier(bits: 1)], in: .newGroup("G"), activity: workshop.ideas)
        }
        await #expect(throws: Refusal.empty) {
            try await store.put([idea], in: .newGroup(" "), activity: workshop.ideas)
        }
        #expect(try await store.room(workshop.code, audience: .facilitator) == before)
    }

    @Test("a group counts the people behind it, not their ideas")
    func people() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let first = try await store.join(workshop.code).participant
        let second = try await store.join(workshop.code).participant
        var ideas: [Identifier] = []
        for (author, text) in [(first, "A"), (first, "B"), (second, "C")] {
            ideas.append(try await store.writeIdea(text, key: "k", activity: workshop.ideas, participant: author).id)
        }
        try await store.put(ideas, in: .newGroup("G"), activity: workshop.ideas)
        #expect(try await store.room(workshop.code, audience: .facilitator).peopleByGroup.values.map { $0 } == [2])
    }
}
