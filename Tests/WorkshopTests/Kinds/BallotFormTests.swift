import Testing

@testable import Workshop

@Suite("Fields of a ballot's form")
struct BallotFormTests {
    /// Fields `f0`, `f1`… of so many.
    private func fields(_ count: Int) -> [(name: String, value: String)] {
        (0..<count).map { ("f\($0)", String($0)) }
    }

    @Test("each field is taken once, whatever the order", arguments: [1, 16, 17, 40])
    func order(count: Int) throws {
        let orders = [Array(0..<count), Array((0..<count).reversed()), (0..<count).map { ($0 * 7 + 3) % count }]
        for order in orders where Set(order).count == count {
            var form = try BallotForm(fields(count))
            for number in order {
                #expect(!form.isUsedUp)
                #expect(form.take("f\(number)") == String(number))
                #expect(form.take("f\(number)") == nil)
            }
            #expect(form.isUsedUp && form.take("other") == nil)
            try form.finish()
        }
    }

    @Test("a name that comes twice is refused, in short forms and in long ones", arguments: [2, 16, 17, 40])
    func repeated(count: Int) {
        var twice = fields(count)
        twice[count - 1].name = "f0"
        #expect(throws: FieldRefusal("f0", .repeatedField)) { try BallotForm(twice) }
    }

    @Test("too many fields are refused before they are read")
    func tooMany() throws {
        #expect(throws: FieldRefusal("", .tooManyFields)) { try BallotForm(fields(BallotForm.fieldLimit + 1)) }
        _ = try BallotForm(fields(BallotForm.fieldLimit))
    }

    @Test("what says which activity a form answers is passed over, and counts for nothing")
    func activity() throws {
        let activity = (name: BallotForm.activityField, value: "0123456789abcdef")
        for count in [1, 15, 16, 17, BallotForm.fieldLimit] {
            var form = try BallotForm([activity] + fields(count) + [activity])
            #expect(form.take(BallotForm.activityField) == nil)
            #expect(form.names(after: "") == fields(count).map(\.name).sorted())
            for number in 0..<count { #expect(form.take("f\(number)") == String(number)) }
            try form.finish()
        }
        let targets = [Item(id: "a", label: .typed("A"))]
        #expect(try BallotForm.parts([activity, (name: "a/f0", value: "1")], of: targets).keys.sorted() == ["a"])
        // In a part it is a name as any other, which no kind asks for.
        let part = try BallotForm.parts([(name: "a/activity", value: "1")], of: targets)["a"]
        #expect(throws: FieldRefusal("a/activity", .noSuchItem)) { try part?.finish() }
    }

    @Test("a name that no kind has is refused before anything is looked for")
    func strange() {
        #expect(throws: FieldRefusal("dots-e\u{301}", .noSuchItem)) {
            try BallotForm([(name: "a", value: "1"), (name: "dots-e\u{301}", value: "1")])
        }
    }

    @Test("a form of many fields is looked up by an index: to compare them with each item would hold up a hall's votes")
    func index() throws {
        #expect(try !BallotForm(fields(16)).isIndexed)
        #expect(try BallotForm(fields(17)).isIndexed && BallotForm(fields(BallotForm.fieldLimit)).isIndexed)
    }

    @Test("a page without a script sends a field for each of 1,500 ideas")
    func wholeForm() throws {
        let items = (UInt64(0)..<1500).map { Item(id: "\(Identifier(bits: UInt64.max - $0))", label: .typed("")) }
        let last = items[1499].id
        let sent = items.map { (name: "dots-\($0.id)", value: $0.id == last ? "2" : "0") }
        // The most that a body may hold.
        #expect(sent.reduce(0) { $0 + $1.name.utf8.count + 3 } < 65_536)
        var form = try BallotForm(sent)
        let ballot = try DotsKind(source: .own([]), budget: 3, stacking: true)
            .ballot(&form, BallotContext(items: items))
        #expect(ballot.answers == ["dots-\(last)": "2"] && form.isUsedUp)
    }

    @Test("what nobody takes is named, the first in order of name; an empty field is taken, too")
    func left() throws {
        var form = try BallotForm([(name: "b", value: "1"), (name: "a", value: "2"), (name: "c", value: "")])
        #expect(form.names(after: "") == ["a", "b", "c"])
        #expect(form.take("c") == nil)
        #expect(form.names(after: "") == ["a", "b"])
        #expect(throws: FieldRefusal("a", .noSuchItem)) { try form.finish() }
        #expect(form.take("a") == "2" && form.take("b") == "1")
        try form.finish()
    }

    @Test(
        "a whole number is up to nine digits with a minus sign or none, and space does not matter",
        arguments: [
            ("5", 5), (" 5", 5), ("1 0", 10), ("1\u{a0}000", 1000), ("000000005", 5), ("-3", -3), ("- 3", -3),
            ("-", nil), ("--1", nil), ("+5", nil), ("1.5", nil), ("1,5", nil), ("1000000000", nil), ("５", nil),
            (" ", nil),
            ("x", nil), ("5\u{301}", nil),
        ] as [(String, Int?)])
    func whole(_ typed: String, _ number: Int?) throws {
        var form = try BallotForm([(name: "n", value: typed)])
        if let number {
            #expect(try form.whole("n", in: -999_999_999...999_999_999) == number)
        } else {
            #expect(throws: FieldRefusal("n", .notAWholeNumber(least: -9, most: 9))) { try form.whole("n", in: -9...9) }
        }
    }

    @Test("fields of items are taken in order of name; those of other items are left")
    func items() throws {
        var form = try BallotForm([
            (name: "dots-b", value: "2"), (name: "dots-x", value: "1"), (name: "dots-a", value: ""),
            (name: "a", value: "1"), (name: "dots-aa", value: "3"),
        ])
        let numbers = try form.wholes("dots-", of: ItemIdentifiers(["a", "b", "aa", "c"]), in: 0...9)
        #expect(numbers.map(\.field) == ["dots-aa", "dots-b"] && numbers.map(\.number) == [3, 2])
        #expect(form.names(after: "") == ["a", "dots-x"])
        #expect(throws: FieldRefusal("a", .noSuchItem)) { try form.finish() }
    }

    @Test("what stands in the field of an item is judged as in any other field")
    func wrongItems() throws {
        var form = try BallotForm([(name: "n-a", value: "1"), (name: "n-b", value: "12"), (name: "o-a", value: "z")])
        #expect(throws: FieldRefusal("n-b", .notAWholeNumber(least: 0, most: 9))) {
            try form.wholes("n-", of: ItemIdentifiers(["a", "b"]), in: 0...9)
        }
        #expect(throws: FieldRefusal("o-a", .noSuchItem)) {
            try form.options("o-", of: ItemIdentifiers(["a"]), among: ["y"])
        }
    }

    @Test("a form for several targets falls into their parts, and is refused under its own names")
    func parts() throws {
        let targets = Item.named("t1", "t2", "t3")
        var parts = try BallotForm.parts(
            [(name: "t2/n-a", value: "1"), (name: "t1/n-a", value: "2"), (name: "t2/n-b", value: "99")], of: targets)
        #expect(parts.keys.sorted() == ["t1", "t2"])
        #expect(parts["t1"]?.take("n-a") == "2")
        #expect(throws: FieldRefusal("t2/n-b", .notAWholeNumber(least: 0, most: 9))) {
            try parts["t2"]?.wholes("n-", of: ItemIdentifiers(["a", "b"]), in: 0...9)
        }
        #expect(throws: FieldRefusal("t1/n-a", .repeatedField)) {
            try BallotForm.parts([(name: "t1/n-a", value: "1"), (name: "t1/n-a", value: "1")], of: targets)
        }
        for strange in ["t4/n-a", "n-a", "t1", "/n-a"] {
            #expect(throws: FieldRefusal(strange, .noSuchItem)) {
                try BallotForm.parts([(name: strange, value: "1")], of: targets)
            }
        }
    }

    @Test("a ballot for several targets is read back in the same parts")
    func storedParts() throws {
        let ballot = Ballot(["t1/n-a": "1", "t1/n-b": "2", "t2/n-a": "3", "text": "x"])
        #expect(ballot.parts == ["t1": Ballot(["n-a": "1", "n-b": "2"]), "t2": Ballot(["n-a": "3"])])
    }

    @Test("a scale asked for each of 1,500 ideas is read whole, and refused whole for one idea that is gone")
    func manyTargets() throws {
        let targets = (UInt64(0)..<1500).map { Item(id: "\(Identifier(bits: UInt64.max - $0))", label: .typed("")) }
        let text = LocalizedText(["en": "x"])
        let definition = ActivityDefinition(
            name: "s", title: text, prompt: text, minutes: 5, per: ItemReference(from: "a", take: .ideas),
            kind: ScaleKind(points: [text, text]))
        let sent = targets.map { (name: "\($0.id)/answer", value: "2") }
        let ballot = try definition.ballot(sent, targets: targets, BallotContext(items: []))
        #expect(ballot.fields.count == 1500 && definition.answers(in: ballot, targets: targets) == 1500)
        #expect(throws: FieldRefusal("gone/answer", .noSuchItem)) {
            try definition.ballot(
                sent + [(name: "gone/answer", value: "2")], targets: targets, BallotContext(items: []))
        }
    }
}
