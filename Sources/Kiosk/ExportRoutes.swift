import Dispatch
import Exports
import HTTP
import Store
import Workshop

/// The files in which a workshop's results are kept.
extension Routes {
    /// The file that the path of `visit` names.
    func export(_ visit: Visit, _ code: SpokenCode) async throws -> Response {
        let results = try await store.results(code)
        switch visit.segments[2] {
        case "export.json":
            let bytes = try await Self.made { try BundleExport.encode(results) }
            return reply.download(bytes, type: "application/json", name: "\(code).json")
        case "export.xlsx":
            let (words, fields) = (assets.exportWords(for: results.workshop), assets.exportFields)
            let bytes = try await Self.made { try XLSXExport.encode(results, words: words, fields: fields) }
            return reply.download(
                bytes, type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name: "\(code).xlsx")
        case "export-fields.csv":
            let bytes = CSVExport.fields(assets.exportFields)
            return reply.download(bytes, type: "text/csv; charset=utf-8", name: "\(code)-fields.csv")
        default:
            let bytes = try await Self.made { CSVExport.results(results, language: results.workshop.language) }
            return reply.download(bytes, type: "text/csv; charset=utf-8", name: "\(code).csv")
        }
    }

    /// Makes files one after the other. A large workshop's takes seconds, in which the few threads that serve requests
    /// have votes to take.
    private static let queue = DispatchQueue(label: "exports", qos: .utility)

    /// What `body` makes, in its turn.
    static func made(_ body: @escaping @Sendable () throws -> [UInt8]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
