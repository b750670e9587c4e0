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
