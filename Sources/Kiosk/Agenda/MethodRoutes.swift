import FoundationEssentials
import HTTP
import Store
import Workshop

/// What the facilitator does with methods: read, copy, edit, export and import them.
extension Routes {
    /// The methods that workshops can be made from: those that the box came with, and its own.
    func allMethods() async throws -> [Method] {
        assets.methods + (try await store.methods())
    }

    /// Everything under `/facilitator/methods`.
    func methods(_ visit: Visit, isGet: Bool) async throws -> Response {
        let path = Array(visit.segments.dropFirst(2))
        guard let id = path.first else {
            return isGet ? try await methodsPage(visit, notice: nil) : try await importMethod(visit)
        }
        guard let method = try await allMethods().first(where: { $0.id == id }) else { throw Refusal.noSuchMethod }
        let isOwn = !assets.methods.contains { $0.id == id }
        let action = path.count == 2 ? path[1] : ""
        switch (action, isGet) {
        case ("guide", true): return reply.page(pages.guide(visit.frame, method))
        case ("export.json", true):
            return reply.download(try Self.encode(method), type: "application/json", name: "\(id).json")
        case ("copy", false): return try await copy(visit, method)
        case ("words", false) where isOwn: return try await changeWords(visit, method)
        case ("remove", false) where isOwn:
            try await store.removeMethod(id)
            return reply.seeOther("/facilitator/methods")
        case ("agenda", _) where isOwn, ("step", _) where isOwn:
            let place = AgendaPlace(
                base: "/facilitator/methods/\(id)", title: pages.words(method.title, visit.wording, "sv"),
                language: visit.wording.code, steps: method.agenda, back: "/facilitator/methods")
            return try await editAgenda(visit, place, action: action, isGet: isGet) { edit in
                try await store.edit(edit, inMethod: id)
            }
        default: return refusal(visit, 404, "refused_not_found")
        }
    }

    private func methodsPage(
        _ visit: Visit, typed: String = "", words: Pages.MethodWords? = nil, notice: Notice?, status: Int = 200
    ) async throws -> Response {
        let html = pages.methods(
            visit.frame, own: try await store.methods(), typed: typed, edited: words, notice: notice)
        return reply.page(html, status: status)
    }

    /// A method as a file that a person can read and another box can take in.
    static func encode(_ method: Method) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(method)) + [UInt8(ascii: "\n")]
    }

    static func newIdentifier() -> String { "m-\(Identifier.random())" }

    private func importMethod(_ visit: Visit) async throws -> Response {
        let typed = visit.request.form["content"] ?? ""
        let method: Method
        do {
            let name = visit.wording["methods_import_name"]
            method = try await FileImport.aside.made { try MethodFile.read(Array(typed.utf8), path: name) }
        } catch let error as AssetError {
            let text = error.words(of: error.file, visit.wording)
            return try await methodsPage(visit, typed: typed, notice: Notice(isError: true, text: text), status: 422)
        }
        guard case .method(let kept, let isKnown) = try await FileImport(store: store, assets: assets).keep(method),
            !isKnown
        else {
            return try await methodsPage(
                visit, notice: Notice(isError: false, text: visit.wording["methods_already_there"]))
        }
        return reply.seeOther("/facilitator/methods#method-\(kept.id)")
    }

    private func copy(_ visit: Visit, _ method: Method) async throws -> Response {
        var copy = method
        copy.id = Self.newIdentifier()
        copy.version = 1
        for (code, wording) in assets.languages {
            guard let title = method.title.texts[code] else { continue }
            copy.title.texts[code] = wording.text("methods_copy_of", ["title": title])
        }
        try await store.save(copy)
        return reply.seeOther("/facilitator/methods#method-\(copy.id)")
    }

    private func changeWords(_ visit: Visit, _ method: Method) async throws -> Response {
        let form = visit.request.form
        let typed = Pages.MethodWords(
            id: method.id, title: form["title"] ?? "", purpose: form["purpose"] ?? "", target: form["target"] ?? "",
            intervention: form["intervention"] ?? "")
        do {
            try await store.save(try changed(method, typed, language: visit.wording.code))
        } catch {
            let (status, _, text) = words(visit, error)
            return try await methodsPage(
                visit, words: typed, notice: Notice(isError: true, text: text), status: status)
        }
        return reply.seeOther("/facilitator/methods#method-\(method.id)")
    }

    /// The method with what the form says in one language; the other languages keep theirs.
    private func changed(_ method: Method, _ typed: Pages.MethodWords, language: String) throws -> Method {
        var changed = method
        changed.title.texts[language] = try PlainText.checked(typed.title, limit: Workshop.titleLimit)
        changed.purpose.texts[language] = try PlainText.checked(typed.purpose, limit: 1000)
        let lines = typed.target.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        changed.target = try lines.prefix(ItemSource.limit).enumerated().map { index, line in
            var text = index < method.target.count ? method.target[index] : LocalizedText([:])
            text.texts[language] = try PlainText.checked(String(line), limit: Workshop.titleLimit)
            return text
        }
        guard
            typed.intervention.isEmpty || typed.intervention == method.intervention
                || assets.record.interventions.contains(where: { $0.id == typed.intervention })
        else { throw Refusal.missingField(name: "intervention") }
        changed.intervention = typed.intervention
        changed.version += 1
        return changed
    }

    /// Keeps the agenda of a workshop as a method of the box's own.
    func keepAsMethod(_ visit: Visit, _ workshop: Workshop) async throws -> Response {
        let base = try await allMethods().first { $0.id == workshop.method }
        let agenda = workshop.agenda.map(\.definition)
        let title = LocalizedText(verbatim: workshop.title, language: workshop.language)
        let method = Method(
            id: Self.newIdentifier(), version: 1, intervention: base?.intervention ?? "", title: title,
            purpose: base?.purpose ?? title, target: base?.target ?? [],
            minutes: agenda.reduce(0) { $0 + $1.minutes }, agenda: agenda)
        try await store.save(method)
        return reply.seeOther("/facilitator/methods#method-\(method.id)")
    }
}
