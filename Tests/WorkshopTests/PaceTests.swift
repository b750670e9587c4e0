import Testing
import Workshop

@Suite("The clock against the plan")
struct PaceTests {
    private static func at(_ seconds: Int64, _ boot: String = "a") -> ClockReading {
        ClockReading(milliseconds: seconds * 1000, boot: boot)
    }

    private static let agenda = [5, 10, 15].enumerated().map { position, minutes in
        Activity(
            id: Identifier(bits: UInt64(position)), position: position,
            definition: ActivityDefinition(
                name: "a\(position)", title: LocalizedText(["sv": "T"]), prompt: LocalizedText(["sv": "F"]),
                minutes: minutes, kind: IdeasKind()))
    }

    private static func late(_ pace: Pace, current: Int, at now: ClockReading) throws -> Int64 {
        Pace.lateness(
            in: agenda, current: current, stepBegan: pace.stepBegan,
            stepElapsed: try #require(pace.stepElapsed(at: now))) / 1000
    }

    @Test("counts from the first act, and each step from its beginning")
    func counts() throws {
        let begun = Pace(startingAt: Self.at(100))
        #expect(begun.elapsed(at: Self.at(160)) == 60_000)
        let opened = begun.noting(Self.at(160), isNewStep: false)
        #expect(opened.stepElapsed(at: Self.at(200)) == 100_000)
        let moved = opened.noting(Self.at(400), isNewStep: true)
        #expect(moved.stepElapsed(at: Self.at(430)) == 30_000)
        #expect(moved.elapsed(at: Self.at(430)) == 330_000)
    }

    @Test("is late when a step began late, and more so once the step is over its own minutes")
    func lateness() throws {
        let begun = Pace(startingAt: Self.at(0))
        #expect(try Self.late(begun, current: 0, at: Self.at(299)) == 0)
        #expect(try Self.late(begun, current: 0, at: Self.at(360)) == 60)
        let moved = begun.noting(Self.at(420), isNewStep: true)
        #expect(try Self.late(moved, current: 1, at: Self.at(420)) == 120)
        #expect(try Self.late(moved, current: 1, at: Self.at(420 + 660)) == 180)
        let early = begun.noting(Self.at(120), isNewStep: true)
        #expect(try Self.late(early, current: 1, at: Self.at(130)) == -180)
    }

    @Test("knows nothing after the box has been restarted, until the next act, and loses only the time between")
    func restart() throws {
        let begun = Pace(startingAt: Self.at(0)).noting(Self.at(600), isNewStep: true)
        #expect(begun.elapsed(at: Self.at(5, "b")) == nil)
        let resumed = begun.noting(Self.at(5, "b"), isNewStep: false)
        #expect(resumed.elapsed(at: Self.at(65, "b")) == 660_000)
        #expect(resumed.stepElapsed(at: Self.at(65, "b")) == 60_000)
    }

    @Test("never runs backwards")
    func backwards() {
        let pace = Pace(startingAt: Self.at(100))
        #expect(pace.elapsed(at: Self.at(40)) == 0)
    }
}
