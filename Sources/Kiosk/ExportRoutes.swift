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
    /// The seconds between two questions of a page that waits for a file.
    private static let pause = 4
    /// The field of the query that says how far whoever asks knows the file to have come.
    private static let known: StaticString = "progress"

    /// The file that the path of `visit` names. A browser is told after a few seconds how far it has come, and asks
    /// again by itself; other programs wait for it.
    func export(_ visit: Visit, _ workshop: Workshop) async throws -> Response {
        guard let (part, type) = Self.files[visit.segments[2]] else { return refusal(visit, 404, "refused_not_found") }
        let isPage = part == .html && visit.request.query("keep") == nil
        let key = FileMaker.Key(code: workshop.code, part: part, language: visit.wording.code)
        let known = visit.request.query(Self.known)
        do {
            if known == "making" {
                switch try await maker.progress(of: key, patience: patience) {
                case .making(let seconds): return making(visit, workshop, part, seconds: seconds)
                case .ready where !isPage: return made(visit, workshop, part)
                case .ready, .made, nil: break
                }
            }
            let results = try await store.results(workshop.code)
            let isReport = part == .html || part == .pdf
            let files = WorkshopFiles(
                results: results, reach: isReport ? try await store.reach(workshop.code) : [:], assets: assets,
                language: visit.wording.code)
            let lastErasure = try await store.erasures().first?.number
            let makeFile = makeFile
            let order = FileMaker.Order(
                key: key, disclosure: Disclosure(results, lastErasure: lastErasure),
                make: { try makeFile(files, part) })
            let progress = try await maker.file(
                order, isNew: known == nil, patience: visit.isBrowser ? patience : nil)
            switch progress {
            case .made(let bytes):
                return isPage ? reply.page(bytes) : reply.download(bytes, type: type, name: files.name(part))
            case .making(let seconds): return making(visit, workshop, part, seconds: seconds)
            case .ready: return made(visit, workshop, part)
            }
        } catch is PDFWriter.Failure {
            return refusal(visit, 503, "refused_pdf")
        } catch FileMaker.Failure.busy {
            return refusal(visit, 503, "refused_busy")
        } catch FileMaker.Failure.tooLarge {
            return refusal(visit, 503, "refused_file_large")
        }
    }

    /// A page that waits for the file and asks again, also without a script.
    private func making(_ visit: Visit, _ workshop: Workshop, _ part: WorkshopFiles.Part, seconds: Int) -> Response {
        let html = pages.making(visit.frame, workshop, part, seconds: seconds)
        var response = reply.page(html, status: 202)
        response.headers.append(("Refresh", "\(Self.pause); url=\(address(visit, workshop, knowing: "making"))"))
        return response
    }

    /// A page that fetches the file, which a browser keeps beside it.
    private func made(_ visit: Visit, _ workshop: Workshop, _ part: WorkshopFiles.Part) -> Response {
        let address = address(visit, workshop, knowing: "ready")
        var response = reply.page(pages.made(visit.frame, workshop, part, address: address))
        response.headers.append(("Refresh", "1; url=\(address)"))
        return response
    }

    private func address(_ visit: Visit, _ workshop: Workshop, knowing known: String) -> String {
        let keep = visit.request.query("keep") == nil ? "" : "keep=1&"
        return "/facilitator/\(workshop.code)/\(visit.segments[2])?\(keep)\(Self.known)=\(known)"
    }
}
