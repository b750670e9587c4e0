import HTTP
import Store
import Workshop

/// The reports that organisers keep.
extension Routes {
    /// The report of one workshop, to read here or to keep as a file.
    func report(_ visit: Visit, _ code: SpokenCode) async throws -> Response {
        let files = WorkshopFiles(
            results: try await store.results(code), reach: try await store.reach(code), assets: assets,
            language: visit.wording.code)
        let part = visit.segments[2] == "report.pdf" ? WorkshopFiles.Part.pdf : .html
        do {
            let bytes = try await Self.made { try files.bytes(part) }
            if part == .pdf { return reply.download(bytes, type: "application/pdf", name: files.name(.pdf)) }
            guard visit.request.query("keep") != nil else { return reply.page(bytes) }
            return reply.download(bytes, type: "text/html; charset=utf-8", name: files.name(.html))
        } catch is PDFWriter.Failure {
            return refusal(visit, 503, "refused_pdf")
        }
    }
}
