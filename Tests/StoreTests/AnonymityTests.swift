import Foundation
import GRDB
import Testing
import Workshop

@testable import Store

@Suite("Anonymity in storage", .serialized)
struct AnonymityTests {
    @Test("answers lie in tables without row numbers, times or addresses")
    func schema() async throws {
        let test = try TestStore()
        let tables = try await test.store.pool.read { db in
            try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'table'").map {
                ($0["name"] as String, ($0["sql"] as String?) ?? "")
            }
        }
        for (name, sql) in tables where ["ballot", "idea", "participant", "device", "session"].contains(name) {
            #expect(sql.contains("WITHOUT ROWID"), "\(name)")
            for word in ["time", "date", "seq", "address", "agent", "AUTOINCREMENT"] {
                #expect(!sql.lowercased().contains(word.lowercased()), "\(name) has \(word)")
            }
        }
        #expect(tables.filter { ["ballot", "idea", "participant", "device"].contains($0.0) }.count == 4)
    }

    @Test("the same participant has another pseudonym in each activity")
    func pseudonyms() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        let idea = try await store.writeIdea("A", key: "a", activity: workshop.ideas, participant: participant).id
        try await test.openDots(workshop)
        _ = try await store.castDots([idea: 1], activity: workshop.dots, participant: participant)
        _ = try await store.act(.reveal, on: workshop.dots, in: workshop.code)
        let results = try await store.results(workshop.code)
        #expect(results.activities[0].ideas.map(\.pseudonym) != results.activities[1].ballots.map(\.pseudonym))
    }

    @Test("closing for good destroys the key, in the file and in the log; nobody is found again, the tally stays")
    func finish() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        _ = try await store.writeIdea("Kvar", key: "a", activity: workshop.ideas, participant: participant)
        let key = try #require(
            try await store.pool.read { db in
                try Data.fetchOne(
                    db, sql: "SELECT key FROM activity WHERE id = ?", arguments: [workshop.ideas.description])
            })
        #expect(key.count == 32)
        #expect(test.bytes().range(of: key) != nil)
        _ = try await store.act(.finish, on: workshop.ideas, in: workshop.code)
        #expect(test.bytes().range(of: key) == nil)
        #expect(try await store.phone(workshop.code, participant: participant).ownIdeas.isEmpty)
        #expect(try await store.room(workshop.code, audience: .facilitator).ideas.map(\.text) == ["Kvar"])
        await #expect(throws: Refusal.final) {
            try await store.act(.reopen, on: workshop.ideas, in: workshop.code)
        }
        await #expect(throws: Refusal.notOpen) {
            try await store.writeIdea("Ny", key: "b", activity: workshop.ideas, participant: participant)
        }
    }

    @Test("a text that is taken back, and a workshop that is erased, are nowhere in the files")
    func erased() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let other = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        let stranger = try await store.join(other.code).participant
        let text = "Hemlig text som ska bort helt och hållet"
        let idea = try await store.writeIdea(text, key: "a", activity: workshop.ideas, participant: participant).id
        _ = try await store.writeIdea("Annan workshop", key: "a", activity: other.ideas, participant: stranger)
        try await store.retractIdea(idea, activity: workshop.ideas, participant: participant)
        _ = try await store.act(.close, on: workshop.ideas, in: workshop.code)
        #expect(test.bytes().range(of: Data(text.utf8)) == nil)
        _ = try await store.act(.reopen, on: workshop.ideas, in: workshop.code)
        _ = try await store.writeIdea("Raderas med allt", key: "b", activity: workshop.ideas, participant: participant)
        try await store.eraseWorkshop(workshop.code)
        #expect(test.bytes().range(of: Data("Raderas med allt".utf8)) == nil)
        #expect(try await store.workshop(workshop.code) == nil)
        #expect(try await store.phone(other.code, participant: stranger).ownIdeas.count == 1)
        let rows = try await store.pool.read { db in
            try ["idea", "activity", "participant", "device"].map {
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)")
            }
        }
        #expect(rows == [1, 2, 1, 1])
    }

    @Test("what is sealed does not leave the store, but for the ideas that the facilitator moderates")
    func sealed() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        let idea = try await store.writeIdea("A", key: "a", activity: workshop.ideas, participant: participant).id
        #expect(try await store.room(workshop.code, audience: .room).ideas.isEmpty)
        #expect(try await store.room(workshop.code, audience: .facilitator).ideas.count == 1)
        #expect(try await store.results(workshop.code).activities[0].ideas.isEmpty)
        try await test.openDots(workshop)
        // The items of open dots are on every phone: their activity is revealed by that.
        #expect(try await store.results(workshop.code).activities[0].ideas.count == 1)
        _ = try await store.castDots([idea: 2], activity: workshop.dots, participant: participant)
        #expect(try await store.room(workshop.code, audience: .facilitator).results == nil)
        #expect(try await store.phone(workshop.code, participant: participant).results == nil)
        #expect(try await store.results(workshop.code).activities[1].ballots.isEmpty)
        #expect(try await store.results(workshop.code).activities[1].turnout.answers == 2)
    }
}

extension AnonymityTests {
    @Test("ideas that are sealed again stay off the phones, also as items of dots that were open")
    func sealedItems() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        let other = try await store.join(workshop.code).participant
        _ = try await store.writeIdea("A", key: "a", activity: workshop.ideas, participant: participant)
        try await test.openDots(workshop)
        #expect(try await store.phone(workshop.code, participant: other).form.items.count == 1)
        _ = try await store.act(.seal, on: workshop.ideas, in: workshop.code)
        #expect(try await store.phone(workshop.code, participant: other).form.items.isEmpty)
    }
}
