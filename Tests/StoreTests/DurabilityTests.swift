import Foundation
import GRDB
import Testing
import Threads
import Workshop

@testable import Store

@Suite("What the store has acknowledged", .serialized)
struct DurabilityTests {
    @Test("is fsynced: the writer runs in WAL mode with synchronous FULL and secure deletion")
    func settings() async throws {
        let test = try TestStore()
        let values = try await test.store.pool.writeWithoutTransaction { db in
            try ["synchronous", "secure_delete", "foreign_keys"].map { try Int.fetchOne(db, sql: "PRAGMA \($0)") }
        }
        #expect(values == [2, 1, 1])
        let mode = try await test.store.pool.read { db in try String.fetchOne(db, sql: "PRAGMA journal_mode") }
        #expect(mode == "wal")
    }

    @Test("is in the files at that moment, as a cut of the power would leave them")
    func copiedWhileOpen() async throws {
        let test = try TestStore()
        let workshop = try await test.workshop(perPerson: 100)
        let participant = try await test.store.join(workshop.code).participant
        for number in 0..<20 {
            _ = try await test.store.writeIdea(
                "Idé \(number)", key: "k", activity: workshop.ideas, participant: participant)
        }
        let copy = test.directory + "-copy"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        for name in ["workshops.sqlite", "workshops.sqlite-wal"] {
            try FileManager.default.copyItem(atPath: "\(test.directory)/\(name)", toPath: "\(copy)/\(name)")
        }
        let restored = try Store(directory: copy, role: .daemon)
        defer { restored.close() }
        #expect(try await restored.phone(workshop.code, participant: participant).ownIdeas.count == 20)
    }

    @Test("is never more after a failed fsync, not even of an answer that waited for the writer at that moment")
    func judged() async throws {
        let test = try TestStore()
        let store = test.store
        let heard = Locked(0)
        store.onBroken { heard.use { $0 += 1 } }
        let ended = Locked<Result<Void, any Error>?>(nil)
        let holding = Thread {
            store.pool.writeWithoutTransaction { _ in
                store.writer.write(isCompound: false) { db, _ in
                    try db.execute(sql: "INSERT INTO setting (name, value) VALUES ('test', 'x')")
                    return ((), nil)
                } done: { result in
                    ended.use { $0 = result }
                }
                // The writer has it, and waits for what this holds.
                for _ in 0..<10_000 where store.writer.waiting > 0 { usleep(1000) }
                #expect(store.writer.waiting == 0)
                usleep(100_000)
                #expect(ended.use { $0 == nil })
                #expect(throws: DatabaseError.self) {
                    try store.writer.judging { throw DatabaseError(resultCode: .SQLITE_IOERR_FSYNC) }
                }
            }
        }
        holding.start()
        while ended.use({ $0 == nil }) { try await Task.sleep(for: .milliseconds(1)) }
        #expect(throws: StoreError.unreliable) { try ended.use { $0 }?.get() }
        let kept = try await store.pool.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM setting WHERE name = 'test'")
        }
        #expect(kept == 0)
        #expect(throws: StoreError.unreliable) {
            try store.writer.judging { Issue.record("done although the disk has failed") }
        }
        #expect(heard.use { $0 } == 1)
        // Who begins to listen now is told, too.
        store.onBroken { heard.use { $0 += 1 } }
        #expect(heard.use { $0 } == 2)
    }

    @Test("many answers share one transaction, and a bad one among them fails alone")
    func groupCommit() async throws {
        let test = try TestStore()
        let (workshop, _, idea) = try await test.openedDots()
        let store = test.store
        var participants: [Participant] = []
        for _ in 0..<200 { participants.append(try await store.join(workshop.code).participant) }
        // While the writer is held, the answers gather; then they go together.
        let commits = Commits(store: store)
        let holding = Thread {
            store.pool.writeWithoutTransaction { _ in
                // The writer may have taken the first few before it was held; the bound lets those cases go on.
                let end = ContinuousClock.now + .seconds(2)
                while store.writer.waiting < 200, ContinuousClock.now < end { usleep(500) }
            }
        }
        holding.start()
        let refused = await withTaskGroup(of: Bool.self) { group in
            for (number, participant) in participants.enumerated() {
                group.addTask {
                    let dots = number % 10 == 0 ? 4 : 1
                    do {
                        _ = try await store.castDots([idea: dots], activity: workshop.dots, participant: participant)
                        return false
                    } catch {
                        return (error as? FieldRefusal)?.refusal == .overCap(placed: 4, cap: 3)
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused == 20)
        #expect(commits.count <= 3, "200 answers took \(commits.count) commits")
        _ = try await store.act(.reveal, on: workshop.dots, in: workshop.code)
        #expect(try await store.room(workshop.code, audience: .room).results?.amounts["\(idea)"] == 180)
    }

    @Test("is never acknowledged on a full disk, and answers go on when there is room")
    func fullDisk() async throws {
        let test = try TestStore()
        let workshop = try await test.workshop(perPerson: 5000)
        let participant = try await test.store.join(workshop.code).participant
        func limit(_ pages: Int) async throws {
            try await test.store.pool.writeWithoutTransaction { db in
                _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
            }
        }
        try await limit(1)
        var acknowledged: [Identifier] = []
        var failure: (any Error)?
        for number in 0..<2000 where failure == nil {
            do {
                let text = "Idé \(number) " + String(repeating: "x", count: 200)
                let idea = try await test.store.writeIdea(
                    text, key: "k\(number)", activity: workshop.ideas, participant: participant)
                acknowledged.append(idea.id)
            } catch {
                failure = error
            }
        }
        #expect(failure as? StoreError == .diskFull)
        try await limit(1_000_000)
        let after = try await test.store.writeIdea("Åter", key: "k", activity: workshop.ideas, participant: participant)
        let stored = try await test.store.phone(workshop.code, participant: participant).ownIdeas.map(\.id)
        #expect(Set(stored) == Set(acknowledged + [after.id]))
    }

    /// Counts the commits that the change notification tells of.
    private final class Commits: Sendable {
        private let counter = Locked(0)
        var count: Int { counter.use { $0 } }

        init(store: Store) {
            store.onChange { [counter] _ in counter.use { $0 += 1 } }
        }
    }
}
