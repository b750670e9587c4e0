import GRDB
import Testing
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
        let workshop = try await test.workshop()
        let member = try await test.store.join(workshop.code).participant
        let idea = try await test.store.writeIdea("A", key: "1", activity: workshop.ideas, participant: member).id
        try await test.openDots(workshop)
        try await test.store.castDots([:], activity: workshop.dots, participant: member)
        #expect(try await ballots(test.store.path) == [" phone 16"])
        let fields = [(name: "dots-\(idea)", value: "2")]
        _ = try await test.store.cast(fields, activity: workshop.dots, participant: member, source: .paper)
        #expect(try await ballots(test.store.path) == ["dots-\(idea)=2 paper 16"])
    }

    @Test("a ballot that the database refuses is an error with its words, and fails alone")
    func refused() async throws {
        let test = try TestStore()
        let workshop = try await test.workshop()
        let member = try await test.store.join(workshop.code).participant
        let idea = try await test.store.writeIdea("A", key: "1", activity: workshop.ideas, participant: member).id
        try await test.openDots(workshop)
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
}
