import Testing
import Workshop

@Suite("A commitment")
struct CommitmentTests {
    private let kind = CommitmentKind()

    @Test("is one text, with the days in its help")
    func form() throws {
        #expect(try kind.filled([:]) == Ballot())
        #expect(try kind.filled(["text": " ring "]) == Ballot(["text": "ring"]))
        for (kind, days) in [(kind, 30), (CommitmentKind(days: 7), 7)] {
            #expect(
                kind.controls(BallotContext(items: [], shown: Ballot(["text": "ring"]))) == [
                    .text(
                        .init(field: "text", help: .count("kind_commitment_help", days), value: "ring", limit: 280))
                ])
        }
    }

    @Test("is refused when it is too long or unreadable, or when days come with it")
    func wrong() {
        let long = String(repeating: "a", count: 281)
        #expect(kind.refusal(["text": long]) == FieldRefusal("text", .tooLong(count: 281, limit: 280)))
        #expect(kind.refusal(["text": "a\u{2066}b"]) == FieldRefusal("text", .unreadable))
        #expect(kind.refusal(["text": "a", "days": "30"]) == FieldRefusal("days", .noSuchItem))
    }

    @Test("is counted, and never shown to others")
    func isPrivate() {
        #expect(kind.isPrivate)
        #expect(
            kind.results([Ballot(["text": "hemligt"]), Ballot(), Ballot(["text": "a"])], [])
                == [.note(.count("kind_commitment_made", 2))])
        #expect(kind.results([], []) == [.note(.count("kind_commitment_made", 0))])
    }

    @Test("has limits, and is the same after export and import")
    func rules() throws {
        for kind in [kind, CommitmentKind(characterLimit: 2000, days: 365)] {
            #expect(kind.problem == nil)
            #expect(try kind.reread == AnyActivityKind(kind))
        }
        #expect(CommitmentKind(days: 0).problem == RuleError("days", .outOfRange(1, 365)))
        #expect(CommitmentKind(days: 366).problem == RuleError("days", .outOfRange(1, 365)))
        #expect(CommitmentKind(characterLimit: 0).problem == RuleError("characterLimit", .outOfRange(1, 2000)))
    }
}
