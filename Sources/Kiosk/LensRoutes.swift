import HTTP
import Store
import Workshop

extension Routes {
    /// Everything under `/facilitator/CODE/lenses`.
    func lenses(_ visit: Visit, _ workshop: Workshop, isGet: Bool) async throws -> Response {
        let collected = try await store.ideas(in: workshop.code)
        let asked = isGet ? visit.request.query("idea") : visit.request.form["idea"]
        guard let asked else { return reply.page(pages.lensList(visit.frame, workshop, collected)) }
        guard let idea = collected.flatMap(\.ideas).first(where: { $0.id.description == asked }) else {
            throw Refusal.noSuchIdea
        }
        if isGet { return reply.page(pages.lensForm(visit.frame, workshop, idea, shown: idea.lenses, refused: nil)) }
        let form = visit.request.form
        do {
            let lenses = try assets.lenses.assessment { form[$0] }
            try await store.setLenses(lenses, of: idea.id, in: workshop.code)
            return reply.seeOther("/facilitator/\(workshop.code)/lenses#idea-\(idea.id)")
        } catch let refused as FieldRefusal {
            let text = pages.reason(refused.refusal, visit.wording)
            let html = pages.lensForm(
                visit.frame, workshop, idea, shown: BallotFields.typed(form.fields), refused: (refused.field, text))
            return reply.page(html, status: 422)
        }
    }
}
