import Foundation
import GRDB
import Testing
import Workshop

@testable import Store

@Suite("Backup and restore", .serialized)
struct BackupTests {
    private let folder = NSTemporaryDirectory() + "store-backup-\(UUID().uuidString)"

    private func inFolder(_ body: () async throws -> Void) async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body()
    }

    @Test("everything of a box that goes on comes back on another: workshops, answers, devices, PIN; no session")
    func whole() async throws {
        try await inFolder {
            let test = try TestStore()
            let store = test.store
            var tokens: [SpokenCode: String] = [:]
            for number in 0..<3 {
                let workshop = try await test.workshop(title: "Workshop \(number)")
                let member = try await store.join(workshop.code)
                _ = try await store.writeIdea(
                    "Idé \(number)", key: "k", activity: workshop.ideas, participant: member.participant)
                tokens[workshop.code] = member.token
            }
            let session = try await store.signIn(name: "Någon")
            let box = try await store.box()
            // Answers come in while it is written.
            let code = try #require(tokens.keys.first)
            let writing = Task {
                for _ in 0..<200 { _ = try await store.join(code) }
            }
            try store.backup(to: "\(folder)/box.sqlite")
            try await writing.value
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["box.sqlite"])
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/box.sqlite")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let content = try Store.restore("\(folder)/box.sqlite", to: "\(folder)/other")
            #expect(content.workshops == 3)
            let restored = try Store(directory: "\(folder)/other", role: .daemon)
            defer { restored.close() }
            #expect(Set(try await restored.workshops().map(\.code)) == Set(tokens.keys))
            for (code, token) in tokens {
                let participant = try #require(try await restored.participant(token: token, in: code))
                #expect(try await restored.phone(code, participant: participant).ownIdeas.count == 1)
            }
            #expect(try await restored.box() == box)
            #expect(try await restored.facilitator(session) == nil)
            #expect(try !Files.contain("Någon", in: folder))
        }
    }

    @Test("the box that is there is replaced whole, its log, too, and nothing is left of it beside the new one")
    func replaces() async throws {
        try await inFolder {
            let test = try TestStore()
            let kept = try await test.workshop(title: "I säkerhetskopian")
            try test.store.backup(to: "\(folder)/box.sqlite")
            let later = try await test.workshop(title: "Kom efteråt")
            // As a cut of the power leaves it: the latest answers are in the log only.
            let directory = "\(folder)/box"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            for name in ["workshops.sqlite", "workshops.sqlite-wal"] {
                try FileManager.default.copyItem(atPath: "\(test.directory)/\(name)", toPath: "\(directory)/\(name)")
            }
            #expect(try Store.content(ofBoxIn: directory)?.workshops == 2)
            _ = try Store.restore("\(folder)/box.sqlite", to: directory)
            let store = try Store(directory: directory, role: .daemon)
            #expect(try await store.workshops().map(\.code) == [kept.code])
            #expect(try await store.workshop(later.code) == nil)
            store.close()
            let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            // The log's file may stay, and is empty.
            #expect(names.filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") } == ["lock", "workshops.sqlite"])
            let log = try? Data(contentsOf: URL(filePath: "\(directory)/workshops.sqlite-wal"))
            #expect(log?.isEmpty ?? true)
        }
    }

    @Test("refused: while the box is served, a newer version, a damaged file, none at all; the box stays as it was")
    func refused() async throws {
        try await inFolder {
            let test = try TestStore()
            let workshop = try await test.workshop()
            let good = "\(folder)/box.sqlite"
            try test.store.backup(to: good)
            #expect(throws: StoreError.locked(holder: "process \(getpid())")) {
                try Store.restore(good, to: test.directory)
            }
            let newer = "\(folder)/newer.sqlite"
            try FileManager.default.copyItem(atPath: good, toPath: newer)
            let queue = try DatabaseQueue(path: newer)
            try await queue.write { db in
                try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99: of a later version')")
            }
            try queue.close()
            var bytes = try Data(contentsOf: URL(filePath: good))
            for index in stride(from: 4096, to: bytes.count, by: 7) { bytes[index] ^= 0x5A }
            try bytes.write(to: URL(filePath: "\(folder)/damaged.sqlite"))
            try Data(repeating: 0x41, count: 9000).write(to: URL(filePath: "\(folder)/foreign.sqlite"))
            try Data().write(to: URL(filePath: "\(folder)/empty.sqlite"))
            let directory = "\(folder)/there"
            _ = try Store.restore(good, to: directory)
            #expect(throws: StoreError.newerVersion(path: newer)) { try Store.restore(newer, to: directory) }
            #expect(throws: StoreError.missing(path: "\(folder)/none")) {
                try Store.restore("\(folder)/none", to: directory)
            }
            for name in ["damaged", "foreign", "empty"] {
                #expect(throws: StoreError.corrupt(path: "\(folder)/\(name).sqlite"), "\(name)") {
                    try Store.restore("\(folder)/\(name).sqlite", to: directory)
                }
            }
            let store = try Store(directory: directory, role: .daemon)
            defer { store.close() }
            #expect(try await store.workshops().map(\.code) == [workshop.code])
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: directory).allSatisfy {
                    !$0.contains("restoring") && !$0.contains("previous")
                })
        }
    }

    @Test("a backup cannot take the place of a good one when it fails; a restoration that was cut short leaves one box")
    func cutShort() async throws {
        try await inFolder {
            let test = try TestStore()
            let workshop = try await test.workshop()
            #expect(throws: StoreError.self) { try test.store.backup(to: "/proc/nowhere/box.sqlite") }
            try test.store.backup(to: "\(folder)/box.sqlite")
            // At the one moment when only the previous name exists.
            let directory = "\(folder)/box"
            _ = try Store.restore("\(folder)/box.sqlite", to: directory)
            let files = RestoreFiles("\(directory)/workshops.sqlite")
            try FileManager.default.moveItem(atPath: files.database, toPath: files.previous)
            try Data("x".utf8).write(to: URL(filePath: files.incoming))
            let store = try Store(directory: directory, role: .daemon)
            defer { store.close() }
            #expect(try await store.workshops().map(\.code) == [workshop.code])
            #expect(!FileManager.default.fileExists(atPath: files.incoming))
            #expect(!FileManager.default.fileExists(atPath: files.previous))
        }
    }
}
