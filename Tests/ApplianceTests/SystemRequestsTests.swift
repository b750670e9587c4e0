import Foundation
import Testing

@testable import Appliance

@Suite("Requests to the box's services, and their reports")
struct SystemRequestsTests {
    private func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "appliance-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    @Test("a request is taken once, with its content, and can be taken back")
    func requests() throws {
        let box = Appliance(runtime: try folder(), reports: try folder())
        #expect(box.requests.take(.clock) == nil)
        try box.requests.place(.clock, content: "1700000000")
        try box.requests.place(.clock, content: "1800000000")
        #expect(box.requests.isPlaced(.clock))
        #expect(box.requests.take(.clock) == "1800000000")
        #expect(box.requests.take(.clock) == nil)
        try box.requests.place(.stick, content: "export")
        box.requests.withdraw(.stick)
        #expect(!box.requests.isPlaced(.stick))
    }

    @Test("what is no plain text file of an acceptable length is no request, and is gone afterwards")
    func refused() throws {
        let runtime = try folder()
        let requests = SystemRequests(directory: runtime)
        let place = "\(runtime)/network"
        symlink("/etc/passwd", place)
        #expect(requests.take(.network) == nil)
        #expect(!requests.isPlaced(.network))
        mkfifo(place, 0o600)
        #expect(requests.take(.network) == nil)
        try Data(repeating: 65, count: SystemRequests.contentLimit + 1).write(to: URL(filePath: place))
        #expect(requests.take(.network) == nil)
        try Data([0xFF, 0xFE]).write(to: URL(filePath: place))
        #expect(requests.take(.network) == nil)
        #expect(!requests.isPlaced(.network))
    }

    @Test("nothing is read or removed where a link in the folder's place leads")
    func linked() throws {
        let (target, runtime) = (try folder(), try folder())
        let place = "\(target)/clock"
        try Data("1800000000".utf8).write(to: URL(filePath: place))
        symlink(target, "\(runtime)/requests")
        let requests = Appliance(runtime: runtime, reports: runtime).requests
        #expect(!requests.isPlaced(.clock) && requests.content(.clock) == nil)
        #expect(requests.take(.clock) == nil)
        requests.withdraw(.clock)
        #expect(FileManager.default.contents(atPath: place) == Data("1800000000".utf8))
        // The same folder by its own name.
        #expect(SystemRequests(directory: target).take(.clock) == "1800000000")
    }

    @Test("what belongs to somebody else than the folder is no request", .enabled(if: geteuid() == 0))
    func owned() throws {
        let requests = SystemRequests(directory: try folder())
        try requests.place(.power, content: "off")
        #expect(chown("\(requests.directory)/power", 61184, 61184) == 0)
        #expect(requests.take(.power) == nil && !requests.isPlaced(.power))
        // The daemon's folder and file, seen by an administrator's service.
        try requests.place(.power, content: "off")
        for path in ["", "/power"] { #expect(chown(requests.directory + path, 61184, 61184) == 0) }
        #expect(requests.take(.power) == "off")
    }

    @Test("an empty folder in a request's place does not stay there for ever")
    func folderAsRequest() throws {
        let requests = SystemRequests(directory: try folder())
        mkdir("\(requests.directory)/clear", 0o700)
        #expect(requests.take(.clear) == nil && !requests.isPlaced(.clear))
    }

    @Test("a report can be read by everybody and replaces the one before")
    func reports() throws {
        let reports = SystemReports(directory: try folder())
        #expect(reports.read("stick") == nil)
        try reports.write(Array("one".utf8), as: "stick")
        try reports.write(Array("two".utf8), as: "stick")
        #expect(reports.read("stick") == Array("two".utf8))
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(reports.directory)/stick")
        #expect(attributes[.posixPermissions] as? Int == 0o644)
        reports.remove("stick")
        #expect(reports.read("stick") == nil)
        #expect(throws: ApplianceError.self) { try SystemReports(directory: "/dev/null/x").write([], as: "stick") }
    }
}
