import Exports
import HTTP
import Store
import Workshop

/// What the facilitator's console asks for.
extension Routes {
    static let sessionCookie = "facilitator"

    /// Everything under `/facilitator`.
    func facilitator(_ visit: Visit, isGet: Bool) async throws -> Response {
        let path = visit.segments.dropFirst()
        switch (path.first, isGet) {
        case ("sign-in", false) where path.count == 1: return try await signIn(visit)
        case ("recover", false) where path.count == 1: return try await recover(visit)
        default: break
        }
        guard let token = visit.request.cookie(Self.sessionCookie), let name = try await store.facilitator(token) else {
            return signInPage(visit, notice: nil, status: isGet && path.isEmpty ? 200 : 403)
        }
        portal?.note(visit.request)
        var visit = visit
        visit.facilitator = name
        switch (path.first, isGet) {
        case (nil, true):
            let done = visit.request.query("done") == "setup" ? visit.wording["setup_done"] : nil
            return try await start(visit, notice: done.map { Notice(isError: false, text: $0) })
        case ("clock", _) where path.count == 1: return try await setClock(visit, isGet: isGet)
        case ("check", true) where path.count == 1: return try await check(visit)
        case ("power", _) where path.count == 1: return try await power(visit, isGet: isGet)
        case ("setup", _) where path.count == 1: return try await setUp(visit, token, isGet: isGet)
        case ("new", true) where path.count == 1:
            let form = try await newWorkshopForm(visit)
            return reply.page(
                pages.newWorkshop(visit.frame, methods: try await allMethods(), form: form, notice: nil))
        case ("sign-out", false) where path.count == 1:
            try await store.signOut(token)
            // Whoever is still signed in listens again within a second.
            await screens.endConsoles()
            return reply.seeOther("/facilitator", cookies: [Reply.expired(Self.sessionCookie)])
        case ("name", false) where path.count == 1: return try await setName(visit, token)
        case ("workshops", false) where path.count == 1: return try await createWorkshop(visit)
        case ("cards", _) where path.count == 1: return try await cards(visit, isGet: isGet)
        case ("wifi", false) where path.count == 1: return try await setWireless(visit)
        case ("faults", false) where path.count == 1: return try await removeFault(visit)
        case ("interventions.csv", true) where path.count == 1: return try await interventions(visit)
        case ("interventions-fields.csv", true) where path.count == 1:
            return reply.download(
                CSVExport.fields(assets.interventionFields, dialect: visit.wording.csvDialect),
                type: "text/csv; charset=utf-8",
                name: "interventions-fields.csv")
        case ("erase", _) where path.count == 1: return try await eraseBox(visit, isGet: isGet)
        case ("programme", _) where path.count == 1: return try await programme(visit, isGet: isGet)
        case ("import", _) where path.count == 1: return try await importFiles(visit, isGet: isGet)
        case ("stick", _) where path.count <= 2: return try await stick(visit, isGet: isGet)
        case ("methods", _): return try await methods(visit, isGet: isGet)
        case ("sign-in", true), ("recover", true), ("workshops", true), ("sign-out", true):
            return reply.seeOther("/facilitator")
        default: return try await console(visit, isGet: isGet)
        }
    }

    func start(_ visit: Visit, notice: Notice?, status: Int = 200) async throws -> Response {
        let box = try await store.box()
        let openings = try await store.openings()
        let html = pages.workshops(
            visit.frame, try await shownWorkshops(), today: rooms.today(), facilitator: visit.facilitator,
            methods: try await allMethods(),
            box: (box.pin, box.recoveryCode), isSetUp: try await store.isSetUp(),
            machine: await machine(), wifi: try await typedWireless(visit),
            faults: try await store.faults().map { ($0.id, $0.text) },
            material: (material.directory, await material.names().map { ($0, openings[$0] ?? 0) }),
            notice: notice)
        return reply.page(html, status: status)
    }

    private func machine() async -> Pages.Machine {
        Pages.Machine(
            now: wallClock(), isClockWrong: await clockIsWrong(), space: rooms.space(), isBox: appliance != nil)
    }

    private func createWorkshop(_ visit: Visit) async throws -> Response {
        let form = visit.request.form
        let typed = Pages.WorkshopForm(
            method: form["method"] ?? "", title: form["title"] ?? "", language: form["language"] ?? "",
            organisation: form["organisation"] ?? "", deletion: form["deletion"] ?? "",
            privacy: form["privacy"] ?? "", background: form["background-asked"] == nil ? nil : form.all("background"),
            split: form["split"] ?? "", admission: form["admission"] ?? "")
        do {
            let methods = try await allMethods()
            // Without a title of its own a workshop has its method's.
            let named = methods.first { $0.id == typed.method }?.title.text(in: typed.language) ?? ""
            let draft = try WorkshopPlan.draft(
                assets: assets, methods: methods, method: typed.method,
                title: typed.title.allSatisfy(\.isWhitespace) ? named : typed.title,
                language: typed.language,
                organisation: typed.organisation, deletionDate: typed.deletion,
                privacy: typed.privacy, admission: typed.admission, background: typed.background, split: typed.split)
            let workshop = try await store.createWorkshop(draft)
            return reply.seeOther("/facilitator/\(workshop.code)")
        } catch {
            return try await stopped(visit, by: error) { notice, status in
                let methods = try await allMethods()
                return reply.page(
                    pages.newWorkshop(visit.frame, methods: methods, form: typed, notice: notice), status: status)
            }
        }
    }

    private func console(_ visit: Visit, isGet: Bool) async throws -> Response {
        let workshop = try await workshop(visit)
        let visit = visit.speaking(workshop, assets.languages)
        let action = visit.segments.count == 3 ? visit.segments[2] : nil
        guard visit.segments.count <= 3 else { return refusal(visit, 404, "refused_not_found") }
        if workshop.isImported {
            guard let action else { return try await imported(visit, workshop) }
            let isAllowed = Self.importedActions.contains(action) || Self.files[action] != nil
            if !isAllowed { throw Refusal.imported }
        }
        switch (action, isGet) {
        case ("agenda", _), ("step", _), ("undo-edit", false):
            let place = AgendaPlace(
                base: "/facilitator/\(workshop.code)", title: workshop.title, language: workshop.language,
                steps: workshop.agenda.map(\.definition),
                opened: Set(workshop.agenda.filter { $0.asks && $0.status != .upcoming }.map(\.definition.name)),
                back: "/facilitator/\(workshop.code)", canCarry: true,
                undo: isGet && action == "agenda" ? try await latestEdit(workshop, visit.wording) : nil)
            if action == "undo-edit" { return try await undoEdit(visit, workshop, place) }
            return try await editAgenda(visit, place, action: action ?? "", isGet: isGet) { edit in
                _ = try await store.edit(edit, in: workshop.code, by: visit.facilitator)
            }
        case ("erase", _): return try await erase(visit, workshop, isGet: isGet)
        case ("deletion", false): return try await setDeletion(visit, workshop)
        case ("record", _): return try await record(visit, workshop, isGet: isGet)
        case ("lenses", _): return try await lenses(visit, workshop, isGet: isGet)
        case ("carry", _): return try await carry(visit, workshop, isGet: isGet)
        case ("trail", true): return try await trail(visit, workshop)
        case ("paper", _): return try await paper(visit, workshop, isGet: isGet)
        case ("method", false): return try await keepAsMethod(visit, workshop)
        case ("rehearse", false):
            let rehearsal = try await rehearsals.begin(workshop.code)
            return reply.seeOther("/facilitator/\(rehearsal.code)")
        case ("rehearsal-end", false): return try await endRehearsal(workshop)
        case ("preview", true): return try await preview(visit, workshop)
        case (nil, true): return try await consolePage(visit, workshop, notice: nil)
        case ("events", true):
            let key = LiveScreens.Key(code: workshop.code, audience: .console, language: visit.wording.code)
            return try await frames(key)
        case ("pack.json", true):
            let texts = try await store.texts(in: workshop.code)
            let pack = try Pack(title: texts.title, options: texts.options).encoded()
            return reply.download(pack, type: "application/json", name: "\(workshop.code)-pack.json")
        case (.some(let name), true) where Self.files[name] != nil: return try await export(visit, workshop)
        case (_, true): return reply.seeOther("/facilitator/\(workshop.code)")
        case (_, false): return try await change(visit, workshop, action ?? "")
        }
    }

    /// Does what a console form asks, and shows the console.
    private func change(_ visit: Visit, _ workshop: Workshop, _ action: String) async throws -> Response {
        do {
            try await act(visit, workshop, action)
            if visit.request.wantsJSON { return reply.json("{\"done\":true}") }
            return reply.seeOther("/facilitator/\(workshop.code)")
        } catch {
            return try await stopped(visit, by: error) { notice, status in
                try await consolePage(
                    visit, workshop, notice: notice,
                    typedNotes: action == "notes" ? visit.request.form["notes"] : nil,
                    typedAtDoor: action == "door" ? Self.typedAtDoor(visit.request.form) : nil, status: status)
            }
        }
    }

    private func consolePage(
        _ visit: Visit, _ workshop: Workshop, notice: Notice?, typedNotes: String? = nil,
        typedAtDoor: Pages.TypedAtDoor? = nil, status: Int = 200
    ) async throws -> Response {
        if !visit.wantsFragment { _ = try await notingDue(workshop) }
        let snapshot = try await store.room(workshop.code, audience: .facilitator)
        let room = rooms.room(snapshot.workshop)
        let frame = Pages.Frame(wording: visit.wording, path: "/facilitator/\(workshop.code)")
        let html = pages.console(
            frame, snapshot, room: room, notice: notice, typedNotes: typedNotes, typedAtDoor: typedAtDoor,
            arranging: Self.arranging(visit),
            fragment: visit.wantsFragment)
        return reply.page(html, status: status)
    }

    /// Does what a console form asks.
    private func act(_ visit: Visit, _ workshop: Workshop, _ action: String) async throws {
        let form = visit.request.form
        let seen = form["from"].flatMap { Identifier($0) }
        if action == "screen" { return try await setScreen(form, workshop, visit.wording) }
        if action == "move", let typed = form["to"] {
            guard let id = Identifier(typed) else { throw Refusal.noSuchActivity }
            _ = try await store.move(
                to: id, from: seen, in: workshop.code, by: visit.facilitator, at: clock.reading)
            return
        }
        if action == "move" {
            guard let step = ["next": 1, "previous": -1][form["step"] ?? ""] else {
                throw Refusal.missingField(name: "step")
            }
            _ = try await store.move(
                by: step, from: seen, in: workshop.code, by: visit.facilitator, at: clock.reading)
            return
        }
        if action == "undo-act" { return try await undoAct(form, workshop) }
        if action == "notes" { return try await setNotes(form, workshop) }
        if action == "admission" { return try await setAdmission(form, workshop) }
        if action == "door" { return try await actAtDoor(form, workshop) }
        if action == "joins" { return joins.clear(workshop.code) }
        guard let id = form.activity, let activity = workshop.activity(id) else {
            throw Refusal.noSuchActivity
        }
        switch action {
        case "act":
            guard let act = FacilitatorAct(rawValue: form["act"] ?? "") else { throw Refusal.missingField(name: "act") }
            _ = try await store.act(
                act, on: activity.id, from: seen, in: workshop.code, by: visit.facilitator, at: clock.reading)
            let isFirst = !workshop.agenda.contains { $0.asks && $0.status != .upcoming }
            if act == .open, isFirst, !workshop.isRehearsal { await rehearsals.endAll(of: workshop.code) }
        case "timer": try await setTimer(form, activity, workshop)
        case _ where Self.arrangingActions.contains(action): try await arrange(visit, workshop, activity, action)
        default: throw Refusal.missingField(name: "act")
        }
    }

    private func setTimer(_ form: Form, _ activity: Activity, _ workshop: Workshop) async throws {
        let typed = (form["minutes"] ?? "").filter { !$0.isWhitespace }
        guard let minutes = typed.isEmpty ? 0 : Int(typed), ActivityDefinition.minuteRange.contains(minutes) else {
            throw Refusal.missingField(name: "minutes")
        }
        let timer = minutes == 0 ? nil : clock.timer(minutes: minutes)
        _ = try await store.setTimer(timer, on: activity.id, in: workshop.code)
    }
}
