import Exports
import Foundation
import Testing

@testable import Warehouse

@Suite("The command that publishes")
struct PublishCommandTests {
    @Test("an address is read as libpq reads it, and its password kept apart")
    func addresses() throws {
        let cases = [
            (
                "postgresql://anna:a%3Ab%40@host:5433/db?sslmode=require",
                "postgresql://anna@host:5433/db?sslmode=require", "a:b@"
            ),
            ("postgres://host/db", "postgres://host/db", nil),
            ("postgresql:///db?host=/tmp&password=x%20y&user=u", "postgresql:///db?host=/tmp&user=u", "x y"),
            ("postgresql://u:p@[::1]/db?p%61ssword=q", "postgresql://u@[::1]/db", "q"),
            ("postgresql://:p@host", "postgresql://host", "p"), ("postgresql://u:@host", "postgresql://u@host", nil),
        ]
        for (address, text, password) in cases {
            let read = try DatabaseAddress(address)
            #expect(read.text == text)
            #expect(read.password == password)
        }
        for address in ["host=x password=y", "mysql://x", "postgresql://u:%zz@h", "postgresql://h/?sslpassword=x"] {
            #expect(throws: PublishError.self, "\(address)") { try DatabaseAddress(address) }
        }
    }

    @Test("the command says what it did, and shows the password to nobody who lists processes")
    func command() throws {
        let database = try TestDatabase()
        let workshop = try TestProgramme.bundle(
            1, "nätverk", TestProgramme.people(10, workshop: 1, effect: 0.5))
        let folder = NSTemporaryDirectory() + "kiosk-publish-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(workshop).write(to: URL(filePath: folder + "/one.json"))
        // It stands before psql and lists what it and its parent are called with.
        let spy =
            "#!/bin/sh\ncat /proc/$$/cmdline /proc/$PPID/cmdline >'\(folder)/list'\nPATH=/usr/bin:/bin exec psql \"$@\"\n"
        try spy.write(toFile: folder + "/psql", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/psql")
        func run(_ arguments: String..., path: String? = nil) throws -> (status: Int32, output: String, error: String) {
            try Program.run(
                ["publish"] + arguments + ["--assets", TestAssets.directory],
                environment: ["PATH": path ?? "\(folder):/usr/bin:/bin"])
        }
        let done = try run(folder + "/one.json", "--to", database.address)
        #expect(done.status == 0)
        #expect(done.output == "Bundles read: 1; loaded: 1; workshops in the database: 1.\n")
        let list = try String(contentsOfFile: folder + "/list", encoding: .utf8)
        #expect(list.contains("one.json"))
        #expect(list.components(separatedBy: "postgresql://kiosk@/").count == 3)
        #expect(!list.contains("hemligt"))
        let wrong = try run(folder + "/one.json", "--to", database.address.replacing("hemligt", with: "fel"))
        #expect(wrong.status == 69)
        #expect(wrong.error.contains("password authentication failed"))
        let missing = try run(folder + "/one.json", folder + "/two.json", "--to", database.address)
        #expect(missing.status == 65)
        #expect(missing.error.contains("two.json"))
        let none = try run(folder + "/one.json", "--to", database.address, path: "/nowhere")
        #expect(none.status == 69)
        #expect(none.error.contains("apt install postgresql-client"))
        #expect(try run(folder + "/one.json", "--to", "host/db").status == 65)
    }
}
