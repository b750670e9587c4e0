import Exports
import Foundation
import Phone
import Testing

@testable import Store

/// Taking in files from the command line. Of the same suite, so that it is serial with the other commands.
extension CommandLineTests {
    @Test("takes in workshops and methods, says what became of each, and refuses beside a running server")
    func importFiles() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (bundle, method) = try await {
            let kiosk = try await TestKiosk(more: [PlayedWorkshop.method()])
            defer { kiosk.tearDown() }
            return try await onThread {
                let played = try PlayedWorkshop(kiosk)
                let method = try played.room.connection.request(
                    "GET", "/facilitator/methods/every-kind/export.json", headers: played.room.facilitator.headers)
                return (try played.bundle(), method.body)
            }
        }()
        try await onThread {
            let folder = directory + "-files"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            func write(_ name: String, _ bytes: [UInt8]) throws -> String {
                try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
                return "\(folder)/\(name)"
            }
            let workshop = try write("w.json", bundle)
            let files = try [
                workshop, write("m.json", method),
                write(
                    "altered.json",
                    Array(String(decoding: bundle, as: UTF8.self).replacing("Text 0", with: "Text 9").utf8)),
                write("x.json", Array("{}".utf8)), "\(folder)/missing.json",
            ]
            let first = try Program.run(["import"] + files + ["--data", directory, "--assets", TestAssets.directory])
            #expect(first.status == 65)
            let code = try BundleExport.decode(bundle).workshop.code
            #expect(
                first.output.split(separator: "\n") == [
                    "workshop \(code) taken in: Spelad <i>å</i>", "method every-kind taken in: Every kind",
                ])
            for words in [
                "altered.json' is not as it was written", "x.json' is a file of another kind",
                "missing.json' cannot be read",
            ] {
                #expect(first.error.contains(words), "\(words)")
            }
            let again = try run("import", workshop)
            #expect(again.status == 0 && again.output.contains("is here already"))
            let out = "\(folder)/out.json"
            #expect(try run("export", code, "--format", "json", "--output", out).status == 0)
            #expect(try Array(Data(contentsOf: URL(filePath: out))) == bundle)
            let program = try Program(directory: directory)
            #expect(try run("import", workshop).status == 75)
            #expect(program.terminate() == 0)
        }
    }
}
