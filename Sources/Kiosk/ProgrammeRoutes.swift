import Exports
import HTTP
import Store
import Workshop

/// Several workshops evaluated together: those of this box, and files from others.
extension Routes {
    private static let aside = SideWork("programme")

    /// Everything under `/facilitator/programme`: choose the workshops, and read or keep the report.
    func programme(_ visit: Visit, isGet: Bool) async throws -> Response {
        let own = try await finished()
        var form = Pages.ProgrammeForm(language: visit.wording.code)
        if isGet { return programmePage(visit, own, form) }
        let fields = visit.request.form
        let ticked = Set(fields.all("workshop"))
        form.ticked = ticked
        form.language = fields["language"] ?? form.language
        let chosen = own.filter { ticked.contains($0.code.description) }
        let files = visit.request.files.filter { $0.field == "files" }
        form.hadFiles = !files.isEmpty
        guard assets.languages[form.language] != nil, !chosen.isEmpty || !files.isEmpty else {
            form.problems = [visit.wording["programme_nothing_chosen"]]
            return programmePage(visit, own, form, status: 422)
        }
        let (data, problems) = try await programme(of: chosen, files, visit.wording)
        guard let data else {
            form.problems = problems
            return programmePage(visit, own, form, status: 422)
        }
        return try await report(data, as: fields["as"] ?? "", language: form.language, visit)
    }

    /// The workshops that can be evaluated: those that have begun and of which nothing is open, the newest first.
    private func finished() async throws -> [Workshop] {
        try await store.wholeWorkshops().map(\.workshop).filter { workshop in
            !workshop.isAsking && workshop.agenda.contains { $0.status != .upcoming }
        }
    }

    private func programmePage(
        _ visit: Visit, _ own: [Workshop], _ form: Pages.ProgrammeForm, status: Int = 200
    ) -> Response {
        reply.page(pages.programmeForm(visit.frame, own, form), status: status)
    }

    /// The programme of workshops and files, or what is wrong with each of them.
    private func programme(
        of chosen: [Workshop], _ files: [UploadedFile], _ wording: Wording
    ) async throws -> (ProgrammeData?, problems: [String]) {
        var reader = ProgrammeReader()
        var problems: [String] = []
        for workshop in chosen {
            let results = try await store.results(workshop.code)
            reader = try await Self.aside.made { [reader] in
                var reader = reader
                try reader.add(
                    BundleExport.encode(results), name: "\(results.workshop.title) (\(results.workshop.code))")
                return reader
            }
        }
        for (place, file) in files.enumerated() {
            if let problem = Uploads.problem(file, number: place + 1, wording) {
                problems.append(problem)
                continue
            }
            do {
                reader = try await Self.aside.made { [reader] in
                    var reader = reader
                    try reader.add(file.bytes, name: file.name)
                    return reader
                }
            } catch let error as ProgrammeError {
                problems.append(Self.words(error, wording))
            }
        }
        guard problems.isEmpty else { return (nil, problems) }
        do {
            return (try await Self.aside.made { [reader] in try reader.programme() }, [])
        } catch let error as ProgrammeError {
            return (nil, [Self.words(error, wording)])
        }
    }

    private static func words(_ error: ProgrammeError, _ wording: Wording) -> String {
        switch error {
        case .bundle(let error, let file): return Uploads.words(error, file: file, wording)
        case .wordingChanged(let part, let first, let second):
            let name = part.split(separator: " ").last.map { String($0) } ?? part
            let key = part.hasPrefix("point ") ? "programme_point" : "programme_statement"
            return wording.text(
                "programme_other_words",
                [
                    "part": wording.text(key, ["name": name]), "first": first.file, "second": second.file,
                    "one": first.text.isEmpty ? "–" : first.text, "other": second.text.isEmpty ? "–" : second.text,
                ])
        }
    }

    /// The report as a page, or as a file to keep.
    private func report(
        _ data: ProgrammeData, as kind: String, language: String, _ visit: Visit
    ) async throws -> Response {
        let report = ProgrammeReport(pages: pages)
        guard kind == "pdf" else {
            let html = await Self.aside.made { report.html(data, language: language) }
            return kind == "html"
                ? reply.download(html, type: "text/html; charset=utf-8", name: "programme.html") : reply.page(html)
        }
        do {
            let pdf = try await Self.aside.made {
                try PDFWriter.pdf(of: report.html(data, language: language, isPaper: true))
            }
            return reply.download(pdf, type: "application/pdf", name: "programme.pdf")
        } catch is PDFWriter.Failure {
            return refusal(visit, 503, "refused_pdf")
        }
    }
}
