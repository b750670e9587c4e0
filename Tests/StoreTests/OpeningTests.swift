import Foundation
import GRDB
import Testing
import Workshop

@testable import Store

@Suite("Opening a store", .serialized)
struct OpeningTests {
    private let directory = NSTemporaryDirectory() + "store-opening-\(UUID().uuidString)"

    private func cleanUp() { try? FileManager.default.removeItem(atPath: directory) }

    @Test("a second server is told who holds the directory; a tool may work beside it")
    func locking() throws {
        defer { cleanUp() }
        let first = try Store(directory: directory, role: .daemon)
        #expect(throws: StoreError.locked(holder: "process \(ProcessInfo.processInfo.processIdentifier)")) {
            try Store(directory: directory, role: .daemon)
        }
        try Store(directory: directory, role: .tool).close()
        first.close()
        try Store(directory: directory, role: .daemon).close()
    }

    @Test("a link in the place of the lock or the database is not followed: root opens the box, too")
    func links() throws {
        defer { cleanUp() }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let other = "\(directory)/other"
        try Data("not ours".utf8).write(to: URL(filePath: other))
        for name in ["lock", "workshops.sqlite"] {
            symlink(other, "\(directory)/\(name)")
            #expect(throws: StoreError.notWritable(path: "\(directory)/\(name)")) {
                try Store(directory: directory, role: .daemon)
            }
            unlink("\(directory)/\(name)")
        }
        #expect(try Data(contentsOf: URL(filePath: other)) == Data("not ours".utf8))
    }

    @Test(
        "a link in the place of a file beside the database is not followed, and what it leads to stays as it is",
        arguments: ["-wal", "-shm", "-journal"])
    func linksBeside(ending: String) throws {
        defer { cleanUp() }
        try Store(directory: directory, role: .daemon).close()
        let (other, link) = ("\(directory)/other", "\(directory)/workshops.sqlite\(ending)")
        for target in [other, "\(directory)/nothing"] {
            try Data("not ours".utf8).write(to: URL(filePath: other))
            unlink(link)
            symlink(target, link)
            for role in [Store.Role.daemon, .tool] {
                #expect(throws: StoreError.notWritable(path: link)) { try Store(directory: directory, role: role) }
            }
            #expect(throws: StoreError.notWritable(path: link)) { try Store.content(ofBoxIn: directory) }
            #expect(throws: StoreError.notWritable(path: link)) { try Store.restore(other, to: directory) }
        }
        #expect(try Data(contentsOf: URL(filePath: other)) == Data("not ours".utf8))
        #expect(access("\(directory)/nothing", F_OK) != 0)
        unlink(link)
        try Store(directory: directory, role: .tool).close()
    }

    @Test("a damaged file, somebody else's file and a newer one are refused by what they are")
    func refusals() throws {
        defer { cleanUp() }
        let path = "\(directory)/workshops.sqlite"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data(repeating: 1, count: 4096).write(to: URL(filePath: path))
        #expect(throws: StoreError.corrupt(path: path)) { try Store(directory: directory, role: .daemon) }
        try FileManager.default.removeItem(atPath: path)
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE other (a)") }
        #expect(throws: StoreError.corrupt(path: path)) { try Store(directory: directory, role: .daemon) }
        cleanUp()
        try Store(directory: directory, role: .daemon).close()
        try DatabaseQueue(path: path).write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: from the future')")
        }
        #expect(throws: StoreError.newerVersion(path: path)) { try Store(directory: directory, role: .daemon) }
    }

    @Test("a file where the directory should be is refused")
    func fileInTheWay() throws {
        defer { cleanUp() }
        try Data().write(to: URL(filePath: directory))
        #expect(throws: StoreError.notWritable(path: directory)) { try Store(directory: directory, role: .daemon) }
    }

    @Test("the directory and the file are their user's only")
    func permissions() throws {
        defer { cleanUp() }
        try Store(directory: directory, role: .daemon).close()
        for (path, expected) in [(directory, 0o700), ("\(directory)/workshops.sqlite", 0o600)] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == expected, "\(path)")
        }
    }

    @Test("closed, it refuses to read and to write and says so, not that memory has run out")
    func closed() async throws {
        defer { cleanUp() }
        let store = try Store(directory: directory, role: .daemon)
        store.close()
        store.close()
        await #expect(throws: StoreError.closed) { _ = try await store.signIn() }
        await #expect(throws: StoreError.closed) { _ = try await store.workshops() }
    }

    @Test("PIN, recovery code and sessions survive a restart; the recovery code ends every session")
    func box() async throws {
        defer { cleanUp() }
        var store = try Store(directory: directory, role: .daemon)
        let box = try await store.box()
        #expect(box.pin.count == 6)
        let session = try await store.signIn(name: " Anna ")
        store.close()
        store = try Store(directory: directory, role: .daemon)
        defer { store.close() }
        #expect(try await store.box() == box)
        #expect(try await store.facilitator(session) == "Anna")
        #expect(try await store.facilitator("0123") == nil)
        var generator = SplitMix64(seed: 1)
        let wrong = SpokenCode.random(length: SpokenCode.recoveryLength, using: &generator)
        #expect(try await store.recover(wrong) == nil)
        let new = try #require(try await store.recover(box.recoveryCode))
        #expect(new.recoveryCode != box.recoveryCode)
        #expect(try await store.facilitator(session) == nil)
        #expect(try await store.recover(box.recoveryCode) == nil)
    }
}
