import Testing

@testable import Workshop

@Suite("PINs that people choose")
struct PINTests {
    @Test("6 to 12 digits that are not guessed first; spaces do not count")
    func rules() throws {
        #expect(try PIN("48 15 16").description == "481516")
        #expect(try PIN("112233").description == "112233")
        for (typed, fault): (String, PIN.Fault) in [
            ("", .length), ("48151", .length), ("4815162342108", .length), ("48151a", .notDigits),
            ("４８１５１６", .notDigits),
            ("000000", .easy), ("121212", .easy), ("472472", .easy), ("1212121", .easy), ("123456", .easy),
            ("654321", .easy), ("789012", .easy), ("210987", .easy),
        ] { #expect(throws: fault) { try PIN(typed) } }
    }

    @Test("a random one obeys the same rules")
    func random() throws {
        var generator = SplitMix64(seed: 7)
        for _ in 0..<2000 { #expect(try PIN(PIN.random(using: &generator)).description.count == 6) }
    }

    @Test("months later is the same day, or the last of a shorter month")
    func months() throws {
        for (from, months, to) in [
            ("2026-11-28", 1, "2026-12-28"), ("2026-11-28", 2, "2027-01-28"), ("2027-01-31", 1, "2027-02-28"),
            ("2028-01-31", 1, "2028-02-29"), ("2026-12-31", 12, "2027-12-31"), ("2026-08-31", 24, "2028-08-31"),
        ] { #expect(try #require(CalendarDay(from)).adding(months: months).description == to) }
    }
}
