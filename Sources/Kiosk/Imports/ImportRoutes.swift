import Exports
import HTTP
import Store
import Workshop

/// Taking files of other boxes into this one, in the console.
extension Routes {
    /// Everything under `/facilitator/import`: choose files, and what became of each.
    func importFiles(_ visit: Visit, isGet: Bool) async throws -> Response {
        let form = visit.request.form
        let chosen = (isGet ? visit.request.query("into") : form["into"]) ?? ""
        let workshops = try await store.workshops().filter { !$0.isRehearsal && !$0.isImported }
        if isGet {
            return reply.page(pages.importForm(visit.frame, workshops, into: chosen, outcomes: [], problem: nil))
        }
        let files = visit.request.files.filter { $0.field == "files" }
        guard !files.isEmpty else {
            let problem = visit.wording["import_nothing_chosen"]
            return reply.page(
                pages.importForm(visit.frame, workshops, into: chosen, outcomes: [], problem: problem), status: 422)
        }
        var outcomes: [Pages.ImportOutcome] = []
        for (place, file) in files.enumerated() {
            outcomes.append(try await outcome(of: file, number: place + 1, into: chosen, visit))
        }
        let html = pages.importForm(visit.frame, workshops, into: chosen, outcomes: outcomes, problem: nil)
        return reply.page(html, status: outcomes.allSatisfy(\.isError) ? 422 : 200)
    }

    /// What becomes of a file that is taken in.
    func outcome(
        of file: UploadedFile, number: Int, into code: String, _ visit: Visit
    ) async throws -> Pages.ImportOutcome {
        let wording = visit.wording
        if let problem = Uploads.problem(file, number: number, wording) {
            return Pages.ImportOutcome(isError: true, text: problem)
        }
        do {
            let outcome = try await FileImport(store: store, assets: assets).takeIn(
                file.bytes, name: file.name, by: visit.facilitator, on: BoxDay.believable(rooms.today()))
            if case .workshop(.added(let code), _, _, _) = outcome { logger.info("Took in the workshop \(code).") }
            if case .pack(let pack) = outcome { return try await put(pack, file.name, into: code, visit) }
            return pages.outcome(outcome, file: file.name, wording)
        } catch let problem as FileImport.Problem {
            return Pages.ImportOutcome(isError: true, text: pages.words(problem, file: file.name, wording))
        }
    }

    /// The workshop with the typed code, which examples can be put into; nil when there is none.
    func workshopForPack(_ typed: String) async throws -> Workshop? {
        guard let code = SpokenCode(typed, length: SpokenCode.joinLength) else { return nil }
        return try await store.workshop(code)
    }

    /// Puts the examples of a pack into the agenda of the workshop that was chosen for them.
    private func put(
        _ pack: Pack, _ file: String, into typed: String, _ visit: Visit
    ) async throws -> Pages.ImportOutcome {
        let wording = visit.wording
        guard let workshop = try await workshopForPack(typed) else {
            return Pages.ImportOutcome(isError: true, text: wording.text("import_pack_where", ["file": file]))
        }
        do {
            let step = try await carry(pack.title, pack.options, into: workshop, visit)
            return Pages.ImportOutcome(
                isError: false,
                text: wording.text("import_pack_done", ["file": file, "title": workshop.title]), subject: pack.title,
                link: .init(
                    path: "/facilitator/\(workshop.code)/agenda#step-\(step)", words: wording["import_pack_show"]))
        } catch let refusal as Refusal {
            return Pages.ImportOutcome(isError: true, text: "\(file): \(pages.reason(refusal, wording))")
        } catch let problem as AgendaProblem {
            return Pages.ImportOutcome(isError: true, text: "\(file): \(words(problem, wording, workshop.language))")
        }
    }

    /// The page of a workshop that was taken in: what there is of it, in place of a console.
    func imported(_ visit: Visit, _ workshop: Workshop) async throws -> Response {
        let now = try await notingDue(workshop)
        let joined = try await store.joined(in: workshop.code)
        return reply.page(pages.imported(visit.frame, now, joined: joined, today: rooms.today()))
    }

    /// What may be done with a workshop that was taken in: all that leaves its agenda and its answers alone.
    static let importedActions: Set<String> = ["erase", "deletion", "record", "lenses", "trail", "method", "pack.json"]
}
