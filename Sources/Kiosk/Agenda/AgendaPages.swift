import Workshop

/// The agenda that is edited: a workshop's, or that of one of the box's own methods.
struct AgendaPlace: Sendable {
    /// The path that its pages are under.
    var base: String
    /// What it is the agenda of.
    var title: String
    /// The language whose words come first.
    var language: String
    /// The steps.
    var steps: [ActivityDefinition]
    /// The names of the steps that have been open for answers.
    var opened: Set<String> = []
    /// Where the way back leads.
    var back: String
    /// Whether something can be taken over from an earlier workshop: into a workshop, not into a method.
    var canCarry = false
    /// The latest change, if it can be undone.
    var undo: Undo?

    /// A change that can be undone.
    struct Undo {
        /// The number of its entry in the log.
        var number: Int64
        /// What the button says.
        var label: String
    }
}

/// The pages on which a facilitator changes an agenda.
extension Pages {
    /// The steps with what can be done to each, and the kinds that can be added.
    func agenda(_ frame: Frame, _ place: AgendaPlace, notice: Notice?) -> [UInt8] {
        let wording = frame.wording
        let last = place.steps.count - 1
        var content: [String: Any] = [
            "canCarry": place.canCarry, "base": place.base, "subject": place.title,
            "back": place.back,
            "total": wording.count("minutes_count", place.steps.reduce(0) { $0 + $1.minutes }),
            "steps": place.steps.enumerated().map { index, step -> [String: Any] in
                [
                    "name": step.name, "title": words(step.title, wording, place.language),
                    "kind": wording["kind_\(step.kind.name)"],
                    "minutes": wording.count("minutes_count", step.minutes), "number": index + 1,
                    "hasEarlier": index > 0, "hasLater": index < last,
                    "canRemove": last > 0 && !place.opened.contains(step.name),
                    "asks": step.kind.kind.takesBallots || step.kind.kind.writing != nil,
                ].merging(
                    step.prompt == step.title ? [:] : ["prompt": words(step.prompt, wording, place.language)]
                ) { $1 }
            },
            // What is carried over is chosen on a page of its own.
            "kinds": AnyActivityKind.all.filter { $0 != CarriedKind.self }.map { kind -> [String: Any] in
                ["name": kind.name, "words": wording["kind_\(kind.name)"], "about": wording["kind_\(kind.name)_about"]]
            }.sorted { ($0["words"] as? String ?? "") < ($1["words"] as? String ?? "") },
        ]
        content["undo"] = place.undo.map { ["number": String($0.number), "label": $0.label] }
        content["notice"] = Self.notice(notice)
        return document(frame, main: "agenda", title: wording["agenda_edit"], isInline: false, content)
    }

    /// The form of one step.
    ///
    /// - Parameters:
    ///   - name: The step's name; nil when it is new.
    ///   - kind: The name of its kind.
    ///   - after: The name of the step that a new one comes behind; empty when it comes first.
    ///   - refused: What has to be changed.
    func step(
        _ frame: Frame, _ place: AgendaPlace, name: String?, kind: String, after: String, form: StepForm,
        refused: RuleError?, notice: Notice?
    ) -> [UInt8] {
        let wording = frame.wording
        let index = name.flatMap { name in place.steps.firstIndex { $0.name == name } }
        let earlier =
            index.map { place.steps[..<$0] }
            ?? place.steps[...(place.steps.firstIndex { $0.name == after } ?? -1)]
        let writer = StepFormWriter(
            form: form, kind: kind, wording: wording, languages: assets.languages,
            earlier: earlier.map { ($0.name, words($0.title, wording, place.language)) }, refused: refused)
        let isOpened = name.map(place.opened.contains) ?? false
        let parts = [Array(StepForm.common.prefix(4)), isOpened ? [] : form.settings].map { settings in
            settings.flatMap(writer.fields)
        }
        // The words in other languages by themselves, so that the form is as short as most need it.
        let others = parts.flatMap { $0 }.filter { $0["isOther"] != nil }
        var content: [String: Any] = [
            "base": place.base, "kind": kind, "after": after, "kindName": wording["kind_\(kind)"],
            "about": wording["kind_\(kind)_about"],
            "fields": parts.flatMap { $0 }.filter { $0["isOther"] == nil }, "others": others,
            "isOtherOpen": others.contains { $0["error"] != nil },
            "more": isOpened ? [] : StepForm.common.dropFirst(4).flatMap(writer.fields),
            "isOpened": isOpened, "isMoreOpen": !form["per.from"].isEmpty || !form["follows"].isEmpty,
        ]
        if let name { content["name"] = name }
        // What the form was made from: who saves it after somebody else did is told first.
        if let index { content["seen"] = Fingerprint.of(place.steps[index]) }
        content["notice"] = Self.notice(notice)
        let title = wording[name == nil ? "step_add" : "step_edit"]
        content["heading"] = title
        return document(frame, main: "step", title: title, isInline: false, content)
    }

    func words(_ text: LocalizedText, _ wording: Wording, _ language: String) -> String {
        text.text(in: wording.code, or: language)
    }
}

/// Turns the settings of a step into the fields that the template shows.
private struct StepFormWriter {
    let form: StepForm
    let kind: String
    let wording: Wording
    let languages: [String: Wording]
    /// The names and titles of the steps before it.
    let earlier: [(name: String, title: String)]
    let refused: RuleError?

    /// The fields of one setting.
    func fields(_ setting: Setting) -> [[String: Any]] {
        let key = setting.key
        switch setting.shape {
        case .whole: return [field(key, ["isNumber": true])]
        case .decimal: return [field(key, ["isNumber": true])]
        case .flag: return [field(key, ["isFlag": true, "isOn": !form[key].isEmpty])]
        case .text: return words(key, lines: key == "title" ? 1 : 3)
        case .texts, .options, .textPerOption: return words(key, lines: 5)
        case .source: return reference(key, none: "step_own_list") + words(key, lines: 5)
        case .reference: return reference(key, none: "step_none")
        case .oneOf(let values):
            return [select(key, values.map { ($0, wording["setting_\(key)_\($0)"]) })]
        case .earlier: return [select(key, [("", wording["step_none"])] + earlierEntries)]
        case .option, .someOptions: return [field(key, ["isLine": true])]
        case .files: return [field(key, ["isArea": true, "lines": 3])]
        }
    }

    private var earlierEntries: [(value: String, words: String)] { earlier.map { ($0.name, $0.title) } }

    private func label(_ key: String) -> String {
        wording.table["setting_\(kind)_\(key)"] ?? wording["setting_\(key)"]
    }

    private func field(_ name: String, label: String? = nil, _ more: [String: Any]) -> [String: Any] {
        let key = name.split(separator: ".").first.map(String.init) ?? name
        var content: [String: Any] = [
            "id": "s-" + name.map { $0 == "." ? "_" : String($0) }.joined(), "name": name,
            "label": label ?? self.label(key), "value": form[name],
        ]
        let isFirst = name == key || name.hasSuffix(".from") || name.hasSuffix(".\(form.languages.first ?? "")")
        if isFirst {
            content["help"] = wording.table["setting_\(kind)_\(key)_help"] ?? wording.table["setting_\(key)_help"]
        }
        if let refused, refused.field == name || (refused.field == key && isFirst) {
            content["error"] = refused.problem.words(wording)
        }
        return content.merging(more) { $1 }
    }

    private func words(_ key: String, lines: Int) -> [[String: Any]] {
        form.languages.map { language in
            let isOther = language != form.languages.first
            let label = wording.text(
                "setting_in_language",
                ["label": self.label(key), "language": languages[language]?.name ?? language])
            var more: [String: Any] = lines == 1 ? ["isLine": true] : ["isArea": true, "lines": lines]
            more["lang"] = language
            if isOther { more["isOther"] = true }
            return field("\(key).\(language)", label: isOther ? label : self.label(key), more)
        }
    }

    private func reference(_ key: String, none: String) -> [[String: Any]] {
        let parts = ItemReference.Part.allCases.map { ($0.rawValue, wording["step_take_\($0.rawValue)"]) }
        return [
            select("\(key).from", [("", wording[none])] + earlierEntries, label: label(key + "From")),
            select("\(key).take", parts, label: wording["step_take"]),
            field("\(key).count", label: wording["step_take_count"], ["isNumber": true]),
        ]
    }

    private func select(_ name: String, _ entries: [(value: String, words: String)], label: String? = nil) -> [String:
        Any]
    {
        let chosen = form[name]
        return field(
            name, label: label,
            [
                "isSelect": true,
                "entries": entries.map { ["value": $0.value, "label": $0.words, "isChosen": $0.value == chosen] },
            ])
    }
}
