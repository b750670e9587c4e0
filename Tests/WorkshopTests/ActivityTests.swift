import Testing
import Workshop

@Suite("An activity")
struct ActivityTests {
    private static let definition = ActivityDefinition(
        name: "a1", title: LocalizedText(["sv": "T"]), prompt: LocalizedText(["sv": "F"]), minutes: 1, kind: IdeasKind()
    )

    private func activity(_ status: ActivityStatus, revealed: Bool) -> Activity {
        Activity(
            id: Identifier(bits: 1), position: 0, definition: Self.definition, status: status, isRevealed: revealed,
            timer: ActivityTimer(endsAt: 1, boot: "b"))
    }

    /// What each act leads to from each status; nil where it is refused.
    private func expected(_ act: FacilitatorAct, _ status: ActivityStatus) -> ActivityStatus? {
        switch (act, status) {
        case (.open, .final), (.reopen, .final): nil
        case (.open, _), (.reopen, _): .open
        case (.close, .upcoming), (.reveal, .upcoming), (.finish, .upcoming): nil
        case (.close, .open): .closed
        case (.finish, _): .final
        default: status
        }
    }

    @Test("goes where each act leads, from every status", arguments: FacilitatorAct.allCases, ActivityStatus.allCases)
    func acts(_ act: FacilitatorAct, _ status: ActivityStatus) throws {
        for revealed in [false, true] {
            let before = activity(status, revealed: revealed)
            guard let target = expected(act, status) else {
                #expect(throws: Refusal.self) { try before.applying(act) }
                continue
            }
            let after = try before.applying(act)
            #expect(after.status == target)
            #expect(after.isRevealed == (act == .reveal ? true : act == .seal ? false : revealed))
            // Doing it twice is doing it once.
            #expect(try after.applying(act) == after)
        }
    }

    @Test("is sealed unless the facilitator reveals it")
    func sealedByDefault() {
        let fresh = Activity(id: Identifier(bits: 1), position: 0, definition: Self.definition)
        #expect(!fresh.isRevealed)
        #expect(fresh.status == .upcoming)
    }
}
