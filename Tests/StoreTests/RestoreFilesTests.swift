import Foundation
import Testing

@testable import Store

@Suite("The files of a restoration")
struct RestoreFilesTests {
    private static func inFolder(_ body: (RestoreFiles) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "restore-files-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(RestoreFiles("\(folder)/workshops.sqlite"))
    }

    private static func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("give the previous database back when the new one cannot be opened in its place")
    func putBack() throws {
        try Self.inFolder { files in
            try Self.write("old", files.database)
            try Self.write("new", files.incoming)
            try files.keepPrevious()
            try files.exchange()
            #expect(Self.text(files.database) == "new")
            // What the new one has begun to log must not be taken for the old one's.
            try Self.write("log", files.database + "-wal")
            files.putBack()
            #expect(Self.text(files.database) == "old")
            #expect(Self.text(files.database + "-wal") == nil)
            #expect(Self.text(files.previous) == nil)
        }
    }

    @Test(
        "leave nothing in the place of a database that was not there, and one that was stays when there is no new one")
    func nothing() throws {
        try Self.inFolder { files in
            try Self.write("new", files.incoming)
            try files.keepPrevious()
            try files.exchange()
            files.putBack()
            #expect(Self.text(files.database) == nil)
        }
        try Self.inFolder { files in
            try Self.write("old", files.database)
            try files.keepPrevious()
            #expect(throws: StoreError.notWritable(path: files.database)) { try files.exchange() }
            #expect(Self.text(files.database) == "old")
        }
    }
}
