import Testing
import Workshop

@Suite("Calendar days and deletion dates")
struct DeletionDueTests {
    private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

    @Test("days are read and written, and only those that the calendar has")
    func calendar() throws {
        for text in ["1970-01-01", "2000-02-29", "2024-02-29", "2026-12-31", "2027-01-01", "0001-03-01", "9999-12-31"] {
            #expect(CalendarDay(text)?.description == text)
        }
        for text in ["", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026-01-32"] {
            #expect(CalendarDay(text) == nil, "\(text)")
        }
        #expect(try day("1970-01-01").number == 0)
        #expect(try day("2026-01-01") == DeletionDue.earliest)
        #expect(try day("2027-03-01") - day("2027-02-28") == 1)
        #expect(try day("2028-03-01") - day("2028-02-28") == 2)
    }

    @Test("every day of 800 years follows the one before it")
    func consecutive() throws {
        let first = try day("1800-01-01").number
        for number in first..<first + 292_194 {
            #expect(CalendarDay(CalendarDay(number: number).description)?.number == number)
        }
    }

    @Test("people are told from 14 days before, and the box deletes only what was shown on two days over a week")
    func stages() throws {
        func due(_ today: String, _ shown: String...) throws -> (DeletionDue, isErased: Bool) {
            let shown = try shown.map(day)
            let due = DeletionDue(date: "2027-03-15", today: try day(today), shown: shown)
            return (due, due.isErased(today: try day(today), shown: shown))
        }
        #expect(try due("2027-02-28").0 == .later)
        #expect(try due("2027-03-01").0 == .soon(days: 14))
        #expect(try due("2027-03-15").0 == .soon(days: 0))
        #expect(try due("2027-03-16") == (.passed(erasedFrom: nil), false))
        let from = DeletionDue.passed(erasedFrom: try day("2027-03-23"))
        #expect(try due("2027-03-23", "2027-03-16") == (from, false))
        #expect(try due("2027-03-22", "2027-03-16", "2027-03-20") == (from, false))
        #expect(try due("2027-03-23", "2027-03-16", "2027-03-20") == (from, true))
        #expect(DeletionDue(date: "", today: try day("2099-01-01"), shown: []) == .later)
    }

    @Test("a clock that cannot be right deletes nothing")
    func wildClock() throws {
        for (today, shown) in [
            ("2099-01-01", ["2098-12-01", "2098-12-20"]), ("2028-03-16", ["2027-03-16", "2027-04-16"]),
            ("1970-01-01", ["2027-03-16", "2027-04-16"]), ("2027-03-30", ["2027-03-16", "2027-04-16"]),
        ] {
            let shown = try shown.map(day)
            let due = DeletionDue(date: "2027-03-15", today: try day(today), shown: shown)
            #expect(due == .unclear, "\(today)")
            #expect(!due.isErased(today: try day(today), shown: shown), "\(today)")
        }
        #expect(DeletionDue(date: "2027-03-15", today: CalendarDay(number: 0), shown: []) == .later)
    }

    @Test("who is to be erased is told by a card, a re-entry code or a name")
    func person() {
        #expect(ErasedPerson("  ") == nil)
        #expect(ErasedPerson("3467 9acd efgh") == SpokenCode("34679ACDEFGH", length: 12).map { .card($0) })
        #expect(ErasedPerson("3467 9acd") == SpokenCode("34679ACD", length: 8).map { .reentry($0) })
        #expect(ErasedPerson("Åsa Berg") == .name("Åsa Berg"))
    }
}
