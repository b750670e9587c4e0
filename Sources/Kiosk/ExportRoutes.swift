import Dispatch
import HTTP
import Store
import Workshop

/// The files in which a workshop's results are kept, and its report to read here.
extension Routes {
    /// The last parts of the files' paths, with what they are.
    static let files: [String: (part: WorkshopFiles.Part, type: String)] = [
        "export.csv": (.csv, "text/csv; charset=utf-8"), "export-fields.csv": (.fields, "text/csv; charset=utf-8"),
        "export.xlsx": (.xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "export.json": (.json, "application/json"), "report.html": (.html, "text/html; charset=utf-8"),
        "report.pdf": (.pdf, "application/pdf"),
    ]

    /// The file that the path of `visit` names.
    func export(_ visit: Visit, _ code: SpokenCode) async throws -> Response {
        guard let (part, type) = Self.files[visit.segments[2]] else { return refusal(visit, 404, "refused_not_found") }
        let isReport = part == .html || part == .pdf
        let files = WorkshopFiles(
            results: try await store.results(code), reach: isReport ? try await store.reach(code) : [:],
            assets: assets, language: visit.wording.code)
        do {
            let bytes = try await Self.made { try files.bytes(part) }
            if part == .html, visit.request.query("keep") == nil { return reply.page(bytes) }
            return reply.download(bytes, type: type, name: files.name(part))
        } catch is PDFWriter.Failure {
            return refusal(visit, 503, "refused_pdf")
        }
    }

    /// Makes files one after the other. A large workshop's takes seconds, in which the few threads that serve requests
    /// have votes to take.
    private static let queue = DispatchQueue(label: "exports", qos: .utility)

    /// What `body` makes, in its turn.
    private static func made(_ body: @escaping @Sendable () throws -> [UInt8]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
