import Workshop

/// The pages on which a facilitator looks after methods.
extension Pages {
    /// What a facilitator has typed about a method of the box's own.
    struct MethodWords: Sendable {
        var id: String
        var title: String
        var purpose: String
        /// Whom it is for, one in a line.
        var target: String
        /// The type of intervention that it counts as; empty for none.
        var intervention: String
    }

    /// The methods of the box, its own and those that it came with.
    ///
    /// - Parameters:
    ///   - typed: What was pasted to be taken in.
    ///   - edited: What was typed about one of its own and could not be kept.
    func methods(
        _ frame: Frame, own: [Method], typed: String, edited: MethodWords?, notice: Notice?
    ) -> [UInt8] {
        let wording = frame.wording
        func form(_ method: Method) -> [String: Any] {
            let shown =
                edited.flatMap { $0.id == method.id ? $0 : nil }
                ?? MethodWords(
                    id: method.id, title: words(method.title, wording, "sv"),
                    purpose: words(method.purpose, wording, "sv"),
                    target: method.target.map { words($0, wording, "sv") }.joined(separator: "\n"),
                    intervention: method.intervention)
            return [
                "isEdited": edited?.id == method.id, "typedTitle": shown.title, "typedPurpose": shown.purpose,
                "typedTarget": shown.target,
                "interventions": assets.record.interventions.map { choice -> [String: Any] in
                    [
                        "value": choice.id, "label": words(choice.text, wording, "sv"),
                        "isChosen": choice.id == shown.intervention,
                    ]
                },
            ]
        }
        func line(_ method: Method) -> [String: Any] {
            [
                "id": method.id, "title": words(method.title, wording, "sv"),
                "purpose": words(method.purpose, wording, "sv"),
                "minutes": wording.count("minutes_count", method.minutes),
                "steps": wording.count("methods_steps", method.agenda.count),
            ]
        }
        var content: [String: Any] = [
            "own": own.map { line($0).merging(form($0)) { $1 } }, "hasOwn": !own.isEmpty,
            "shipped": assets.methods.map(line), "typed": typed,
            "broken": assets.brokenMethods.map { error -> String in
                error.words(of: error.file, wording)
            },
        ]
        content["hasBroken"] = !assets.brokenMethods.isEmpty
        content["notice"] = Self.notice(notice)
        return document(frame, main: "methods", title: wording["methods_title"], isInline: false, content)
    }

    /// The printable guide of a method: what it is for, and each step with its minutes from the start.
    func guide(_ frame: Frame, _ method: Method) -> [UInt8] {
        let wording = frame.wording
        var start = 0
        let steps = method.agenda.enumerated().map { index, step -> [String: Any] in
            defer { start += step.minutes }
            var content: [String: Any] = [
                "number": index + 1, "title": words(step.title, wording, "sv"), "start": start,
                "end": start + step.minutes, "minutes": wording.count("minutes_count", step.minutes),
                "kind": wording["kind_\(step.kind.name)"], "about": wording["kind_\(step.kind.name)_about"],
            ]
            if step.prompt != step.title { content["prompt"] = words(step.prompt, wording, "sv") }
            if let notes = step.notes { content["notes"] = words(notes, wording, "sv") }
            if case .own(let options)? = step.kind.kind.items {
                content["options"] = options.map { words($0.text, wording, "sv") }
            }
            if let page = step.kind.kind as? PageKind, let body = page.body {
                content["body"] = words(body, wording, "sv")
            }
            if let per = step.per, let source = method.agenda.first(where: { $0.name == per.from }) {
                content["per"] = wording.text(
                    "guide_per_\(per.take.rawValue)",
                    ["title": words(source.title, wording, "sv"), "count": String(per.count ?? 0)])
            }
            return content
        }
        let content: [String: Any] = [
            "title": words(method.title, wording, "sv"), "purpose": words(method.purpose, wording, "sv"),
            "targets": method.target.map { words($0, wording, "sv") }, "steps": steps,
            "total": wording.count("minutes_count", method.minutes), "id": method.id, "version": method.version,
        ]
        return document(
            frame, main: "guide", title: words(method.title, wording, "sv"), isInline: false, content)
    }
}
