import HTTP

/// The answers to requests that the server refuses before any route sees them.
enum Refused {
    /// A page, or JSON for scripts, for `status` (400, 413, 431 or 503) in the reader's language.
    static func response(
        status: Int, _ request: Request, assets: Assets, pages: Pages, reply: Reply
    ) -> Response {
        let visit = Visit(request, languages: assets.languages, fallback: assets.defaultWording)
        let wording = visit.wording
        let key: String
        switch status {
        case 413: key = "refused_too_large"
        case 431: key = "refused_headers_too_large"
        case 503: key = "refused_busy"
        default: key = "refused_unreadable"
        }
        if visit.wantsJSON {
            return reply.json(Routes.errorJSON(reason: key, text: wording[key]), status: status)
        }
        let frame = Pages.Frame(wording: wording, path: "/")
        let page = pages.refusal(frame, status: status, notice: Notice(isError: true, text: wording[key]))
        return reply.page(page, status: status)
    }
}
