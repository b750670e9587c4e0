import HTTP

/// Answers that say why there is nothing else to show: those of the routes, and those to requests that the server refuses
/// before any route sees them.
enum Refused {
    /// JSON for scripts, with a stable name of the reason, or a page.
    static func response(
        _ visit: Visit, _ status: Int, reason: String, text: String, _ frame: Pages.Frame, pages: Pages, reply: Reply
    ) -> Response {
        if visit.request.wantsJSON { return reply.json(Routes.errorJSON(reason: reason, text: text), status: status) }
        let notice = Notice(isError: true, text: text)
        return reply.page(pages.refusal(frame, status: status, notice: notice), status: status)
    }

    /// A page, or JSON for scripts, for `status` (400, 413, 431 or 503) in the reader's language.
    ///
    /// - Parameter bringsFiles: Whether the request was allowed to bring files.
    static func response(
        status: Int, _ visit: Visit, pages: Pages, reply: Reply, bringsFiles: Bool
    ) -> Response {
        let wording = visit.wording
        let key = key(status, isPlace: Uploads.isPlace(visit.request), bringsFiles: bringsFiles)
        return Self.response(
            visit, status, reason: key, text: wording.text(key, Uploads.arguments),
            Pages.Frame(wording: wording, path: "/"), pages: pages, reply: reply)
    }

    /// The answer to a request for another host (421 Misdirected Request, RFC 9110, 15.5.20): a page of another site whose
    /// name was made to lead here (DNS rebinding) learns nothing but where the kiosk is.
    static func foreignHost(
        _ visit: Visit, _ address: BoxAddress, pages: Pages, reply: Reply
    ) -> Response {
        response(
            visit, 421, reason: "host", text: visit.wording.text("refused_host", ["address": address.front]),
            Pages.Frame(wording: visit.wording, path: "/"), pages: pages, reply: reply)
    }

    private static func key(_ status: Int, isPlace: Bool, bringsFiles: Bool) -> String {
        switch status {
        case 413 where bringsFiles: "refused_upload_large"
        // Too much only because nobody knows who it is.
        case 413 where isPlace: "signin_needed"
        case 413: "refused_too_large"
        case 431: "refused_headers_too_large"
        case 503 where bringsFiles: "refused_upload_busy"
        case 503: "refused_busy"
        case 400 where bringsFiles: "refused_upload_broken"
        default: "refused_unreadable"
        }
    }
}
