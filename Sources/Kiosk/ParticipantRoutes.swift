import HTTP
import Store
import Workshop

/// What a participant's phone asks for.
extension Routes {
    /// Everything under `/w/CODE`.
    func participant(_ visit: Visit, isGet: Bool) async throws -> Response {
        // What a page shows is read with the page; here the way is found.
        let workshop = try await recentWorkshop(visit)
        let visit = visit.speaking(workshop, assets.languages)
        if workshop.isImported { return failure(visit, Refusal.imported) }
        switch (visit.segments.count == 3 ? visit.segments[2] : nil, isGet) {
        case (nil, true): return try await participantPage(visit, workshop)
        case ("events", true):
            portal?.note(visit.request)
            return try await phoneEvents(workshop)
        case ("join", false): return try await join(visit, workshop)
        case ("reenter", false): return try await reenter(visit, workshop)
        case ("idea", false): return try await answer(visit, workshop, writeIdea)
        case ("edit", false): return try await answer(visit, workshop, editIdea)
        case ("retract", false): return try await answer(visit, workshop, retractIdea)
        case ("ballot", false): return try await answer(visit, workshop, castBallot)
        case ("arrange", false): return try await answer(visit, workshop, arrangeIdeas)
        // A form's address opened by hand, or reloaded after an error: show the page that it belongs to.
        case ("join", true), ("reenter", true), ("idea", true), ("edit", true), ("retract", true), ("ballot", true),
            ("arrange", true):
            return reply.seeOther("/w/\(workshop.code)")
        default: return refusal(visit, 404, "refused_not_found")
        }
    }

    func member(_ visit: Visit, _ workshop: Workshop) async throws -> Participant? {
        guard let token = visit.request.cookie(Self.participantCookie(workshop.code)) else { return nil }
        return try await store.participant(token: token, in: workshop.code)
    }

    static func participantCookie(_ code: SpokenCode) -> String { "kiosk-\(code)" }

    private func participantPage(_ visit: Visit, _ workshop: Workshop) async throws -> Response {
        guard let participant = try await member(visit, workshop) else {
            return try await joinPage(visit)
        }
        portal?.note(visit.request)
        let editing = visit.request.query("edit").flatMap { Identifier($0) }
        do {
            return try await phone(visit, workshop, participant, typed: Typed(editing: editing))
        } catch Refusal.notJoined {
            store.forget(participant)
            return try await joinPage(visit)
        }
    }

    private func joinPage(_ visit: Visit) async throws -> Response {
        let workshop = try await workshop(visit)
        // A cookie that is nobody's: at a door, of somebody who was turned away.
        let wasHere = visit.request.cookie(Self.participantCookie(workshop.code)) != nil
        let notice =
            wasHere && workshop.admission == .door
            ? Notice(isError: false, text: visit.wording["door_turned_away"]) : nil
        return reply.page(pages.join(visit.frame, workshop: workshop, notice: notice))
    }

    /// The participant's page with what was typed, if anything, still in it.
    private func phone(
        _ visit: Visit, _ workshop: Workshop, _ participant: Participant, status: Int = 200, notice: Notice? = nil,
        typed: Typed = Typed(), refused: Pages.Refused? = nil
    ) async throws -> Response {
        let snapshot = try await store.phone(workshop.code, participant: participant)
        let form = Pages.PhoneForm(
            key: typed.key ?? Self.newKey(), text: typed.text, editing: typed.editing,
            details: BallotFields.typed(typed.details), refused: refused, notice: notice,
            arranging: typed.arranging,
            secondsLeft: clock.secondsLeft(on: snapshot.workshop.currentActivity?.timer))
        let html = pages.phone(
            visit.frame, snapshot, participant: participant, form: form, fragment: visit.wantsFragment)
        return visit.wantsFragment ? reply.fragment(html, status: status) : reply.page(html, status: status)
    }

    private static func newKey() -> String {
        Identifier.random().description
    }

    /// What was posted, as far as it was understood: enough to put it back into the page when it is refused.
    private struct Typed {
        var text = ""
        var key: String?
        var editing: Identifier?
        var details: [(name: String, value: String)] = []
        var ballot: [(name: String, value: String)]?
        var arranging = Arranging()
        /// Where on the page the reader was, as an identifier in it.
        var place: String?
    }

    private typealias Answer = (Form, Identifier, Participant, inout Typed) async throws -> String

    /// Takes an answer: the reply leaves only after the commit that holds it.
    private func answer(_ visit: Visit, _ workshop: Workshop, _ take: Answer) async throws -> Response {
        let form = visit.request.form
        var typed = Typed()
        typed.text = form["text"] ?? ""
        typed.key = form["key"]
        guard let participant = try await member(visit, workshop) else {
            return try await notJoined(visit, typed)
        }
        do {
            guard let activity = form.activity, workshop.activity(activity) != nil else {
                throw Refusal.noSuchActivity
            }
            let received = try await take(form, activity, participant, &typed)
            if visit.request.wantsJSON { return reply.json(received) }
            return reply.seeOther("/w/\(workshop.code)" + (typed.place.map { "#\($0)" } ?? ""))
        } catch Refusal.notJoined {
            store.forget(participant)
            return try await notJoined(visit, typed)
        } catch {
            if visit.request.wantsJSON { return notReceived(visit, error) }
            let (status, _, text) = words(visit, error)
            let field = (error as? FieldRefusal)?.field
            let refused = typed.ballot.map {
                Pages.Refused(ballot: BallotFields.typed($0), field: field, text: text)
            }
            return try await phone(
                visit, workshop, participant, status: status, notice: Notice(isError: true, text: text),
                typed: typed, refused: refused)
        }
    }

    /// What a script is told of an answer that was not received.
    func notReceived(_ visit: Visit, _ error: any Error) -> Response {
        let (status, reason, text) = words(visit, error)
        let field = (error as? FieldRefusal)?.field
        return reply.json(Self.errorJSON(reason: reason, text: text, field: field), status: status)
    }

    /// What a script is told of a ballot that is on disk and holds so many answers.
    static func received(answers: Int) -> String {
        "{\"received\":true,\"answers\":\(answers)}"
    }

    /// The answer to somebody whose cookie is gone: the way back in.
    private func notJoined(_ visit: Visit, _ typed: Typed) async throws -> Response {
        let workshop = try await workshop(visit)
        let text = pages.reason(.notJoined, visit.wording)
        if visit.request.wantsJSON {
            return reply.json(Self.errorJSON(reason: Refusal.notJoined.name, text: text), status: 403)
        }
        let notice = Notice(isError: true, text: typed.text.isEmpty ? text : "\(text) «\(typed.text)»")
        let html = pages.join(visit.frame, workshop: workshop, notice: notice)
        return reply.page(html, status: 403)
    }

    private func writeIdea(
        _ form: Form, _ activity: Identifier, _ participant: Participant, _ typed: inout Typed
    ) async throws -> String {
        guard let key = form["key"], !key.isEmpty, key.utf8.count <= 64 else { throw Refusal.missingField(name: "key") }
        typed.details = BallotFields.details(in: form)
        let idea = try await store.writeIdea(
            typed.text, details: typed.details, key: key, activity: activity, participant: participant)
        return Self.received(idea)
    }

    private func editIdea(
        _ form: Form, _ activity: Identifier, _ participant: Participant, _ typed: inout Typed
    ) async throws -> String {
        guard let idea = form["idea"].flatMap({ Identifier($0) }) else { throw Refusal.noSuchIdea }
        typed.editing = idea
        typed.details = BallotFields.details(in: form)
        let edited = try await store.editIdea(
            idea, text: typed.text, details: typed.details, activity: activity, participant: participant)
        return Self.received(edited)
    }

    private func retractIdea(
        _ form: Form, _ activity: Identifier, _ participant: Participant, _ typed: inout Typed
    ) async throws -> String {
        guard let idea = form["idea"].flatMap({ Identifier($0) }) else { throw Refusal.noSuchIdea }
        try await store.retractIdea(idea, activity: activity, participant: participant)
        return "{\"received\":true,\"idea\":\"\(idea)\"}"
    }

    private static func received(_ idea: Idea) -> String {
        "{\"received\":true,\"idea\":\"\(idea.id)\",\"text\":\(Reply.quoted(idea.text))}"
    }

    private func castBallot(
        _ form: Form, _ activity: Identifier, _ participant: Participant, _ typed: inout Typed
    ) async throws -> String {
        typed.ballot = form.fields.filter { $0.name != "step" }
        let fields = try BallotFields.ballot(in: form)
        typed.ballot = fields
        let cast = try await store.cast(fields, activity: activity, participant: participant)
        typed.place = BallotFields.place(ofStep: form["step"])
        return Self.received(answers: cast.answers)
    }

    private func arrangeIdeas(
        _ form: Form, _ activity: Identifier, _ participant: Participant, _ typed: inout Typed
    ) async throws -> String {
        typed.arranging.ticked = Set(form.all("idea"))
        (typed.arranging.group, typed.arranging.name) = (form["group"] ?? "", form["name"] ?? "")
        // A text typed as a group's name is no idea: it goes back to its own field.
        try await arrangeTogether(form, activity, participant)
        return "{\"received\":true}"
    }

    private func phoneEvents(_ workshop: Workshop) async throws -> Response {
        let key = LiveScreens.Key(code: workshop.code, audience: .phone, language: "")
        let subscription = await screens.subscribe(key)
        guard let workshop = try await store.workshop(workshop.code) else { throw Refusal.noSuchWorkshop }
        return reply.events(subscription, first: await screens.stateEvent(of: workshop))
    }
}
