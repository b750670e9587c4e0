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
