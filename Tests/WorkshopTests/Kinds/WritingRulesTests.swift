import Testing
import Workshop

@Suite("What belongs to a text beside it")
struct WritingRulesTests {
    private static let rules = WritingRules(
        sorts: [
            Option(id: "offer", text: LocalizedText(["sv": "Erbjuder"])),
            Option(id: "need", text: LocalizedText(["sv": "Söker"])),
        ],
        parts: [Option(id: "who", text: LocalizedText(["sv": "Vem"]))])

    private static func refusal(
        _ fields: [(name: String, value: String)], builtOn: Set<String>? = nil
    ) -> FieldRefusal? {
        do {
            _ = try rules.details(fields, builtOn: builtOn)
            return nil
        } catch {
            return error
        }
    }

    @Test("is one of the sorts, a text to build on where that is asked for, and the parts")
    func details() throws {
        let read = try Self.rules.details(
            [("sort", "need"), ("builds-on", "b"), ("part-who", " Vi ")], builtOn: ["a", "b"])
        #expect(read == Ballot(["sort": "need", "builds-on": "b", "part-who": "Vi"]))
        #expect(Self.refusal([]) == FieldRefusal("sort", .missingChoice))
        #expect(Self.refusal([("sort", "x")]) == FieldRefusal("sort", .noSuchItem))
        #expect(Self.refusal([("sort", "need")], builtOn: ["a"]) == FieldRefusal("builds-on", .missingChoice))
        #expect(
            Self.refusal([("sort", "need"), ("builds-on", "c")], builtOn: ["a"])
                == FieldRefusal("builds-on", .noSuchItem))
        #expect(
            Self.refusal([("sort", "need"), ("part-who", String(repeating: "x", count: 281))])
                == FieldRefusal("part-who", .tooLong(count: 281, limit: 280)))
        #expect(Self.refusal([("sort", "need"), ("what", "x")]) == FieldRefusal("what", .noSuchItem))
    }
}
