import HTTP

/// The answers to requests that the server refuses before any route sees them.
enum Refused {
    /// A page, or JSON for scripts, for `status` (400, 413, 431 or 503) in the reader's language.
    ///
    /// - Parameter bringsFiles: Whether the request was allowed to bring files.
    static func response(
        status: Int, _ visit: Visit, pages: Pages, reply: Reply, bringsFiles: Bool
    ) -> Response {
        let wording = visit.wording
        let key = key(status, isPlace: Uploads.isPlace(visit.request), bringsFiles: bringsFiles)
        let text = wording.text(key, Uploads.arguments)
        if visit.request.wantsJSON {
            return reply.json(Routes.errorJSON(reason: key, text: text), status: status)
        }
        let frame = Pages.Frame(wording: wording, path: "/")
        let page = pages.refusal(frame, status: status, notice: Notice(isError: true, text: text))
        return reply.page(page, status: status)
    }

    /// The answer to a request for another host (421 Misdirected Request, RFC 9110, 15.5.20): a page of another site whose
    /// name was made to lead here (DNS rebinding) learns nothing but where the kiosk is.
    static func foreignHost(
        _ visit: Visit, _ address: BoxAddress, pages: Pages, reply: Reply
    ) -> Response {
        let text = visit.wording.text("refused_host", ["address": address.front])
        if visit.request.wantsJSON { return reply.json(Routes.errorJSON(reason: "host", text: text), status: 421) }
        let frame = Pages.Frame(wording: visit.wording, path: "/")
        return reply.page(pages.refusal(frame, status: 421, notice: Notice(isError: true, text: text)), status: 421)
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
