import Testing
import Workshop

@testable import Kiosk

@Suite("A new workshop's plan")
struct WorkshopPlanTests {
    private func draft(
        method: String = "t01", title: String = "Behov 2026", language: String = "sv", organisation: String = "",
        deletion: String = ""
    ) throws {
        _ = try WorkshopPlan.draft(
            assets: Assets(directory: TestAssets.directory), method: method, title: title, language: language,
            organisation: organisation, deletionDate: deletion)
    }

    @Test("takes the method's activities")
    func activities() throws {
        let draft = try WorkshopPlan.draft(
            assets: Assets(directory: TestAssets.directory), method: "t01", title: " Behov ", language: "en")
        #expect(draft.title == "Behov")
        let method = try #require(try Assets(directory: TestAssets.directory).methods.first { $0.id == "t01" })
        #expect(draft.agenda.map(\.definition) == method.agenda)
        #expect(draft.agenda.map(\.position) == Array(method.agenda.indices))
        #expect(Set(draft.agenda.map(\.id)).count == method.agenda.count)
    }

    @Test("refuses what does not exist or is not filled in, naming it")
    func refusals() {
        #expect(throws: Refusal.missingField(name: "method")) { try draft(method: "t99") }
        #expect(throws: Refusal.missingField(name: "language")) { try draft(language: "xx") }
        #expect(throws: Refusal.empty) { try draft(title: "  ") }
        #expect(throws: Refusal.tooLong(count: 121, limit: 120)) {
            try draft(title: String(repeating: "å", count: 121))
        }
    }

    @Test(
        "refuses days that no calendar has",
        arguments: [
            "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "26-01-01", "2026/01/01", "soon", "2026-1-1",
            "-026-01-01",
        ])
    func dates(_ text: String) {
        #expect(throws: Refusal.missingField(name: "deletion")) { try draft(deletion: text) }
    }

    @Test("takes days that exist, and none", arguments: ["2028-02-29", "2000-02-29", "2026-12-31", ""])
    func goodDates(_ text: String) throws {
        try draft(deletion: text)
    }
}
