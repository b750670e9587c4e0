import Foundation
import GRDB
import Testing

@testable import Store

@Suite("The check of writing")
struct WriteCheckTests {
    @Test("it writes one page when it is to, and otherwise nothing at all")
    func bytes() async throws {
        let test = try TestStore()
        try await test.store.checkWriting(onDisk: true)
        let before = test.bytes()
        for _ in 0..<100 { try await test.store.checkWriting(onDisk: false) }
        #expect(test.bytes() == before)
        for _ in 0..<10 { try await test.store.checkWriting(onDisk: true) }
        let written = test.bytes().count - before.count
        #expect(written >= 10 * 4096)
        #expect(written <= 10 * (4096 + 64))
    }

    @Test("it fails when somebody else holds the lock for writing, and when the store is closed")
    func failing() async throws {
        let test = try TestStore()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: test.store.path, configuration: configuration)
        try await other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        await #expect(throws: StoreError.self) { try await test.store.checkWriting(onDisk: false) }
        try await other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        try await test.store.checkWriting(onDisk: false)
        test.store.close()
        await #expect(throws: StoreError.closed) { try await test.store.checkWriting(onDisk: false) }
    }

    @Test("a store is new until it has a PIN")
    func newness() async throws {
        let directory = NSTemporaryDirectory() + "store-new-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for isNew in [true, false] {
            let store = try Store(directory: directory, role: .daemon)
            #expect(store.isNew == isNew)
            _ = try await store.box()
            store.close()
        }
    }
}
