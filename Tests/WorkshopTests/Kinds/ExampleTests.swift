import Testing
import Workshop

@Suite("A learning example")
struct ExampleTests {
    private let kind = ExampleKind(
        parts: Option.named("need", "done", "failed"), basis: Option.named("research", "practice"),
        mustShow: ["failed"])

    @Test("answers its first question with its text, and the others beside it")
    func writing() {
        var rules = WritingRules(
            characterLimit: 280, perPerson: 1, label: LocalizedText(["sv": "need"]),
            sorts: Option.named("research", "practice"),
            parts: Option.named("done", "failed"))
        rules.alwaysShown = ["failed"]
        #expect(kind.writing == rules)
        #expect(
            ExampleKind(parts: Option.named("need"), characterLimit: 100, perPerson: 3).writing
                == WritingRules(characterLimit: 100, perPerson: 3, label: LocalizedText(["sv": "need"])))
    }

    @Test("takes no ballot")
    func form() throws {
        #expect(try kind.filled([:]) == Ballot())
        #expect(kind.refusal(["part-done": "a"]) == FieldRefusal("part-done", .noSuchItem))
        #expect(kind.controls(BallotContext(items: [])).isEmpty)
        #expect(kind.results([], []).isEmpty)
    }

    @Test("has limits, and is the same after export and import")
    func rules() throws {
        let full = ExampleKind(
            parts: Option.named("1", "2", "3", "4", "5", "6", "7", "8"), characterLimit: 2000, perPerson: 50)
        for kind in [kind, full] {
            #expect(kind.problem == nil)
            #expect(try kind.reread == AnyActivityKind(kind))
        }
        #expect(ExampleKind(parts: []).problem == RuleError("parts", .outOfRange(1, 8)))
        #expect(
            ExampleKind(parts: full.parts + Option.named("9")).problem == RuleError("parts", .outOfRange(1, 8)))
        #expect(ExampleKind(parts: Option.named("a", "a")).problem == RuleError("parts", .repeated))
        var wrong = kind
        wrong.mustShow = ["result"]
        #expect(wrong.problem == RuleError("mustShow", .unknown))
        wrong = kind
        wrong.basis = Option.named("a")
        #expect(wrong.problem == RuleError("basis", .outOfRange(2, 20)))
        wrong = kind
        wrong.perPerson = 0
        #expect(wrong.problem == RuleError("perPerson", .outOfRange(1, 50)))
        wrong = kind
        wrong.characterLimit = 2001
        #expect(wrong.problem == RuleError("characterLimit", .outOfRange(1, 2000)))
    }
}
