import Foundation
import Logging
import Phone
import Store
import Testing
import Threads
import Workshop

@testable import Kiosk

@Suite("Live screens")
struct LiveScreensTests {
    /// Many streams that begin at once, such as those of a hall that wakes: each begins with what is so when it asks.
    @Test("streams that begin together share their first frame, and none begins with an older one than it asked for")
    func sharedFirstFrames() async throws {
        let kiosk = try await TestKiosk()
        defer { kiosk.tearDown() }
        let workshop = try await onThread { try kiosk.workshop().code }
        let code = try #require(SpokenCode(workshop, length: SpokenCode.joinLength))
        let drawn = Locked(0)
        let screens = LiveScreens(
            store: kiosk.store, changes: ChangedWorkshops(), logger: Logger(label: "test")
        ) { snapshot, _ in
            drawn.use { $0 += 1 }
            // Long enough for the others to ask meanwhile.
            usleep(2000)
            return Array("\(snapshot.workshop.revision)".utf8)
        }
        let key = LiveScreens.Key(code: code, audience: .display, language: "sv")
        for round in 1...5 {
            let before = drawn.use { $0 }
            let frames = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<200 { group.addTask { try await screens.firstFrame(key) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(frames.count == 200)
            #expect(Set(frames).count == 1)
            #expect(drawn.use { $0 } - before < 60, "200 streams cost a few drawings")
            // While one is being drawn, something changes: who asks after that is told of it.
            async let early = screens.firstFrame(key)
            try await kiosk.store.setBlank(round % 2 == 1, in: code)
            let revision = try await kiosk.store.workshop(code)?.revision ?? -1
            #expect(String(decoding: try await screens.firstFrame(key), as: UTF8.self).contains("data: \(revision)\n"))
            _ = try await early
        }
        let missing = LiveScreens.Key(
            code: try #require(SpokenCode("ACDEFG", length: 6)), audience: .display, language: "sv")
        await #expect(throws: Refusal.noSuchWorkshop) { _ = try await screens.firstFrame(missing) }
        #expect(try await !screens.firstFrame(key).isEmpty)
    }
}
