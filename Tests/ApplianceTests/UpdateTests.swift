import Foundation
import Testing

@testable import Appliance

@Suite("Updates of the box")
struct UpdateTests {
    @Test(
        "a version is up when its unit is active and it answers, and given up when it has failed again and again",
        arguments: [
            ("active", 0, true, DaemonState.Verdict.up), ("active", 1, true, .up), ("active", 0, false, .waiting),
            ("activating", 0, true, .waiting), ("activating", 1, false, .waiting), ("activating", 2, true, .failed),
            ("active", 2, true, .failed), ("failed", 0, true, .failed), ("inactive", 0, true, .waiting),
            ("deactivating", 0, true, .waiting),
        ])
    func verdicts(_ state: String, _ restarts: Int, _ answers: Bool, _ verdict: DaemonState.Verdict) throws {
        let told = try #require(DaemonState("NRestarts=\(restarts)\nActiveState=\(state)"))
        #expect(told.verdict { answers } == verdict)
    }

    @Test("a daemon that is still starting is not asked: whoever asks its socket waits")
    func silence() throws {
        var asked = 0
        for state in ["activating", "failed", "inactive"] {
            _ = try #require(DaemonState("ActiveState=\(state)\nNRestarts=0")).verdict {
                asked += 1
                return true
            }
        }
        #expect(asked == 0)
        #expect(DaemonState("") == nil && DaemonState("ActiveState=active") == nil)
        #expect(DaemonState("ActiveState=active\nNRestarts=x") == nil)
    }

    @Test("the mark of an update holds how far it has come, and nothing else is taken for one")
    func mark() throws {
        let folder = NSTemporaryDirectory() + "kiosk-mark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let mark = UpdateMark(in: folder)
        #expect(mark.phase == nil)
        for phase in [UpdateMark.Phase.installing, .reverting, .restoring, .restored] {
            try mark.set(phase)
            #expect(mark.phase == phase)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["updating"])
        mark.clear()
        #expect(mark.phase == nil && !FileManager.default.fileExists(atPath: mark.path))
        try "something".write(toFile: mark.path, atomically: true, encoding: .utf8)
        #expect(mark.phase == nil)
        #expect(throws: ApplianceError.self) { try UpdateMark(in: "\(folder)/missing").set(.installing) }
    }

    /// A list of mounts in a file.
    private func isProtected(_ lines: String...) throws -> Bool {
        let path = NSTemporaryDirectory() + "kiosk-mounts-\(UUID().uuidString)"
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return SystemProtection(mounts: path).isProtected
    }

    @Test("a system under an overlay, or mounted read-only, is protected; a service's own view is not")
    func protection() throws {
        let root = "25 1 179:2 / / rw,noatime shared:1 - ext4 /dev/mmcblk0p2 rw"
        #expect(try !isProtected(root))
        #expect(try isProtected("25 1 0:24 / / rw shared:1 - overlay overlayroot rw,lowerdir=/media/root-ro"))
        #expect(try isProtected("25 1 179:2 / / ro,noatime shared:1 - ext4 /dev/mmcblk0p2 ro"))
        // What ProtectSystem=strict shows the daemon: the mount is read-only, the file system is not.
        #expect(try !isProtected("25 1 179:2 / / ro,noatime shared:1 - ext4 /dev/mmcblk0p2 rw"))
        #expect(try isProtected(root, "30 25 179:3 / /usr ro shared:2 - squashfs /dev/mmcblk0p3 ro"))
        #expect(try isProtected(root, "30 25 0:30 / /var rw shared:2 - overlay overlay rw,lowerdir=/x"))
        #expect(try !isProtected(root, "30 25 0:30 / /var/log ro shared:2 - ext4 /dev/sda1 ro"))
        #expect(try !isProtected(root, "31 25 0:31 / /usr/binary ro shared:2 - ext4 /dev/sda1 ro"))
        // The later mount in one place hides the earlier one.
        #expect(try isProtected(root, "25 1 0:24 / / rw shared:1 - overlay overlayroot rw"))
        #expect(try !isProtected("", "nonsense"))
        #expect(!SystemProtection(mounts: "/nonexistent").isProtected)
    }

    @Test("a program's exit code, words and end by a signal are told apart, and it need not end well")
    func commands() throws {
        let said = try Command.attempt(
            "sh", ["-c", "cat; echo no >&2; echo $X; exit 3"], input: "a", settings: ["X=b"])
        #expect(said == Command(status: 3, output: "ab", complaint: "no"))
        #expect(try Command.attempt("sh", ["-c", "kill -9 $$"]).status == 128 + 9)
        #expect(throws: ApplianceError.failed(program: "sh", status: 3, words: "no")) {
            try Command.run("sh", ["-c", "echo no >&2; exit 3"])
        }
        #expect(throws: ApplianceError.missing(program: "nonexistent")) { try Command.attempt("nonexistent", []) }
        // More than a pipe holds, on both.
        let long = try Command.attempt("sh", ["-c", "yes | head -c 200000; yes | head -c 200000 >&2"])
        #expect(long.output.utf8.count == 199_999 && long.complaint.utf8.count == 199_999)
    }
}
