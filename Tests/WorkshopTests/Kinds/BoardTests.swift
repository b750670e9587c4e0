import Testing
import Workshop

@Suite("A board")
struct BoardTests {
    private let kind = BoardKind(sorts: Option.named("offer", "seek"))

    @Test("lets each text be of a sort, before the eyes of all")
    func writing() {
        var rules = WritingRules(
            characterLimit: 280, perPerson: 5, sharing: .collaborative, sorts: Option.named("offer", "seek"))
        rules.sortsMatch = true
        #expect(kind.writing == rules)
        #expect(kind.items == nil)
    }

    @Test("takes no ballot")
    func form() throws {
        #expect(try kind.filled([:]) == Ballot())
        #expect(kind.refusal(["sort": "offer"]) == FieldRefusal("sort", .noSuchItem))
        #expect(kind.controls(BallotContext(items: [])).isEmpty)
        #expect(kind.results([], []).isEmpty)
    }

    @Test("has limits, and is the same after export and import")
    func rules() throws {
        let full = BoardKind(sorts: Option.named("a", "b", "c", "d"), characterLimit: 2000, perPerson: 50)
        for kind in [kind, full] {
            #expect(kind.problem == nil)
            #expect(try kind.reread == AnyActivityKind(kind))
        }
        #expect(BoardKind(sorts: Option.named("a")).problem == RuleError("sorts", .outOfRange(2, 4)))
        #expect(
            BoardKind(sorts: Option.named("a", "b", "c", "d", "e")).problem == RuleError("sorts", .outOfRange(2, 4)))
        #expect(BoardKind(sorts: Option.named("a", "a")).problem == RuleError("sorts", .repeated))
        #expect(BoardKind(sorts: Option.named("a", "b c")).problem == RuleError("sorts", .invalid))
        #expect(
            BoardKind(sorts: kind.sorts, characterLimit: 0).problem
                == RuleError("characterLimit", .outOfRange(1, 2000)))
        #expect(BoardKind(sorts: kind.sorts, perPerson: 51).problem == RuleError("perPerson", .outOfRange(1, 50)))
    }
}
