import HTTP
import Store
import Workshop

/// The reports that organisers keep.
extension Routes {
    /// The report of one workshop, to read here or to keep as a file.
    func report(_ visit: Visit, _ code: SpokenCode) async throws -> Response {
        let html = WorkshopReport(pages: pages).html(
            try await store.results(code), reach: try await store.reach(code), language: visit.wording.code)
        guard visit.request.query("keep") != nil else { return reply.page(html) }
        return reply.download(html, type: "text/html; charset=utf-8", name: "\(code)-report.html")
    }
}
