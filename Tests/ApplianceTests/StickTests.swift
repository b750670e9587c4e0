import Foundation
import Testing
import Workshop

@testable import Appliance

@Suite("A USB stick")
struct StickTests {
    @Test("an order is read as it is written, and nothing else is one")
    func orders() throws {
        let code = try #require(SpokenCode("ACDEFG", length: SpokenCode.joinLength))
        for task in [StickOrder.Task.results(nil), .results(code), .backup, .files, .update] {
            let order = StickOrder(task, armedAt: 1234)
            #expect(StickOrder(order.text) == order)
        }
        for text in [
            "", "backup", "backup 01", "backup -1", "backup 1 ", "results 1", "results ../x 1", "results acdefg 1",
            "results all all 1", "backup 99999999999999999999", "format 1", "backup 1\n",
        ] { #expect(StickOrder(text) == nil, "\(text)") }
    }

    @Test("a link where a folder of the program's would be is taken away itself, and nothing that it leads to")
    func links() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "stick-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        for folder in ["box", "stick", "stick/deep.part"] {
            try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
        try Data([1]).write(to: URL(filePath: "\(root)/box/workshops.sqlite"))
        symlink("\(root)/box", "\(root)/stick/backup-1.part")
        symlink("\(root)/box", "\(root)/stick/deep.part/inside")
        #expect(FolderListing.names("\(root)/stick/backup-1.part") == [])
        FolderListing.remove("\(root)/stick/backup-1.part")
        FolderListing.remove("\(root)/stick/deep.part")
        #expect(FolderListing.names("\(root)/stick") == [])
        #expect(FolderListing.names("\(root)/box") == ["workshops.sqlite"])
    }

    @Test("a folder is taken away whatever the names in it are, and however many")
    func names() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "stick-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        let inside = "\(root)/backup-1.part/inside"
        try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
        let odd = Array("\(inside)/".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0x61, 0]
        #expect(close(open(odd, O_WRONLY | O_CREAT, 0o600)) == 0)
        for number in 0..<10_500 { #expect(close(open("\(inside)/\(number)", O_WRONLY | O_CREAT, 0o600)) == 0) }
        FolderListing.remove("\(root)/backup-1.part")
        #expect(access("\(root)/backup-1.part", F_OK) != 0)
        // Deeper than this program makes folders is not its own, and stays.
        let deep = "\(root)/update-1.part/a/b/c"
        try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
        FolderListing.remove("\(root)/update-1.part")
        #expect(access(deep, F_OK) == 0)
    }

    @Test("an order holds for ten minutes, and none of the future does")
    func age() {
        let order = StickOrder(.backup, armedAt: 100)
        #expect(order.secondsLeft(at: 100) == 600)
        #expect(order.secondsLeft(at: 699) == 1)
        #expect(order.secondsLeft(at: 700) == 0)
        #expect(order.secondsLeft(at: 99) == 0)
    }

    @Test("a file system is told by its first bytes")
    func kinds() {
        func head(_ marks: [(place: Int, text: [UInt8])]) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: FileSystemKind.headLength)
            for mark in marks { bytes.replaceSubrange(mark.place..<mark.place + mark.text.count, with: mark.text) }
            return bytes
        }
        #expect(FileSystemKind(head: head([(82, Array("FAT32   ".utf8)), (510, [0x55, 0xAA])])) == .fat)
        #expect(FileSystemKind(head: head([(54, Array("FAT16   ".utf8)), (510, [0x55, 0xAA])])) == .fat)
        #expect(FileSystemKind(head: head([(3, Array("EXFAT   ".utf8)), (510, [0x55, 0xAA])])) == .exfat)
        #expect(FileSystemKind(head: head([(3, Array("NTFS    ".utf8)), (510, [0x55, 0xAA])])) == .ntfs)
        #expect(FileSystemKind(head: head([(1080, [0x53, 0xEF])])) == .ext4)
        // A partition table has the same mark at its end.
        #expect(FileSystemKind(head: head([(510, [0x55, 0xAA])])) == nil)
        #expect(FileSystemKind(head: [0x53]) == nil)
    }

    @Test("a stick that cannot be used is told why: nothing on it, a passphrase, or something else")
    func unusable() {
        func head(_ bytes: [UInt8], at place: Int = 0, of filling: UInt8 = 0) -> [UInt8] {
            var head = [UInt8](repeating: filling, count: FileSystemKind.headLength)
            head.replaceSubrange(place..<place + bytes.count, with: bytes)
            return head
        }
        let luks = head(Array("LUKS".utf8) + [0xBA, 0xBE])
        let bitLocker = head([0xEB, 0x58, 0x90] + Array("-FVE-FS-".utf8))
        for (heads, reason) in [
            ([head([])], StickReport.Reason.blank), ([head([], of: 0xFF), head([])], .blank),
            ([luks], .encrypted), ([bitLocker], .encrypted), ([head([]), luks], .encrypted),
            ([head([0x55, 0xAA], at: 510)], .format), ([head([]), head([7], at: 1)], .format), ([[]], .format),
        ] { #expect(StickDevice.reason(heads) == reason, "\(reason)") }
        #expect(FileSystemKind(head: luks) == nil && FileSystemKind(head: bitLocker) == nil)
    }

    @Test("the longest names that a stick can have make a report that can be read")
    func longNames() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "stick-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        let level = String(repeating: "\"å", count: 83)
        let folder = "\(root)/stick/\(level)/\(level)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for number in 0..<60 {
            let stem = String(repeating: number % 2 == 0 ? "\"" : "🙂", count: number % 2 == 0 ? 240 : 60)
            try Data("{}".utf8).write(to: URL(filePath: "\(folder)/\(stem)\(number).json"))
        }
        var report = StickReport(.done, .files)
        report.files = StickFiles.bring(from: "\(root)/stick", to: "\(root)/incoming")
        #expect(report.files.count == StickFiles.count && report.bytes.count < SystemReports.limit)
        #expect(report.files.allSatisfy { $0.name.hasSuffix(".json") && $0.name.hasPrefix("…") })
        let reports = SystemReports(directory: "\(root)/reports")
        try reports.write(report.bytes, as: StickReport.name)
        #expect(reports.read(StickReport.name).flatMap(StickReport.init) == report)
    }

    @Test("a name is cut before a character, and never longer than it may be")
    func cutNames() {
        #expect(StickFiles.shown("a/b\u{1B}[2J.json") == "a/b[2J.json")
        let family = "👨‍👩‍👧‍👦"
        for path in [
            String(repeating: family, count: 20) + ".json", "e" + String(repeating: "\u{301}", count: 300),
            String(repeating: "å", count: 101),
        ] {
            let shown = StickFiles.shown(path[...])
            // By scalars: a mark that combines would combine with the dots, too.
            let scalars = shown.unicodeScalars
            #expect(shown.utf8.count <= StickFiles.nameBytes + 3 && scalars.first == "…" && scalars.count > 1)
            #expect(path.utf8.reversed().starts(with: shown.utf8.dropFirst(3).reversed()))
            #expect(!scalars.contains("\u{FFFD}"))
        }
        #expect(StickFiles.shown(String(repeating: family, count: 20)[...]).dropFirst().allSatisfy { $0 == "👨‍👩‍👧‍👦" })
    }

    @Test(
        "damage on an ext4 stick is no matter of the machine's, whatever the stick says",
        .enabled(if: StickTests.hasLoops))
    func damage() throws {
        let image = FileManager.default.temporaryDirectory.appending(path: "stick-\(UUID().uuidString).img").path
        defer { unlink(image) }
        _ = try Command.run("truncate", ["-s", "16M", image])
        _ = try Command.run("mkfs.ext4", ["-q", image])
        _ = try Command.run("tune2fs", ["-e", "panic", image])
        let device = try Command.run("losetup", ["-f", "--show", image]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        defer { _ = try? Command.run("losetup", ["-d", device]) }
        for isReadOnly in [false, true] {
            let part = try MountedPart(.init(device: device, kind: .ext4), isReadOnly: isReadOnly)
            defer { part.unmount() }
            let mounts = String(decoding: WholeFile.read("/proc/self/mounts", limit: 1 << 20) ?? [], as: UTF8.self)
            let line = try #require(mounts.split(separator: "\n").first { $0.hasPrefix("\(device) ") })
            // What is not told is as the stick says.
            #expect(line.contains("errors=remount-ro"), "\(line)")
            #expect(line.contains("norecovery") || line.contains("noload") || !isReadOnly, "\(line)")
        }
    }

    static let hasLoops: Bool = geteuid() == 0 && (try? Command.run("losetup", ["-f"])) != nil

    @Test("a report is read as it is written")
    func reports() {
        var report = StickReport(.failed, .results, reason: .full)
        (report.needed, report.free, report.part, report.parts) = (10, 5, 1, 2)
        report.files = [.init(name: "å.json", size: 3)]
        #expect(StickReport(report.bytes) == report)
        #expect(StickReport(Array("{}".utf8)) == nil)
    }

    @Test("only one good signature counts")
    func signatures() {
        let good = """
            [GNUPG:] NEWSIG
            [GNUPG:] GOODSIG 0123456789ABCDEF Västra Organisationen <it@example.org>
            [GNUPG:] VALIDSIG ABCDEF 2026-01-01 1
            """
        #expect(UpdatePackage.signer(status: good) == "Västra Organisationen <it@example.org>")
        #expect(UpdatePackage.signer(status: good + "\n[GNUPG:] NEWSIG\n[GNUPG:] ERRSIG 1 2 3") == nil)
        #expect(UpdatePackage.signer(status: good + "\n[GNUPG:] NEWSIG") == nil)
        #expect(UpdatePackage.signer(status: "[GNUPG:] NEWSIG\n[GNUPG:] EXPKEYSIG 01 x\n[GNUPG:] VALIDSIG A") == nil)
        #expect(UpdatePackage.signer(status: "") == nil)
    }
}
