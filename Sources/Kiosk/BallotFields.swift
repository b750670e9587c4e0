import HTTP
import Workshop

/// The fields of a form that belong to the answer itself.
enum BallotFields {
    /// What belongs to the page.
    private static let own: Set<String> = [BallotForm.activityField, "key", "text", "idea", "step", "language"]

    /// The fields of a form that is a ballot, its activity among them, after the step of the button that was pressed: `step` is `FIELD:+1` or `FIELD:-1`.
    ///
    /// A step never goes below 0; what is above a limit is the ballot's to refuse.
    ///
    /// - Throws: `FieldRefusal` for a step that is not of that form, or on something that is not a number.
    static func ballot(in form: Form) throws(FieldRefusal) -> [(name: String, value: String)] {
        guard let step = form["step"] else { return form.fields }
        var fields = form.fields.filter { $0.name != "step" }
        guard let (name, change) = read(step: step) else { throw FieldRefusal("step", .noSuchItem) }
        guard let index = fields.firstIndex(where: { $0.name == name }) else {
            fields.append((name, String(max(0, change))))
            return fields
        }
        let typed = fields[index].value.isEmpty ? "0" : fields[index].value
        guard typed.utf8.count <= 6, let count = Int(typed) else {
            throw FieldRefusal(name, .notAWholeNumber(least: 0, most: 999_999))
        }
        fields[index].value = String(max(0, count + change))
        return fields
    }

    /// The field of a step, and by how much it is changed.
    private static func read(step: String) -> (name: String, change: Int)? {
        let changes = [":+1": 1, ":-1": -1]
        // All names are ASCII, and others are not worth to be compared.
        guard step.utf8.count > 3, step.utf8.allSatisfy({ $0 < 0x80 }), let change = changes[String(step.suffix(3))]
        else { return nil }
        return (String(step.dropLast(3)), change)
    }

    /// The identifier of the button that made `step`, in the page that comes next; nil when there is none.
    ///
    /// Without a script each dot is a page of its own: the reader goes on where the button is, not at the page's top.
    static func place(ofStep step: String?) -> String? {
        guard let step, let (field, change) = read(step: step) else { return nil }
        let name = field.map { $0 == "/" ? "_" : $0 }
        guard name.count <= 100, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
        else { return nil }
        return (change > 0 ? "more-" : "less-") + String(name)
    }

    /// The fields beside a text that belong to it.
    static func details(in form: Form) -> [(name: String, value: String)] {
        form.fields.filter { !own.contains($0.name) }
    }

    /// What was typed, to be shown again: the first value of each field.
    static func typed(_ fields: [(name: String, value: String)]) -> Ballot {
        var typed = Ballot(Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first })
        typed[BallotForm.activityField] = nil
        return typed
    }
}

extension Form {
    /// The activity that the form answers, or acts on; nil when it names none.
    var activity: Identifier? { self[BallotForm.activityField].flatMap { Identifier($0) } }
}
