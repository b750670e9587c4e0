import Testing
import Workshop

@testable import Store

@Suite("Answers", .serialized)
struct AnswerTests {
    @Test("an idea sent again is the same idea, whatever has happened to it since")
    func idempotentIdea() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        func send(_ text: String, _ key: String) async throws -> Idea {
            try await store.writeIdea(text, key: key, activity: workshop.ideas, participant: participant)
        }
        let first = try await send("A", "k")
        #expect(try await send(" A ", "k").id == first.id)
        let other = try await send("B", "k")
        #expect(other.id != first.id)
        _ = try await store.editIdea(first.id, text: "C", activity: workshop.ideas, participant: participant)
        #expect(try await send("A", "k").text == "C")
        try await store.retractIdea(first.id, activity: workshop.ideas, participant: participant)
        #expect(try await send("A", "k").status == .retracted)
        #expect(try await store.phone(workshop.code, participant: participant).ownIdeas.map(\.id) == [other.id])
        _ = try await store.act(.close, on: workshop.ideas, in: workshop.code)
        #expect(try await send("B", "k").id == other.id)
        await #expect(throws: Refusal.notOpen) { try await send("D", "new") }
    }

    @Test("the same idea from many tries at once is one row")
    func concurrentRepeats() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    _ = try? await store.writeIdea("A", key: "k", activity: workshop.ideas, participant: participant)
                }
            }
        }
        #expect(try await store.phone(workshop.code, participant: participant).ownIdeas.count == 1)
    }

    @Test("limits hold, and an idea that is taken back makes room for another")
    func limits() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop(perPerson: 2)
        let participant = try await store.join(workshop.code).participant
        let first = try await store.writeIdea("A", key: "a", activity: workshop.ideas, participant: participant)
        _ = try await store.writeIdea("B", key: "b", activity: workshop.ideas, participant: participant)
        await #expect(throws: Refusal.tooManyIdeas(limit: 2)) {
            try await store.writeIdea("C", key: "c", activity: workshop.ideas, participant: participant)
        }
        try await store.retractIdea(first.id, activity: workshop.ideas, participant: participant)
        _ = try await store.writeIdea("C", key: "c", activity: workshop.ideas, participant: participant)
        await #expect(throws: Refusal.wrongKind) {
            try await store.castDots([:], activity: workshop.ideas, participant: participant)
        }
    }

    @Test("one ballot each: sending again replaces it, and the stored one is acknowledged after closing")
    func ballots() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        let idea = try await store.writeIdea("A", key: "a", activity: workshop.ideas, participant: participant).id
        try await test.openDots(workshop)
        for count in [1, 3, 3, 2] {
            _ = try await store.castDots([idea: count], activity: workshop.dots, participant: participant)
        }
        _ = try await store.act(.reveal, on: workshop.dots, in: workshop.code)
        #expect(try await store.results(workshop.code).activities[1].ballots.map(\.ballot.dots) == [[idea: 2]])
        _ = try await store.act(.close, on: workshop.dots, in: workshop.code)
        _ = try await store.castDots([idea: 2], activity: workshop.dots, participant: participant)
        await #expect(throws: Refusal.notOpen) {
            try await store.castDots([idea: 1], activity: workshop.dots, participant: participant)
        }
        _ = try await store.act(.reopen, on: workshop.dots, in: workshop.code)
        _ = try await store.castDots([:], activity: workshop.dots, participant: participant)
        #expect(try await store.room(workshop.code, audience: .room).turnouts[workshop.dots]?.answered == 0)
    }

    @Test("a change by another process is seen at once")
    func otherProcess() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        let idea = try await store.writeIdea("A", key: "a", activity: workshop.ideas, participant: participant).id
        try await test.openDots(workshop)
        _ = try await store.castDots([idea: 1], activity: workshop.dots, participant: participant)
        let tool = try Store(directory: test.directory, role: .tool)
        try await tool.setStatus(.hidden, of: [idea], activity: workshop.ideas)
        await #expect(throws: FieldRefusal.self) {
            try await store.castDots([idea: 2], activity: workshop.dots, participant: participant)
        }
        tool.close()
    }

    @Test("counts are the same computation over what is stored, after any operations")
    func model() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop(perPerson: 3, budget: 3)
        var generator = SplitMix64(seed: 5)
        var participants: [Participant] = []
        for _ in 0..<6 { participants.append(try await store.join(workshop.code).participant) }
        var owned: [[Identifier: String]] = Array(repeating: [:], count: 6)
        for step in 0..<200 {
            let who = Int.random(in: 0..<6, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0, 1:
                let text = "Idé \(step)"
                let idea = try? await store.writeIdea(
                    text, key: "k", activity: workshop.ideas, participant: participants[who])
                #expect((idea != nil) == (owned[who].count < 3))
                if let idea { owned[who][idea.id] = text }
            case 2:
                guard let id = owned[who].keys.sorted().first else { continue }
                _ = try await store.editIdea(
                    id, text: "Ny \(step)", activity: workshop.ideas, participant: participants[who])
                owned[who][id] = "Ny \(step)"
            default:
                guard let id = owned[who].keys.sorted().last else { continue }
                try await store.retractIdea(id, activity: workshop.ideas, participant: participants[who])
                owned[who][id] = nil
            }
        }
        let turnout = try await store.room(workshop.code, audience: .room).turnouts[workshop.ideas]
        #expect(turnout?.answered == owned.count { !$0.isEmpty })
        #expect(turnout?.answers == owned.reduce(0) { $0 + $1.count })
        #expect(turnout?.joined == 6)
        for (who, participant) in participants.enumerated() {
            let own = try await store.phone(workshop.code, participant: participant).ownIdeas
            #expect(Dictionary(uniqueKeysWithValues: own.map { ($0.id, $0.text) }) == owned[who])
        }
        try await test.openDots(workshop)
        let items = owned.flatMap(\.keys).sorted()
        var ballots = [[Identifier: Int]](repeating: [:], count: 6)
        for _ in 0..<100 {
            let who = Int.random(in: 0..<6, using: &generator)
            var dots: [Identifier: Int] = [:]
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                guard let item = items.randomElement(using: &generator) else { continue }
                dots[item, default: 0] += 1
            }
            _ = try await store.castDots(dots, activity: workshop.dots, participant: participants[who])
            ballots[who] = dots
        }
        _ = try await store.act(.reveal, on: workshop.dots, in: workshop.code)
        let results = try #require(try await store.room(workshop.code, audience: .room).results)
        let shown = results.amounts
        #expect(shown.count == items.count)
        for item in items { #expect(shown["\(item)"] == Double(ballots.reduce(0) { $0 + ($1[item] ?? 0) })) }
    }
}

extension AnswerTests {
    @Test("an idea that comes or goes while dots are open is an item, or is not, at once")
    func itemsChange() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        let first = try await store.writeIdea("A", key: "a", activity: workshop.ideas, participant: participant).id
        try await test.openDots(workshop)
        _ = try await store.act(.reopen, on: workshop.ideas, in: workshop.code)
        _ = try await store.castDots([first: 1], activity: workshop.dots, participant: participant)
        let second = try await store.writeIdea("B", key: "b", activity: workshop.ideas, participant: participant).id
        _ = try await store.castDots([second: 1], activity: workshop.dots, participant: participant)
        try await store.retractIdea(first, activity: workshop.ideas, participant: participant)
        await #expect(throws: FieldRefusal("dots-\(first)", .noSuchItem)) {
            try await store.castDots([first: 1], activity: workshop.dots, participant: participant)
        }
    }
}
