import HTTP
import Store
import Workshop

/// What changes an agenda: the same pages for a workshop's and for a method's.
extension Routes {
    /// Does or shows what `action` (`agenda` or `step`) asks of `place`; `save` keeps a change.
    func editAgenda(
        _ visit: Visit, _ place: AgendaPlace, action: String, isGet: Bool,
        save: @Sendable (AgendaEdit) async throws -> Void
    ) async throws -> Response {
        switch (action, isGet) {
        case ("agenda", true): return reply.page(pages.agenda(visit.frame, place, notice: nil))
        case ("agenda", false): return try await changeAgenda(visit, place, save)
        case ("step", true): return try stepPage(visit, place)
        default: return try await saveStep(visit, place, save)
        }
    }

    private func changeAgenda(
        _ visit: Visit, _ place: AgendaPlace, _ save: (AgendaEdit) async throws -> Void
    ) async throws -> Response {
        let form = visit.request.form
        let name = form["step"] ?? ""
        do {
            switch form["do"] {
            case "earlier": try await save(.move(name, by: -1))
            case "later": try await save(.move(name, by: 1))
            case "duplicate": try await save(.duplicate(name))
            case "again": try await save(.askAgain(name))
            case "remove": try await save(.remove(name))
            default: throw Refusal.missingField(name: "do")
            }
        } catch let problem as AgendaProblem {
            let notice = Notice(isError: true, text: words(problem, visit.wording, place.language))
            return reply.page(pages.agenda(visit.frame, place, notice: notice), status: 409)
        }
        return reply.seeOther("\(place.base)/agenda#step-\(name)")
    }

    /// The JSON of the step that a form is about, and of what kind it is.
    private func subject(
        _ place: AgendaPlace, name: String?, kind: String
    ) throws -> (step: [String: JSONValue], kind: any ActivityKind.Type) {
        if let name {
            guard let step = place.steps.first(where: { $0.name == name }) else { throw Refusal.noSuchActivity }
            return (try JSONValue(step).members, type(of: step.kind.kind))
        }
        guard let type = AnyActivityKind.all.first(where: { $0.name == kind }) else { throw Refusal.noSuchActivity }
        var step = assets.starters[kind] ?? [:]
        step["type"] = .text(kind)
        step["id"] = .text(AgendaEdit.freeName(like: kind, in: place.steps))
        // The name of the kind is a title to begin with.
        step["title"] = .object(assets.languages.mapValues { .text($0["kind_\(kind)"]) })
        step["minutes"] = .number(5)
        return (step, type)
    }

    private func languages(of place: AgendaPlace) -> [String] {
        [place.language] + assets.languages.keys.filter { $0 != place.language }.sorted()
    }

    private func stepPage(_ visit: Visit, _ place: AgendaPlace) throws -> Response {
        let name = visit.request.query("name")
        let (step, kind) = try subject(place, name: name, kind: visit.request.query("kind") ?? "")
        let form = StepForm(step: step, settings: kind.settings, languages: languages(of: place))
        let after = visit.request.query("after") ?? place.steps.last?.name ?? ""
        let html = pages.step(
            visit.frame, place, name: name, kind: kind.name, after: after, form: form, refused: nil, notice: nil)
        return reply.page(html)
    }

    private func saveStep(
        _ visit: Visit, _ place: AgendaPlace, _ save: (AgendaEdit) async throws -> Void
    ) async throws -> Response {
        let sent = visit.request.form
        let name = sent["name"]
        let after = sent["after"] ?? ""
        let (step, kind) = try subject(place, name: name, kind: sent["kind"] ?? "")
        // What has been open for answers is asked only for its words.
        let isOpened = name.map(place.opened.contains) ?? false
        let form = StepForm(sent: sent, settings: kind.settings, languages: languages(of: place))
        func refused(_ rule: RuleError?, _ text: String) -> Response {
            let html = pages.step(
                visit.frame, place, name: name, kind: kind.name, after: after, form: form, refused: rule,
                notice: Notice(isError: true, text: text))
            return reply.page(html, status: 422)
        }
        if let seen = sent["seen"], let now = place.steps.first(where: { $0.name == name }), seen != Fingerprint.of(now)
        {
            return refused(nil, visit.wording["changed_meanwhile"])
        }
        do {
            let changed = try form.applied(to: step, onlyWords: isOpened)
            let definition = try JSONValue.object(changed).decoded(as: ActivityDefinition.self)
            try await save(name == nil ? .add(definition, after: after.isEmpty ? nil : after) : .replace(definition))
            return reply.seeOther("\(place.base)/agenda#step-\(definition.name)")
        } catch let rule as RuleError {
            return refused(rule, visit.wording["step_refused"])
        } catch DecodingError.keyNotFound(let key, _) {
            return refused(RuleError(key.stringValue, .missing), visit.wording["step_refused"])
        } catch AgendaProblem.broken(let broken, _, let rule)
            where broken == name ?? step["id"]?.text
        {
            return refused(rule, visit.wording["step_refused"])
        } catch let problem as AgendaProblem {
            return refused(nil, words(problem, visit.wording, place.language))
        }
    }

    /// The words for a change that an agenda did not take.
    func words(_ problem: AgendaProblem, _ wording: Wording, _ language: String) -> String {
        switch problem {
        case .noSuchStep: wording["agenda_no_such_step"]
        case .opened: wording["agenda_opened"]
        case .empty: wording["agenda_empty"]
        case .full: wording.count("agenda_full", AgendaEdit.stepLimit)
        case .broken(_, let title, _): wording.text("agenda_broken", ["title": pages.words(title, wording, language)])
        }
    }
}
