import Foundation
import GRDB
import Testing
import Workshop

@testable import Store

/// What an erasure leaves in the files until they have been cleaned.
extension ErasureTests {
    @Test("earlier copies in the unused parts of pages are gone, too: rows that SQLite moved while the table grew")
    func movedRows() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        // Many rows of changing length, at random places, as an evening brings them; secure_delete alone leaves some.
        try await store.pool.write { db in
            var generator = SplitMix64(seed: 5)
            var ids: [String] = []
            func text(_ kind: String) -> String {
                "Formulering-\(kind)-" + String(repeating: "x", count: Int.random(in: 0..<250, using: &generator))
            }
            for number in 0..<6000 {
                let id = Identifier(bits: generator.next()).description
                ids.append(id)
                try db.execute(
                    sql: """
                        INSERT INTO idea (id, activity, pseudonym, text, status, details, source)
                        VALUES (?, ?, randomblob(16), ?, 'visible', '', 'phone')
                        """, arguments: [id, workshop.ideas.description, text("A")])
                guard number % 3 == 0, let other = ids.randomElement(using: &generator) else { continue }
                try db.execute(sql: "UPDATE idea SET text = ? WHERE id = ?", arguments: [text("B"), other])
            }
        }
        await store.truncateLog()
        try await store.pool.write { db in
            for id in try String.fetchAll(db, sql: "SELECT id FROM idea") {
                try db.execute(sql: "UPDATE idea SET text = '', status = 'retracted' WHERE id = ?", arguments: [id])
            }
            try Store.markUnclean(db)
        }
        await store.truncateLog()
        #expect(try !test.found("Formulering-"))
    }

    @Test("what a participant takes back, and the key of what is closed for good, are cleaned away the same way")
    func cleanedAfterwards() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        func isUnclean() async throws -> Bool {
            try await store.read { db in
                try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = 'unclean'") != nil
            }
        }
        let id = try await idea(secret, store, workshop, participant)
        try await store.retractIdea(id, activity: workshop.ideas, participant: participant)
        #expect(try await isUnclean())
        _ = try await store.act(.close, on: workshop.ideas, in: workshop.code)
        #expect(try await !isUnclean())
        #expect(try !test.found(secret))
        _ = try await store.act(.finish, on: workshop.ideas, in: workshop.code)
        #expect(try await !isUnclean())
    }

    @Test("cut short after its commit, an erasure is brought to its end by the next start")
    func cutShort() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop(title: secret)
        await store.truncateLog()
        _ = try await store.commitErasure(of: .workshop(workshop.code), mark: mark, on: today, isByDate: false)
        // As a cut of the power leaves the files: the text still lies in the file behind the log.
        let copy = test.directory + "-cut"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        for name in ["workshops.sqlite", "workshops.sqlite-wal"] {
            try FileManager.default.copyItem(atPath: "\(test.directory)/\(name)", toPath: "\(copy)/\(name)")
        }
        #expect(try Files.contain(secret, in: copy))
        let restarted = try Store(directory: copy, role: .daemon)
        #expect(try !Files.contain(secret, in: copy))
        #expect(try await restarted.erasures().count == 1)
        restarted.close()
        #expect(try !Files.contain(secret, in: copy))
    }
}
