import Workshop

/// The form with which a participant answers.
extension Pages {
    /// What a form that was not accepted held, and why.
    struct Refused: Sendable {
        /// What was typed and chosen.
        var ballot: Ballot
        /// The field that has to be changed; nil when it is not one field.
        var field: String?
        /// Why, in the reader's language.
        var text: String
    }

    /// The form of the current activity; nil when it takes no ballots.
    ///
    /// - Parameter isOpen: Whether it can be sent. Where it cannot, what was typed and refused is its `unsent`.
    func ballotContent(
        _ frame: Frame, _ snapshot: PhoneSnapshot, _ activity: Activity, isOpen: Bool, refused: Refused?
    ) -> [String: Any]? {
        let definition = activity.definition
        let kind = definition.kind.kind
        guard kind.takesBallots else { return nil }
        let form = snapshot.form
        let shown = isOpen ? refused?.ballot ?? form.ballot : form.ballot
        var parts: [[String: Any]] = []
        var unsent: [String] = []
        let writer = ControlWriter(
            wording: frame.wording, fallback: snapshot.workshop.language, refused: isOpen ? refused : nil)
        let (shownParts, storedParts) = definition.per == nil ? ([:], [:]) : (shown.parts, form.ballot.parts)
        for target in definition.per == nil ? [nil] : form.targets.map(Optional.some) {
            let context = BallotContext(
                items: form.items, shown: target.map { shownParts[$0.id] ?? Ballot() } ?? shown,
                stored: target.map { storedParts[$0.id] ?? Ballot() } ?? form.ballot, others: form.others,
                before: form.before, seed: form.seed)
            let prefix = target.map { "\($0.id)/" } ?? ""
            let controls = kind.controls(context)
            if !isOpen, let refused { unsent += Self.typed(controls, prefix, in: refused.ballot) }
            var part: [String: Any] = ["controls": controls.map { writer.content($0, prefix: prefix) }]
            if let target { part["heading"] = writer.words(target.label) }
            parts.append(part)
        }
        let controls = parts.flatMap { $0["controls"] as? [[String: Any]] ?? [] }
        guard !controls.isEmpty || kind.writing == nil else { return nil }
        let answers = definition.answers(in: form.ballot, targets: form.targets)
        let needsItems = kind.items != nil || definition.per != nil
        let isEmpty = needsItems && (definition.per == nil ? form.items.isEmpty : form.targets.isEmpty)
        let received =
            kind is DotsKind
            ? frame.wording.count("dots_received", answers)
            : frame.wording[isOpen ? "ballot_received" : "ballot_received_closed"]
        return [
            "parts": parts, "isOpen": isOpen, "hasItems": !isEmpty, "hasBallot": !form.ballot.isEmpty,
            "accumulates": kind.accumulates, "receivedText": received,
            "receivedScript": frame.wording[kind is DotsKind ? "dots_received_script" : "ballot_received"],
            "hasSend": controls.contains { $0["needsSending"] != nil },
            "unsent": unsent.joined(separator: "\n"),
        ]
    }

    /// What was typed into `controls`: it is shown again when the question was closed before it came.
    private static func typed(_ controls: [Control], _ prefix: String, in ballot: Ballot) -> [String] {
        controls.compactMap { control in
            guard case .text(let field) = control, let text = ballot[prefix + field.field],
                !text.allSatisfy(\.isWhitespace)
            else { return nil }
            return text
        }
    }
}

/// Turns the parts of a form into what templates show.
struct ControlWriter {
    let wording: Wording
    let fallback: String
    let refused: Pages.Refused?

    func words(_ label: Label) -> String { wording.words(label, fallback: fallback) }

    /// What the template of `control` shows.
    ///
    /// - Parameter prefix: What stands before the names of its fields.
    func content(_ control: Control, prefix: String) -> [String: Any] {
        switch control {
        case .note(let label): return ["note": words(label)]
        case .file(let name):
            let content: [String: Any] = [
                "name": name, "isPicture": Material.isPicture(name),
                "title": name.prefix { $0 != "." }.map { "-_".contains($0) ? " " : String($0) }.joined(),
            ]
            return ["file": content]
        case .choices(let choices): return ["choices": self.choices(choices, prefix), "needsSending": true]
        case .dots(let dots): return ["dots": self.dots(dots, prefix)]
        case .number(let field):
            var content = base(field.field, prefix, label: field.label, help: field.help)
            content["value"] = field.value
            content["isWhole"] = field.isWhole
            content["total"] = field.total
            return ["number": content, "needsSending": true]
        case .list(let field):
            var content = base(field.field, prefix, label: field.label, help: nil)
            content["entries"] = entries(field.entries)
            return ["list": content, "needsSending": true]
        case .text(let field):
            var content = base(field.field, prefix, label: field.label, help: field.help)
            content["value"] = field.value
            content["limit"] = field.limit
            content["isLine"] = field.isLine
            return ["text": content, "needsSending": true]
        case .buttons(let buttons):
            var content = base(buttons.field, prefix, label: buttons.label, help: nil)
            content["entries"] = entries(buttons.choices)
            return ["buttons": content]
        }
    }

    private func base(_ field: String, _ prefix: String, label: Label?, help: Label?) -> [String: Any] {
        let name = prefix + field
        // Identifiers for the page: a slash or a point would have to be escaped by every script that looks for them.
        var content: [String: Any] = [
            "name": name, "id": "f-" + name.map { "/.".contains($0) ? "_" : String($0) }.joined(),
        ]
        if let label { content["label"] = words(label) }
        if let help { content["help"] = words(help) }
        if let refused, refused.field == name { content["error"] = refused.text }
        return content
    }

    private func entries(_ choices: [Control.Choices.Choice]) -> [[String: Any]] {
        choices.map { ["value": $0.value, "label": words($0.label), "isChosen": $0.isChosen] }
    }

    private func choices(_ choices: Control.Choices, _ prefix: String) -> [String: Any] {
        var content = base(choices.field, prefix, label: choices.label, help: choices.help)
        let id = content["id"] as? String ?? ""
        content["isMultiple"] = choices.isMultiple
        content["isScale"] = choices.isScale
        content["entries"] = choices.choices.map { choice -> [String: Any] in
            [
                "id": "\(id)-\(choice.value)", "label": words(choice.label), "isChosen": choice.isChosen,
                "name": choices.isMultiple ? "\(prefix)\(choices.field)-\(choice.value)" : prefix + choices.field,
                "value": choices.isMultiple ? "1" : choice.value,
            ]
        }
        return content
    }

    private func dots(_ dots: Control.Dots, _ prefix: String) -> [String: Any] {
        let placed = dots.rows.reduce(0) { $0 + $1.count }
        let left = max(0, dots.budget - placed)
        var sections: [(name: String?, rows: [[String: Any]])] = []
        for row in dots.rows {
            let content: [String: Any] = [
                "id": prefix.map { $0 == "/" ? "_" : String($0) }.joined() + row.field, "field": prefix + row.field,
                "text": words(row.item.label), "count": row.count,
                "marks": String(repeating: "●", count: min(row.count, 12)),
                "canTake": row.count > 0, "canPlace": row.count < dots.cap && left > 0,
            ]
            if sections.last.map({ $0.name == row.item.section }) != true { sections.append((row.item.section, [])) }
            sections[sections.count - 1].rows.append(content)
        }
        let hasNames = sections.contains { $0.name != nil }
        var content: [String: Any] = [
            "budget": dots.budget, "cap": dots.cap,
            "leftText": wording.count("dots_left", dots.budget, ["left": String(left)]),
            "sections": sections.map { section -> [String: Any] in
                [
                    "name": section.name ?? wording[hasNames ? "group_none" : "dots_items"],
                    "items": section.rows,
                ]
            },
        ]
        if let label = dots.label { content["label"] = words(label) }
        if dots.cap < dots.budget { content["capText"] = wording.count("dots_cap", dots.cap) }
        if let refused, let field = refused.field, field.hasPrefix(prefix),
            dots.rows.contains(where: { (prefix + $0.field).hasPrefix(field) })
        {
            content["error"] = refused.text
        }
        return content
    }
}
