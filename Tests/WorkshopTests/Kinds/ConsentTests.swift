import Testing
import Workshop

@Suite("Consent")
struct ConsentTests {
    private let kind = ConsentKind()

    @Test("needs a reason for a concern or an objection, and a position for a reason")
    func reading() throws {
        #expect(try kind.filled(["position": "consent", "reason": " "]) == Ballot(["position": "consent"]))
        #expect(
            try kind.filled(["position": "objection", "reason": "dyrt"])
                == Ballot(["position": "objection", "reason": "dyrt"]))
        #expect(kind.refusal(["position": "objection"]) == FieldRefusal("reason", .missingReason))
        #expect(kind.refusal(["position": "concern", "reason": " "]) == FieldRefusal("reason", .missingReason))
        #expect(kind.refusal(["reason": "dyrt"]) == FieldRefusal("position", .missingChoice))
        #expect(kind.refusal(["position": "ja"]) == FieldRefusal("position", .noSuchItem))
        #expect(try kind.filled([:]).isEmpty)
    }

    @Test("passes when nobody objects, and shows objections first")
    func tally() {
        let passes = [Ballot(["position": "consent"]), Ballot(["position": "concern", "reason": "brådis"])]
        #expect(kind.results(passes, []).notes.contains(.phrase("kind_consent_passes")))
        let stays =
            passes + [
                Ballot(["position": "objection", "reason": "olagligt"]),
                Ballot(["position": "objection", "reason": "dyrt"]),
            ]
        let results = kind.results(stays, [])
        #expect(results.notes.contains(.count("kind_consent_stays", 2)))
        #expect(results.bars.first?.rows.map(\.id) == ["objection", "concern", "consent"])
        #expect(results.bars.first?.rows.map(\.amount) == [2, 1, 1])
        #expect(results.texts == [[.typed("dyrt"), .typed("olagligt")], [.typed("brådis")]])
        #expect(kind.results([], []).notes == [.count("result_answered", 0)])
    }

    @Test("is the same after export and import")
    func rules() throws {
        #expect(try kind.reread == AnyActivityKind(kind))
    }
}
