import HTTP
import Store
import Workshop

/// What facilitators do beside the agenda's acts: undo them, keep notes, rehearse, look at what phones show, change the
/// name that others see.
extension Routes {
    /// Undoes the latest act on the agenda.
    func undoAct(_ form: Form, _ workshop: Workshop) async throws {
        guard let number = form["number"].flatMap({ Int64($0) }) else { throw Refusal.missingField(name: "number") }
        try await store.undoAct(number, in: workshop.code)
    }

    /// Undoes the latest act from the page on which the agenda is edited, and shows that page.
    func undoEdit(_ visit: Visit, _ workshop: Workshop, _ place: AgendaPlace) async throws -> Response {
        do {
            try await undoAct(visit.request.form, workshop)
        } catch {
            let (status, _, text) = words(visit, error)
            var now = place
            now.undo = try await latestEdit(workshop, visit.wording)
            return reply.page(pages.agenda(visit.frame, now, notice: Notice(isError: true, text: text)), status: status)
        }
        return reply.seeOther("\(place.base)/agenda")
    }

    /// The latest act, if it edited the agenda and can be undone.
    func latestEdit(_ workshop: Workshop, _ wording: Wording) async throws -> AgendaPlace.Undo? {
        guard let act = try await store.acts(in: workshop.code).first(where: \.canUndo),
            [.add, .edit, .shift, .remove].contains(act.kind)
        else {
            return nil
        }
        return AgendaPlace.Undo(number: act.number, label: pages.undo(act, in: workshop, wording))
    }

    /// Gives the facilitator who asks another name.
    func setName(_ visit: Visit, _ token: String) async throws -> Response {
        do {
            try await store.rename(token, to: visit.request.form["facilitator"] ?? "")
            return reply.seeOther("/facilitator")
        } catch {
            let (status, _, text) = words(visit, error)
            return try await start(visit, notice: Notice(isError: true, text: text), status: status)
        }
    }

    /// Keeps the facilitators' notes.
    func setNotes(_ form: Form, _ workshop: Workshop) async throws {
        try await store.setNotes(form["notes"] ?? "", seen: form["seen"] ?? "", in: workshop.code)
    }

    /// Ends a rehearsal, which erases it, and goes back to the workshop that it was of.
    func endRehearsal(_ workshop: Workshop) async throws -> Response {
        guard let real = workshop.rehearsalOf else { throw Refusal.noSuchWorkshop }
        try await rehearsals.end(workshop.code)
        let isThere = try await store.workshop(real) != nil
        return reply.seeOther(isThere ? "/facilitator/\(real)" : "/facilitator")
    }

    /// What a participant who has just joined would see. Nothing in it can be pressed.
    func preview(_ visit: Visit, _ workshop: Workshop) async throws -> Response {
        let nobody = Participant(id: Identifier(bits: 0), reentry: workshop.code)
        let snapshot = try await store.phone(workshop.code, participant: nobody, isPreview: true)
        let form = Pages.PhoneForm(
            key: "", text: "", secondsLeft: clock.secondsLeft(on: snapshot.workshop.currentActivity?.timer))
        let frame = Pages.Frame(wording: visit.wording, path: "/facilitator/\(workshop.code)/preview")
        return reply.page(pages.phonePreview(frame, snapshot, participant: nobody, form: form))
    }
}
