import GRDB
import Testing
import Threads
import Workshop

@testable import Store

@Suite("The writing of ballots")
struct BallotWritingTests {
    private func ballots(_ path: String) async throws -> [String] {
        try await DatabaseQueue(path: path).read { db in
            try String.fetchAll(db, sql: "SELECT value || ' ' || source || ' ' || length(pseudonym) FROM ballot")
        }
    }

    @Test("an empty ballot is an empty text; each source is kept; a later ballot takes the earlier one's place")
    func values() async throws {
        let test = try TestStore()
        let (workshop, member, idea) = try await test.openedDots()
        try await test.store.castDots([:], activity: workshop.dots, participant: member)
        #expect(try await ballots(test.store.path) == [" phone 16"])
        let fields = [(name: "dots-\(idea)", value: "2")]
        _ = try await test.store.cast(fields, activity: workshop.dots, participant: member, source: .paper)
        #expect(try await ballots(test.store.path) == ["dots-\(idea)=2 paper 16"])
    }

    @Test("a ballot that the database refuses is an error with its words, and fails alone")
    func refused() async throws {
        let test = try TestStore()
        let (workshop, member, idea) = try await test.openedDots()
        let other = try DatabaseQueue(path: test.store.path)
        try await other.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER test BEFORE INSERT ON ballot WHEN NEW.value LIKE '%=3'
                    BEGIN SELECT RAISE(ABORT, 'three are too many'); END
                    """)
        }
        try await test.store.castDots([idea: 2], activity: workshop.dots, participant: member)
        await #expect(throws: StoreError.disk("three are too many")) {
            try await test.store.castDots([idea: 3], activity: workshop.dots, participant: member)
        }
        #expect(try await ballots(test.store.path) == ["dots-\(idea)=2 phone 16"])
        try await test.store.castDots([idea: 1], activity: workshop.dots, participant: member)
        #expect(try await ballots(test.store.path) == ["dots-\(idea)=1 phone 16"])
    }

    @Test(
        "answers of a kind that adds them up are added to what is stored, and once it is closed only what is stored is received"
    )
    func accumulating() async throws {
        let test = try TestStore()
        let store = test.store
        let text = LocalizedText(["sv": "Vad?"])
        let options = ["a", "b", "c"].map { Option(id: $0, text: text) }
        let activity = Activity(
            id: .random(), position: 0,
            definition: ActivityDefinition(
                name: "pairs", title: text, prompt: text, minutes: 5, kind: PairwiseKind(source: .own(options))))
        let draft = Store.WorkshopDraft(title: "T", language: "sv", method: "t01", agenda: [activity])
        let workshop = try await store.createWorkshop(draft)
        _ = try await store.act(.open, on: activity.id, in: workshop.code)
        let member = try await store.join(workshop.code).participant
        let other = try await store.join(workshop.code).participant
        func cast(_ pair: String, _ answer: String, _ participant: Participant) async throws -> Int {
            try await store.cast(
                [(name: "pair-\(pair)", value: answer)], activity: activity.id, participant: participant
            ).answers
        }
        // Held together: the second is added to the first, which no commit has yet written.
        let counts = Locked<[Int]>([])
        for (pair, answer) in [("a.b", "a"), ("b.c", "skip")] {
            store.hold([(name: "pair-\(pair)", value: answer)], activity: activity.id, participant: member) { result in
                if case .success(let cast) = result { counts.use { $0.append(cast.answers) } }
            }
        }
        store.castHeld()
        #expect(try await cast("a.c", "b", member) == 1)
        #expect(counts.use { $0 } == [1, 1], "however many, they are one answer")
        #expect(try await ballots(store.path) == ["pair-a.b=a&pair-a.c=b&pair-b.c=skip phone 16"])
        _ = try await store.act(.close, on: activity.id, in: workshop.code)
        #expect(try await cast("b.c", "skip", member) == 1)
        await #expect(throws: Refusal.notOpen) { try await cast("b.c", "b", member) }
        await #expect(throws: Refusal.notOpen) { try await cast("a.b", "a", other) }
        #expect(try await ballots(store.path) == ["pair-a.b=a&pair-a.c=b&pair-b.c=skip phone 16"])
    }

    @Test("ballots that are held wait for the others, and are written when the store closes")
    func held() async throws {
        let test = try TestStore()
        let (workshop, first, idea) = try await test.openedDots()
        let store = test.store
        let second = try await store.join(workshop.code).participant
        let done = Locked(0)
        func hold(_ count: Int, _ participant: Participant) {
            let fields = [(name: "dots-\(idea)", value: "\(count)")]
            store.hold(fields, activity: workshop.dots, participant: participant) { result in
                if case .success = result { done.use { $0 += 1 } }
            }
        }
        hold(1, first)
        // Another act goes on without it.
        try await store.castDots([idea: 3], activity: workshop.dots, participant: second)
        #expect(done.use { $0 } == 0)
        #expect(try await ballots(store.path) == ["dots-\(idea)=3 phone 16"])
        hold(2, second)
        store.castHeld()
        // Written after them.
        try await store.castDots([idea: 3], activity: workshop.dots, participant: first)
        #expect(done.use { $0 } == 2)
        hold(1, first)
        store.close()
        #expect(done.use { $0 } == 3)
        #expect(try await ballots(store.path).sorted() == ["dots-\(idea)=1 phone 16", "dots-\(idea)=2 phone 16"])
        hold(3, first)
        #expect(done.use { $0 } == 3, "refused at once")
    }
}
