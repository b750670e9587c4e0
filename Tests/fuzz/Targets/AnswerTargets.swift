import Foundation
import Phone

@testable import HTTP
@testable import Kiosk
@testable import Workshop

/// What participants send.
extension FuzzTarget {
    /// A form, and the texts in it.
    static let form = FuzzTarget("form") { bytes in
        let form = Form(parsing: bytes)
        let again = Form(parsing: Array(FormText.encode(form.fields).utf8))
        try expect(again.fields.elementsEqual(form.fields) { $0 == $1 }, "\(form.fields) became \(again.fields)")
        _ = try? BallotFields.ballot(in: form)
        if let place = BallotFields.place(ofStep: form["step"]) {
            try expect(place.utf8.count < 120 && place.utf8.allSatisfy { $0 > 0x20 }, "the place \(place)")
        }
        let ballot = BallotFields.typed(form.fields)
        try expect(Ballot(encoded: ballot.encoded) == ballot, "\(ballot) does not read back")
        if let stored = Ballot(encoded: String(decoding: bytes, as: UTF8.self)) {
            try expect(Ballot(encoded: stored.encoded) == stored, "\(stored) does not read back")
        }
        for field in form.fields {
            guard let text = try? PlainText.checked(field.value, limit: 280) else { continue }
            try expect((try? PlainText.checked(text, limit: 280)) == text, "\(text.debugDescription) is not clean")
        }
    }

    private static let agenda: [ActivityDefinition] = {
        let path = "\(root)/Tests/kinds/every-kind.json"
        guard let data = FileManager.default.contents(atPath: path),
            let method = try? JSONDecoder().decode(Method.self, from: data)
        else { fatalError("\(path) cannot be read") }
        return method.agenda
    }()

    /// Two ideas, as items of what takes ideas from elsewhere.
    private static let ideas = ["00000000000000aa", "00000000000000bb"].map { Item(id: $0, label: .typed($0)) }

    /// Every kind's ballot, and what is made of ballots. The first byte chooses the activity.
    static let ballots = FuzzTarget("ballots") { bytes in
        guard let first = bytes.first else { return }
        let definition = agenda[Int(first) % agenda.count]
        let kind = definition.kind.kind
        let form = Form(parsing: Array(bytes.dropFirst()))
        var items = ideas
        if case .own(let options)? = kind.items {
            items = options.map { Item(id: $0.id, label: .localized($0.text)) }
        }
        let targets = definition.per == nil ? [] : ideas
        if let details = try? kind.writing?.details(form.fields, builtOn: nil) {
            try expect(Ballot(encoded: details.encoded) == details, "\(details) does not read back")
        }
        guard let ballot = try? definition.ballot(form.fields, targets: targets, BallotContext(items: items)) else {
            // What is refused is shown again.
            _ = kind.controls(BallotContext(items: items, shown: BallotFields.typed(form.fields)))
            return
        }
        try expect(Ballot(encoded: ballot.encoded) == ballot, "\(ballot) does not read back")
        // What was accepted is accepted again, and is the same.
        let again = try? definition.ballot(
            ballot.fields.map { ($0.name, $0.value) }, targets: targets, BallotContext(items: items))
        if !kind.accumulates {
            try expect(again == ballot, "\(ballot) became \(String(describing: again))")
        }
        _ = definition.results([ballot, Ballot()], targets: targets, items)
        _ = definition.comparison(before: [ballot], after: [ballot], targets: targets, items)
        _ = definition.rows(of: ballot, targets: targets)
        _ = kind.order([ballot], items)
        _ = definition.answers(in: ballot, targets: targets)
        _ = kind.controls(BallotContext(items: items, shown: ballot, stored: ballot, others: [ballot]))
    }
}
