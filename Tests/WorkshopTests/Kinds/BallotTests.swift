import Testing
import Workshop

@Suite("A ballot's fields")
struct BallotTests {
    @Test("a ballot holds what a dictionary would, in order of name", arguments: 1...40)
    func model(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var ballot = Ballot()
        var model: [String: String] = [:]
        for _ in 0..<200 {
            let name = "f-\(UInt64.random(in: 0..<30, using: &generator))"
            let value = ["", "1", "22", "å & b=c%"].randomElement(using: &generator) ?? ""
            ballot[name] = value
            model[name] = value.isEmpty ? nil : value
            #expect(ballot[name] == model[name])
        }
        #expect(ballot.answers == model)
        #expect(ballot.fields.map(\.name) == model.keys.sorted())
        #expect(
            ballot == Ballot(model) && ballot == Ballot(model.shuffled(using: &generator).map { ($0.key, $0.value) }))
        #expect(Ballot(encoded: ballot.encoded) == ballot)
        #expect(ballot["none"] == nil && Ballot()["none"] == nil)
    }

    @Test("of two fields with one name the first counts; an empty one is no answer")
    func twice() {
        #expect(Ballot([("b", "1"), ("a", "2"), ("b", "3"), ("c", "")]).answers == ["a": "2", "b": "1"])
        #expect(Ballot([("a", "1"), ("a", "2")]).answers == ["a": "1"])
    }

    @Test("what storage keeps is read in whatever order it stands, and not with a name twice")
    func order() {
        #expect(Ballot(encoded: "b=2&a=1") == Ballot(["a": "1", "b": "2"]))
        #expect(Ballot(encoded: "b=2&a=1&b=3") == nil)
        #expect(Ballot(encoded: "a=") == nil)
    }
}

@Suite("Identifiers of items")
struct ItemIdentifierTests {
    @Test("finds what a set finds, and nothing else", arguments: 1...40)
    func model(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        // Around the eight bytes that are compared at a time, and the sixteen of most identifiers.
        let beginnings = [
            "", "abcdefg", "abcdefgh", "abcåefgh", "abcdefghabcdefg", "abcdefghabcdefgh", "abcdefghabcdefghA",
        ]
        func name() -> String {
            let end = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                "abAå".randomElement(using: &generator) ?? "a"
            }
            return (beginnings.randomElement(using: &generator) ?? "") + String(end)
        }
        let model = Set((0..<Int(seed) - 1).map { _ in name() })
        let identifiers = ItemIdentifiers(model.sorted() + model)
        #expect(identifiers.count == model.count)
        for _ in 0..<200 {
            let asked = name()
            #expect(identifiers.contains(asked) == model.contains(asked))
            #expect(identifiers.contains("x\(asked)".dropFirst()) == model.contains(asked))
        }
    }
}
