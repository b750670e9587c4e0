import Testing

@testable import Workshop

@Suite("A clock that was set")
struct ClockSteadinessTests {
    private let day = CalendarDay(number: 20_800)

    private func later(_ days: Int) -> CalendarDay { CalendarDay(number: day.number + days) }

    @Test("days that come by themselves can be acted on, but for a while after the start")
    func steady() {
        var clock = ClockSteadiness()
        for hour in 0..<200 {
            let isSteady = clock.isSteady(day: later(hour / 24), uptime: Int64(hour) * 3600)
            #expect(isSteady == (hour > 0), "\(hour)")
        }
        // A box that was asleep.
        let isSteady = clock.isSteady(day: later(38), uptime: 38 * 86_400)
        #expect(isSteady)
    }

    @Test(
        "a day that the clock was set to waits for half an hour, and anew each time that it is set",
        arguments: [-400, -2, 2, 3300])
    func set(days: Int) {
        var clock = ClockSteadiness()
        let looks: [(day: CalendarDay, uptime: Int64)] = [
            (day, 100), (day, 1900), (later(days), 2000), (later(days), 3799), (day, 3799), (day, 5598), (day, 5599),
        ]
        let steady = looks.map { clock.isSteady(day: $0.day, uptime: $0.uptime) }
        #expect(steady == [false, true, false, false, false, false, true])
    }
}
