import Testing
import Workshop

@Suite("Changing an agenda")
struct AgendaEditTests {
    private func step(_ name: String, _ kind: some ActivityKind = TextKind()) -> ActivityDefinition {
        ActivityDefinition(
            name: name, title: LocalizedText(["sv": name]), prompt: LocalizedText(["sv": name]), minutes: 5, kind: kind)
    }

    private var agenda: [ActivityDefinition] {
        let dots = DotsKind(source: .earlier(ItemReference(from: "ideas", take: .ideas)), budget: 3, stacking: true)
        return [step("hello"), step("ideas", IdeasKind()), step("dots", dots)]
    }

    private func names(_ edit: AgendaEdit, opened: Set<String> = []) throws -> [String] {
        try edit.applied(to: agenda, opened: opened).map(\.name)
    }

    private func problem(_ edit: AgendaEdit, opened: Set<String> = []) -> AgendaProblem? {
        do {
            _ = try edit.applied(to: agenda, opened: opened)
            return nil
        } catch {
            return error
        }
    }

    @Test("adds first, in between and last")
    func add() throws {
        #expect(try names(.add(step("new"), after: nil)) == ["new", "hello", "ideas", "dots"])
        #expect(try names(.add(step("new"), after: "hello")) == ["hello", "new", "ideas", "dots"])
        #expect(try names(.add(step("new"), after: "dots")).last == "new")
        #expect(problem(.add(step("new"), after: "gone")) == .noSuchStep)
        let same = problem(.add(step("hello"), after: nil))
        #expect(same == .broken(step: "hello", title: LocalizedText(["sv": "hello"]), RuleError("id", .repeated)))
    }

    @Test("moves within the agenda, and never what is built on behind what builds on it")
    func move() throws {
        #expect(try names(.move("hello", by: 1)) == ["ideas", "hello", "dots"])
        #expect(try names(.move("hello", by: -1)) == ["hello", "ideas", "dots"])
        #expect(try names(.move("dots", by: 1)) == ["hello", "ideas", "dots"])
        let broken = AgendaProblem.broken(
            step: "dots", title: LocalizedText(["sv": "dots"]), RuleError("items", .unknown))
        #expect(problem(.move("ideas", by: 1)) == broken)
        #expect(problem(.remove("ideas")) == broken)
    }

    @Test("removes what nobody needs and nobody has answered")
    func remove() throws {
        #expect(try names(.remove("dots")) == ["hello", "ideas"])
        #expect(problem(.remove("dots"), opened: ["dots"]) == .opened)
        #expect(problem(.remove("gone")) == .noSuchStep)
        let one = AgendaEdit.remove("hello")
        #expect(throws: AgendaProblem.empty) { try one.applied(to: [step("hello")]) }
    }

    @Test("copies with a name of its own, and asks again with a comparison")
    func copies() throws {
        let copy = try AgendaEdit.duplicate("dots").applied(to: agenda)
        #expect(copy.map(\.name) == ["hello", "ideas", "dots", "dots-2"])
        #expect(copy[3].follows == nil)
        let again = try AgendaEdit.askAgain("dots").applied(to: copy)
        #expect(again.map(\.name) == ["hello", "ideas", "dots", "dots-3", "dots-2"])
        #expect(again[3].follows == "dots")
        let long = String(repeating: "a", count: 32)
        #expect(AgendaEdit.freeName(like: long, in: [step(long)]) == String(repeating: "a", count: 28) + "-2")
    }

    @Test("changes words at any time, and rules only before anybody could answer")
    func replace() throws {
        var changed = agenda[1]
        changed.title = LocalizedText(["sv": "Annat"])
        changed.minutes = 20
        #expect(try AgendaEdit.replace(changed).applied(to: agenda, opened: ["ideas"])[1] == changed)
        changed.kind = AnyActivityKind(IdeasKind(perPerson: 2))
        #expect(problem(.replace(changed), opened: ["ideas"]) == .opened)
        #expect(try AgendaEdit.replace(changed).applied(to: agenda)[1] == changed)
        #expect(problem(.replace(step("gone"))) == .noSuchStep)
    }

    @Test("has at most a hundred steps")
    func full() throws {
        let many = (0..<100).map { step("s\($0)") }
        #expect(throws: AgendaProblem.full) { try AgendaEdit.duplicate("s0").applied(to: many) }
    }
}
