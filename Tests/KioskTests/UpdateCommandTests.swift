import Foundation
import Phone
import Testing

/// What keeps an update from beginning. Of the same suite, so that it is serial with the other commands.
extension CommandLineTests {
    /// `update install`, or another, on a system in a folder, which has no keys by which updates are known.
    private func update(_ command: String = "install", mounts: String, _ more: String...) throws -> (
        status: Int32, output: String, error: String
    ) {
        let folder = "\(directory)/box"
        try FileManager.default.createDirectory(atPath: "\(folder)/reports", withIntermediateDirectories: true)
        try mounts.write(toFile: "\(folder)/mounts", atomically: true, encoding: .utf8)
        return try Program.run(
            ["update", command, "--data", directory, "--assets", TestAssets.directory] + more + [
                "--runtime", "\(folder)/runtime", "--reports", "\(folder)/reports", "--system", "\(folder)/system",
                "--keyring", "\(folder)/keyring", "--root", "\(folder)/root", "--mounts", "\(folder)/mounts",
            ])
    }

    @Test("no update begins while a step is open, unless that is said, nor on a protected system")
    func refusedUpdates() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let ordinary = "25 1 179:2 / / rw shared:1 - ext4 /dev/mmcblk0p2 rw\n"
        let overlaid = "25 1 0:24 / / rw shared:1 - overlay overlayroot rw\n"
        try await onThread {
            let program = try Program(directory: directory)
            defer { program.kill() }
            let facilitator = Facilitator(host: "127.0.0.1", port: program.port)
            try facilitator.signIn(pin: program.pin)
            let code = try facilitator.createWorkshop(method: "t01", title: "Test", language: "sv")
            let ideas = try facilitator.activity("ideas", of: code)
            #expect(try update(mounts: ordinary).error.contains("no keys"))
            try facilitator.go(to: ideas, in: code)
            try facilitator.act("open", on: ideas, in: code)
            let refused = try update(mounts: ordinary)
            #expect(refused.status == 75 && refused.error.contains("close it, or add --while-open"))
            let report = try String(contentsOfFile: "\(directory)/box/reports/stick", encoding: .utf8)
            #expect(report.contains("\"reason\":\"running\""))
            #expect(try update(mounts: ordinary, "--while-open").error.contains("no keys"))
            try facilitator.act("close", on: ideas, in: code)
            #expect(try update(mounts: ordinary).error.contains("no keys"))
            let protected = try update(mounts: overlaid)
            #expect(protected.status == 69 && protected.error.contains("overlay"))
            #expect(!FileManager.default.fileExists(atPath: "\(directory)/box/system"))
        }
    }

    @Test("nobody goes back while a step is open, unless that is said")
    func refusedBack() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let ordinary = "25 1 179:2 / / rw shared:1 - ext4 /dev/mmcblk0p2 rw\n"
        try await onThread {
            let program = try Program(directory: directory)
            defer { program.kill() }
            let facilitator = Facilitator(host: "127.0.0.1", port: program.port)
            try facilitator.signIn(pin: program.pin)
            let code = try facilitator.createWorkshop(method: "t01", title: "Test", language: "sv")
            let ideas = try facilitator.activity("ideas", of: code)
            let system = "\(directory)/box/system"
            try FileManager.default.createDirectory(atPath: system, withIntermediateDirectories: true)
            try "a package".write(toFile: "\(system)/previous.deb", atomically: true, encoding: .utf8)
            try facilitator.go(to: ideas, in: code)
            try facilitator.act("open", on: ideas, in: code)
            let refused = try update("back", mounts: ordinary, "--yes")
            #expect(refused.status == 75 && refused.error.contains("close it, or add --while-open"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: system) == ["previous.deb"])
            // It is not a package that could be installed, and nothing answers on this port.
            let begun = try update(
                "back", mounts: ordinary, "--yes", "--while-open", "--port", "1", "--patience", "0", "--proof", "0")
            #expect(begun.status == 74 && begun.error.contains("tries again"))
            let left = try FileManager.default.contentsOfDirectory(atPath: system)
            #expect(Set(left) == ["previous.deb", "updater", "updating"])
        }
    }
}
