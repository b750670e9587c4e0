import GRDB
import Testing
import Threads
import Workshop

@testable import Store

@Suite("What pages share")
struct SharedReadingTests {
    private let test: TestStore
    private var store: Store { test.store }

    init() throws {
        test = try TestStore()
    }

    @Test("it is read once for each state of the database, and anew after a commit of anybody or on a new connection")
    func states() async throws {
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code, name: nil).participant
        let times = Locked(0)
        let (store, shared) = (store, store.shared)
        func read(_ before: @escaping @Sendable (Database) -> Void = { _ in }) throws {
            try store.pool.read { db in
                before(db)
                let moment = try shared.of(db)
                moment.value(.results(workshop.ideas)) { times.use { $0 += 1 } }
            }
        }
        for _ in 0..<3 { try read() }
        #expect(times.use { $0 } == 1)
        // An answer is no act, which forgets everything: the number of the state alone tells.
        _ = try await store.writeIdea(
            "Bänkar", key: "1", activity: workshop.ideas, participant: participant)
        for _ in 0..<3 { try read() }
        #expect(times.use { $0 } == 2)
        let tool = try Store(directory: test.directory, role: .tool)
        _ = try await tool.writeIdea("Belysning", key: "2", activity: workshop.ideas, participant: participant)
        tool.close()
        for _ in 0..<3 { try read() }
        #expect(times.use { $0 } == 3)
        try read { shared.begin($0) }
        #expect(times.use { $0 } == 4)
        shared.forget()
        try read()
        #expect(times.use { $0 } == 5)
    }

    @Test("what was read before everything was forgotten is not kept after it")
    func forgotten() async throws {
        let workshop = try await test.workshop()
        let shared = store.shared
        let times = Locked(0)
        for _ in 0..<2 {
            try await store.pool.read { db in
                try shared.of(db).value(.results(workshop.ideas)) {
                    times.use { $0 += 1 }
                    // As when an erasure comes while a page is being read.
                    shared.forget()
                }
            }
        }
        #expect(times.use { $0 } == 2)
    }

    @Test("the writer's own reading is never kept: its number does not tell of its own changes")
    func writer() throws {
        var times = 0
        for _ in 0..<2 { SharedReadings.Moment.ofWriter.value(.turnout(Identifier.random())) { times += 1 } }
        #expect(times == 2)
    }

    @Test("a result is shown as soon as it is revealed, counts what comes later, and is hidden when it is sealed again")
    func results() async throws {
        let workshop = try await test.workshop()
        let people = [
            try await store.join(workshop.code, name: nil).participant,
            try await store.join(workshop.code, name: nil).participant,
        ]
        let idea = try await store.writeIdea(
            "Bänkar", key: "1", activity: workshop.ideas, participant: people[0]
        ).id
        try await test.openDots(workshop)
        try await store.castDots([idea: 2], activity: workshop.dots, participant: people[0])
        func shown() async throws -> [Double?] {
            let room = try await store.room(workshop.code, audience: .room)
            let phone = try await store.phone(workshop.code, participant: people[1])
            return [room.results, phone.results].map { $0?.amounts[idea.description] }
        }
        #expect(try await shown() == [nil, nil])
        for act in [FacilitatorAct.close, .reveal] {
            _ = try await store.act(act, on: workshop.dots, in: workshop.code)
        }
        for _ in 0..<6 { #expect(try await shown() == [2, 2]) }
        #expect(try await store.room(workshop.code, audience: .room).turnouts[workshop.dots]?.answered == 1)
        // Reopened it stays revealed and counts on, at each answer.
        _ = try await store.act(.reopen, on: workshop.dots, in: workshop.code)
        try await store.castDots([idea: 1], activity: workshop.dots, participant: people[1])
        #expect(try await shown() == [3, 3])
        try await store.castDots([:], activity: workshop.dots, participant: people[1])
        #expect(try await shown() == [2, 2])
        #expect(try await store.room(workshop.code, audience: .room).turnouts[workshop.dots]?.answered == 1)
        _ = try await store.act(.seal, on: workshop.dots, in: workshop.code)
        #expect(try await shown() == [nil, nil])
    }
}
