import Exports
import HTTP
import Store
import Workshop

extension Routes {
    /// What every workshop of the box has recorded of itself, as one table.
    func interventions(_ visit: Visit) async throws -> Response {
        let workshops = try await store.wholeWorkshops()
        return reply.download(
            InterventionExport.table(workshops, dialect: visit.wording.csvDialect), type: "text/csv; charset=utf-8",
            name: "interventions.csv")
    }

    /// The workshop's record for its follow-up.
    func record(_ visit: Visit, _ workshop: Workshop, isGet: Bool) async throws -> Response {
        let reach = try await store.reach(workshop.code)
        let method = try await allMethods().first { $0.id == workshop.method }
        if isGet {
            var shown = workshop.record
            // The method says what it is an instance of, until somebody says otherwise.
            if shown.isEmpty { shown["intervention"] = method?.intervention }
            let html = pages.record(visit.frame, workshop, shown: shown, reach: reach, field: nil, notice: nil)
            return reply.page(html)
        }
        let form = visit.request.form
        if let seen = form["seen"], seen != Fingerprint.of(workshop.record.answers) {
            let notice = Notice(isError: true, text: visit.wording["changed_meanwhile"])
            let html = pages.record(
                visit.frame, workshop, shown: BallotFields.typed(form.fields.filter { $0.name != "seen" }),
                reach: reach,
                field: nil, notice: notice)
            return reply.page(html, status: 409)
        }
        do {
            let record = try assets.record.record { form[$0] }
            try await store.setRecord(record, in: workshop.code)
            let notice = Notice(isError: false, text: visit.wording["record_saved"])
            var saved = workshop
            saved.record = record
            let html = pages.record(visit.frame, saved, shown: record, reach: reach, field: nil, notice: notice)
            return reply.page(html)
        } catch let refused as FieldRefusal {
            let typed = BallotFields.typed(form.fields)
            let notice = Notice(isError: true, text: pages.reason(refused.refusal, visit.wording))
            let html = pages.record(
                visit.frame, workshop, shown: typed, reach: reach, field: refused.field, notice: notice)
            return reply.page(html, status: 422)
        }
    }
}
