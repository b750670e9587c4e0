import Foundation

/// Feeds libFuzzer's inputs through the form parser, every kind's ballot parser and what is made of ballots.
///
/// The first byte chooses the activity; the rest is the body of a form. Compiled by `scripts/fuzz` together with the
/// sources of the room `Workshop` and the form parser of `HTTP`.
enum Harness {
    static let agenda: [ActivityDefinition] = {
        guard let path = ProcessInfo.processInfo.environment["KIOSK_EVERY_KIND"],
            let data = FileManager.default.contents(atPath: path)
        else { fatalError("KIOSK_EVERY_KIND does not name the method with every kind") }
        do {
            return try JSONDecoder().decode(Method.self, from: data).agenda
        } catch {
            fatalError("\(error)")
        }
    }()

    /// Two ideas, as items of what takes ideas from elsewhere.
    static let ideas = ["00000000000000aa", "00000000000000bb"].map { Item(id: $0, label: .typed($0)) }

    static func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let first = bytes.first else { return }
        let definition = agenda[Int(first) % agenda.count]
        let form = Form(parsing: Array(bytes.dropFirst()))
        var items = ideas
        if case .own(let options)? = definition.kind.kind.items {
            items = options.map { Item(id: $0.id, label: .localized($0.text)) }
        }
        let targets = definition.per == nil ? [] : ideas
        if let rules = definition.kind.kind.writing {
            if let details = try? rules.details(form.fields, builtOn: nil) { check(details) }
        }
        _ = try? PlainText.checked(form["text"] ?? "", limit: 280)
        guard
            let ballot = try? definition.ballot(form.fields, targets: targets, BallotContext(items: items))
        else {
            // What is refused is shown again.
            let shown = Ballot(Dictionary(form.fields.map { ($0.name, $0.value) }) { first, _ in first })
            _ = definition.kind.kind.controls(BallotContext(items: items, shown: shown))
            return
        }
        check(ballot)
        // What was accepted is accepted again, and is the same.
        let again = try? definition.ballot(
            ballot.fields.map { ($0.key, $0.value) }, targets: targets, BallotContext(items: items))
        if !definition.kind.kind.accumulates {
            expect(again == ballot, "\(ballot) became \(String(describing: again))")
        }
        _ = definition.results([ballot, Ballot()], targets: targets, items)
        _ = definition.comparison(before: [ballot], after: [ballot], targets: targets, items)
        _ = definition.rows(of: ballot, targets: targets)
        _ = definition.kind.kind.order([ballot], items)
        _ = definition.answers(in: ballot, targets: targets)
        _ = definition.kind.kind.controls(BallotContext(items: items, shown: ballot, stored: ballot, others: [ballot]))
    }

    private static func check(_ ballot: Ballot) {
        expect(Ballot(encoded: ballot.encoded) == ballot, "\(ballot) does not read back")
    }

    /// Stops with a word on why: an optimised `precondition` says nothing.
    private static func expect(_ holds: Bool, _ problem: @autoclosure () -> String) {
        if !holds { fatalError(problem()) }
    }
}

/// What libFuzzer calls.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Harness.run(UnsafeBufferPointer(start: data, count: count))
    return 0
}
