import HTTP
import Store
import Workshop

/// What facilitators do beside the agenda's acts: undo them, keep notes, rehearse, look at what phones show.
extension Routes {
    /// Undoes the latest act on the agenda.
    func undoAct(_ form: Form, _ workshop: Workshop) async throws {
        guard let number = form["number"].flatMap({ Int64($0) }) else { throw Refusal.missingField(name: "number") }
        try await store.undoAct(number, in: workshop.code)
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
        let snapshot = try await store.phone(workshop.code, participant: nobody)
        let form = Pages.PhoneForm(
            key: "", text: "", secondsLeft: clock.secondsLeft(on: snapshot.workshop.currentActivity?.timer))
        let frame = Pages.Frame(wording: visit.wording, path: "/facilitator/\(workshop.code)/preview")
        return reply.page(pages.phonePreview(frame, snapshot, participant: nobody, form: form))
    }
}
