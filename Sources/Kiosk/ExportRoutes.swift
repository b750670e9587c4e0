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
            let bytes = try BundleExport.encode(results)
            return reply.download(bytes, type: "application/json", name: "\(code).json")
        case "export.xlsx":
            let words = assets.exportWords(for: results.workshop)
            let bytes = try XLSXExport.encode(results, words: words, fields: assets.exportFields)
            return reply.download(
                bytes, type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name: "\(code).xlsx")
        case "export-fields.csv":
            let bytes = CSVExport.fields(assets.exportFields)
            return reply.download(bytes, type: "text/csv; charset=utf-8", name: "\(code)-fields.csv")
        default:
            let bytes = CSVExport.results(results, language: results.workshop.language)
            return reply.download(bytes, type: "text/csv; charset=utf-8", name: "\(code).csv")
        }
    }
}
