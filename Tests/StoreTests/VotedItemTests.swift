import Testing
import Workshop

@testable import Store

@Suite("What answers name")
struct VotedItemTests {
    @Test("stays as it was asked about: no merging, dissolving, moving or undoing takes answers out of the result")
    func kept() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop(dotsOn: .groups)
        let activity = workshop.ideas
        let member = try await store.join(workshop.code).participant
        var written: [Identifier] = []
        for (number, text) in ["A", "B", "C", "D"].enumerated() {
            written.append(
                try await store.writeIdea(text, key: "\(number)", activity: activity, participant: member).id)
        }
        let ideas = written
        try await store.put([ideas[0]], in: .newGroup("Första"), activity: activity)
        try await store.put([ideas[1]], in: .newGroup("Andra"), activity: activity)
        let groups = try await store.room(workshop.code, audience: .facilitator).groups.map(\.id)
        // Nobody has answered yet: everything goes, and is undone.
        try await store.mergeGroups(groups, activity: activity)
        _ = try await store.undoGrouping(activity: activity)
        try await test.openDots(workshop)
        try await store.castDots([groups[1]: 2, ideas[2]: 1], activity: workshop.dots, participant: member)
        func total() async throws -> Int {
            let snapshot = try await store.phone(workshop.code, participant: member)
            let fields = snapshot.form.ballot.fields.map { ($0.name.dropFirst(5), Int($0.value) ?? 0) }
            let items = Set(snapshot.form.items.map(\.id))
            return fields.filter { items.contains(String($0.0)) }.reduce(0) { $0 + $1.1 }
        }
        let begun = try await store.room(workshop.code, audience: .facilitator)
        let attempts: [@Sendable () async throws -> Void] = [
            { try await store.mergeGroups(groups, activity: activity) },
            { try await store.dissolveGroup(groups[1], activity: activity) },
            { try await store.put([ideas[1]], in: .group(groups[0]), activity: activity) },
            { try await store.put([ideas[1]], in: .none, activity: activity) },
            { _ = try await store.undoGrouping(activity: activity) },
        ]
        for attempt in attempts {
            await #expect(throws: Refusal.alreadyAnswered(name: "Andra")) { try await attempt() }
        }
        await #expect(throws: Refusal.alreadyAnswered(name: "C")) {
            try await store.put([ideas[2]], in: .newGroup("Ny"), activity: activity)
        }
        let after = try await store.room(workshop.code, audience: .facilitator)
        #expect(after.groups == begun.groups && after.ideas == begun.ideas)
        #expect(try await total() == 3)
        // What nobody has answered about is free: into an answered group, and out of its own.
        try await store.put([ideas[3]], in: .group(groups[1]), activity: activity)
        try await store.dissolveGroup(groups[0], activity: activity)
        #expect(try await total() == 3)
        // What must not be seen is hidden all the same.
        try await store.setStatus(.hidden, of: [ideas[2]], activity: activity)
        #expect(try await total() == 2)
    }
}
