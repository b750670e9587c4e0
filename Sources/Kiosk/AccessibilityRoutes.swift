import HTTP
import Store
import Workshop

/// The accessibility statement that public bodies owe (lag 2018:1937 om tillgänglighet till digital offentlig service,
/// 13 §), with a form to report faults.
extension Routes {
    /// The statement, and a report of a fault.
    func accessibility(_ visit: Visit, isGet: Bool) async throws -> Response {
        if isGet { return reply.page(pages.accessibility(visit.frame, typed: "", notice: nil)) }
        let typed = visit.request.form["text"] ?? ""
        do {
            let isKept = try await store.reportFault(typed)
            let text = visit.wording[isKept ? "accessibility_received" : "accessibility_full"]
            let html = pages.accessibility(
                visit.frame, typed: isKept ? "" : typed, notice: Notice(isError: !isKept, text: text))
            return reply.page(html, status: isKept ? 200 : 503)
        } catch {
            let (status, _, text) = words(visit, error)
            let html = pages.accessibility(visit.frame, typed: typed, notice: Notice(isError: true, text: text))
            return reply.page(html, status: status)
        }
    }

    /// Takes a report away that the facilitator has dealt with.
    func removeFault(_ visit: Visit) async throws -> Response {
        guard let id = visit.request.form["fault"].flatMap({ Identifier($0) }) else {
            throw Refusal.missingField(name: "fault")
        }
        try await store.removeFault(id)
        return reply.seeOther("/facilitator")
    }
}

extension Pages {
    /// The accessibility statement.
    ///
    /// - Parameter typed: A report that could not be kept.
    func accessibility(_ frame: Frame, typed: String, notice: Notice?) -> [UInt8] {
        var content: [String: Any] = ["typed": typed]
        content["notice"] = Self.notice(notice)
        return document(
            frame, main: "accessibility", title: frame.wording["accessibility_title"], isInline: true, content)
    }
}
