import Foundation
import HTTP
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

    @Test("what was shown of a workshop is let go when nobody looks any more and another workshop goes on")
    func letGo() async throws {
        let kiosk = try await TestKiosk()
        defer { kiosk.tearDown() }
        let codes = try await onThread { try (0..<3).map { _ in try kiosk.workshop().code } }
            .compactMap { SpokenCode($0, length: SpokenCode.joinLength) }
        let changes = ChangedWorkshops()
        let screens = LiveScreens(store: kiosk.store, changes: changes, logger: Logger(label: "test")) { _, _ in [0] }
        let publishing = Task { await screens.publishChanges() }
        var subscriptions: [EventSubscription] = []
        for code in codes {
            subscriptions.append(await screens.subscribe(.init(code: code, audience: .display, language: "sv")))
        }
        #expect(await screens.channelCount == 3)
        subscriptions.removeFirst()
        changes.add([codes[2]])
        for _ in 0..<1000 where await screens.channelCount > 2 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(await screens.channelCount == 2)
        subscriptions = []
        changes.add([codes[2]])
        for _ in 0..<1000 where await screens.channelCount > 0 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(await screens.channelCount == 0)
        changes.end()
        await publishing.value
    }
}
