import Foundation
import Testing

@testable import Appliance

@Suite("Setting the clock")
struct ClockTests {
    private let then: Int64 = 1_800_000_000

    @Test("a possible time near or ahead is set in one press; back, or far ahead, only when somebody has confirmed it")
    func verdicts() {
        let day: Int64 = 86_400
        for (wanted, now, floor, plain, confirmed): (Int64, Int64, Int64, ClockRule.Verdict, ClockRule.Verdict) in [
            (then, then - day, 0, .set, .set), (then, 0, 0, .set, .set), (then, then + 300, 0, .set, .set),
            (then, then + 301, 0, .backwards, .set), (then, 0, then + 301, .backwards, .set),
            (then, then - 31 * day, 0, .set, .set), (then, then - 31 * day - 1, 0, .far, .set),
            // The clock fell back, and what was known before counts.
            (then, 0, then - 32 * day, .far, .set),
            (ClockRule.earliest - 1, 0, 0, .impossible, .impossible),
            (ClockRule.latest + 1, then, 0, .impossible, .impossible),
            (.max, then, 0, .impossible, .impossible), (-1, then, 0, .impossible, .impossible),
        ] {
            #expect(ClockRule.verdict(wanted: wanted, now: now, floor: floor, isConfirmed: false) == plain, "\(wanted)")
            #expect(
                ClockRule.verdict(wanted: wanted, now: now, floor: floor, isConfirmed: true) == confirmed, "\(wanted)")
        }
        #expect(ClockRule.earliest == 1_767_225_600)
    }

    @Test("a wish is read as it was written; anything else is none")
    func wishes() {
        for wish in [ClockWish(seconds: then, isConfirmed: false), ClockWish(seconds: 0, isConfirmed: true)] {
            #expect(ClockWish(content: wish.content) == wish)
        }
        for content in [
            "", " ", "-5", "1e9", "1800000000 ", "1800000000 yes", "confirmed", "99999999999999999999", "1\n",
        ] {
            #expect(ClockWish(content: content) == nil, "\(content)")
        }
    }

    @Test("the latest known time is kept, and what cannot be one is none")
    func floor() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "clock-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let floor = ClockFloor(directory: folder)
        #expect(floor.seconds == 0)
        try floor.keep(then)
        #expect(floor.seconds == then)
        for broken in ["", "x", "-1", "99999999999999", "1800000000x"] {
            try Data(broken.utf8).write(to: URL(filePath: floor.path))
            #expect(floor.seconds == 0)
        }
        let reports = SystemReports(directory: folder)
        #expect(ClockFloor.reported(in: reports) == 0)
        try reports.write(Array("1800000000\n".utf8), as: ClockFloor.report)
        #expect(ClockFloor.reported(in: reports) == then)
    }
}
