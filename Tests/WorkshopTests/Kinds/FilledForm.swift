import Foundation
import Workshop

extension ActivityKind {
    /// The ballot of a form with `fields`, read as the kiosk reads it: nothing may be left over.
    func filled(
        _ fields: [String: String], _ context: BallotContext = BallotContext(items: [])
    ) throws(FieldRefusal) -> Ballot {
        var form = try BallotForm(fields.map { (name: $0.key, value: $0.value) })
        let ballot = try ballot(&form, context)
        try form.finish()
        return ballot
    }

    /// Why a form with `fields` is not accepted; nil when it is.
    func refusal(
        _ fields: [String: String], _ context: BallotContext = BallotContext(items: [])
    ) -> FieldRefusal? {
        do {
            _ = try filled(fields, context)
            return nil
        } catch {
            return error
        }
    }

    /// What ``check()`` finds.
    var problem: RuleError? {
        do {
            try check()
            return nil
        } catch {
            return error
        }
    }

    /// The kind after export and import.
    var reread: AnyActivityKind? {
        get throws {
            let data = try JSONEncoder().encode(AnyActivityKind(self))
            return try JSONDecoder().decode(AnyActivityKind.self, from: data)
        }
    }
}

extension Item {
    /// Items whose words are their identifiers.
    static func named(_ ids: String...) -> [Item] {
        ids.map { Item(id: $0, label: .typed($0)) }
    }
}

extension Option {
    /// Options whose words are their identifiers.
    static func named(_ ids: String...) -> [Option] {
        ids.map { Option(id: $0, text: LocalizedText(["sv": $0])) }
    }
}
