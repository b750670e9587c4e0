import Testing
import Workshop

@Suite("Questions to the room")
struct QuestionsTests {
    private let kind = QuestionsKind()
    private let items = Item.named("a", "b", "c")

    @Test("are supported once each, and the support can be taken back")
    func reading() throws {
        let stored = Ballot(["vote-a": "1"])
        let context = BallotContext(items: items, stored: stored)
        #expect(try kind.filled(["vote-b": "1"], context) == Ballot(["vote-a": "1", "vote-b": "1"]))
        #expect(try kind.filled(["vote-a": "1"], context) == stored)
        #expect(try kind.filled(["vote-a": "0"], context).isEmpty)
        #expect(kind.refusal(["vote-a": "2"], context) == FieldRefusal("vote-a", .noSuchItem))
        #expect(kind.refusal(["vote-d": "1"], context) == FieldRefusal("vote-d", .noSuchItem))
    }

    @Test("stand in order of support, with ties as ties")
    func order() {
        let ballots = [Ballot(["vote-b": "1"]), Ballot(["vote-b": "1", "vote-a": "1"]), Ballot(["vote-c": "1"])]
        let order = kind.order(ballots, items)
        #expect(order.map(\.id) == ["b", "a", "c"])
        #expect(order.map(\.place) == [1, 2, 2])
        #expect(kind.results(ballots, items).bars.first?.rows.map(\.amount) == [2, 1, 1])
    }

    @Test("can be written by everyone and seen by everyone")
    func writing() {
        #expect(kind.writing == WritingRules(characterLimit: 280, perPerson: 5, sharing: .collaborative))
    }

    @Test("have limits, and are the same after export and import")
    func rules() throws {
        #expect(kind.problem == nil)
        #expect(
            QuestionsKind(characterLimit: 0).problem == RuleError("characterLimit", .outOfRange(1, 2000)))
        #expect(try kind.reread == AnyActivityKind(kind))
    }
}
