import Foundation
import Phone
import Testing
import Workshop

@testable import Store

/// Erasing, backing up and restoring. Of the same suite, so that it is serial with the other commands.
extension CommandLineTests {
    private var secret: String { "Formulering som inte ska finnas kvar" }

    private func create(_ title: String) throws -> String {
        try run("workshop", "create", "--title", title).output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func holds(_ text: String) throws -> Bool {
        let names = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        for name in names {
            let bytes = try Data(contentsOf: URL(filePath: "\(directory)/\(name)"))
            if bytes.range(of: Data(text.utf8)) != nil { return true }
        }
        return false
    }

    @Test("asks first, erases beside a running server, whose pages know at once, and keeps a log without content")
    func erase() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await onThread {
            let program = try Program(directory: directory)
            let facilitator = Facilitator(host: "127.0.0.1", port: program.port)
            try facilitator.signIn(pin: program.pin)
            let code = try facilitator.createWorkshop(method: "t01", title: "Test", language: "sv")
            let ideas = try facilitator.activity("ideas", of: code)
            try facilitator.go(to: ideas, in: code)
            try facilitator.act("open", on: ideas, in: code)
            let phone = Phone(host: "127.0.0.1", port: program.port, code: code)
            try phone.join()
            let id = try phone.writeIdea(secret, key: "k", activity: ideas)
            #expect(try run("erase", "text", code).output == "\(id)\tidea\t\(secret)\n")
            let asked = try run("erase", "text", code, id)
            #expect(asked.status == 65 && asked.error.contains("ideas: 1") && asked.error.contains("--yes"))
            #expect(try run("erase", "text", code, id, "--yes").status == 0)
            #expect(try !holds(secret))
            #expect(try run("erase", "text", code, id, "--yes").status == 65)
            let connection = Connection(host: "127.0.0.1", port: program.port)
            let page = try connection.request("GET", "/facilitator/\(code)", headers: facilitator.headers).text
            #expect(!page.contains(secret))
            #expect(try run("erase", "participant", code, "Ingen", "--yes").status == 65)
            #expect(try run("erase", "card", "34679ACDEFGH", "--yes").status == 65)
            #expect(try run("erase", "workshop", "AAAAAA", "--yes").status == 65)
            let whole = try run("erase", "workshop", code)
            #expect(whole.status == 65 && whole.error.contains("participants: 1"))
            #expect(try connection.request("GET", "/w/\(code)").status == 200)
            #expect(try run("erase", "workshop", code, "--yes").status == 0)
            // Not even to somebody who is not known and sends something: the way was in memory.
            #expect(try connection.post("/w/\(code)/idea", [("activity", ideas), ("text", "x")]).status == 404)
            #expect(try connection.request("GET", "/w/\(code)").status == 404)
            #expect(try run("workshop", "list").output == "")
            #expect(try run("erase", "box").status == 65)
            // Elsewhere than in the data: the services' folder.
            let system = NSTemporaryDirectory() + "kiosk-system-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: system) }
            try FileManager.default.createDirectory(atPath: system, withIntermediateDirectories: true)
            try Data("x".utf8).write(to: URL(filePath: "\(system)/after-update-1.sqlite"))
            #expect(try run("erase", "box", "--yes", "--system", system).status == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: system).isEmpty)
            let log = try run("erase", "log").output.split(separator: "\n")
            #expect(log.map { $0.split(separator: "\t")[2] } == ["box", "workshop", "idea"])
            #expect(!log.contains { $0.contains(code) || $0.contains("Test") })
            #expect(program.terminate() == 0)
        }
    }

    @Test("killed at any moment while it erases, the command has erased or not, and the next start leaves no byte")
    func killed() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await onThread {
            for milliseconds in [10, 25, 40, 60, 80, 110, 150, 200] {
                let title = "\(secret) \(milliseconds)"
                let code = try create(title)
                let process = Process()
                process.executableURL = URL(filePath: Program.path)
                process.arguments = [
                    "erase", "workshop", code, "--yes", "--data", directory, "--assets", TestAssets.directory,
                ]
                try Program.launch(process)
                // The moment of the cut is what the test varies; nothing is waited for.
                usleep(UInt32(milliseconds) * 1000)
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                let isThere = try run("workshop", "list").output.contains(code)
                #expect(try holds(title) == isThere, "\(milliseconds) ms")
            }
        }
    }

    @Test("backs up a box that is served and restores it on another, by asking first; a served box is not overwritten")
    func backup() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let file = directory + "-backup.sqlite"
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await onThread {
            let first = try create("Den första")
            let program = try Program(directory: directory)
            #expect(try run("backup", "--output", file).status == 0)
            #expect(try run("backup", "--output", "/proc/nowhere/x").status == 73)
            let second = try create("Den andra")
            let served = try run("restore", file, "--yes")
            #expect(served.status == 75 && served.error.contains("in use by process"))
            #expect(program.terminate() == 0)
            let asked = try run("restore", file)
            #expect(asked.status == 65 && asked.error.contains("workshops: 2") && asked.error.contains("--yes"))
            #expect(try run("restore", file + "-none", "--yes").status == 65)
            let restored = try run("restore", file, "--yes")
            #expect(restored.status == 0 && restored.output.contains("workshops: 1"))
            let list = try run("workshop", "list").output
            #expect(list.contains(first) && !list.contains(second))
            let again = try Program(directory: directory)
            #expect(again.pin == program.pin)
            #expect(again.terminate() == 0)
        }
    }
}
