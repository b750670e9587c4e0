import Appliance
import HTTP
import Store
import Workshop

/// Erasing and deletion dates, from the console.
extension Routes {
    /// The workshops for the start page. What is shown as due there is noted: the box deletes nothing unseen.
    func shownWorkshops() async throws -> [WorkshopSummary] {
        let today = rooms.today()
        var isNoted = false
        let workshops = try await store.workshops()
        for workshop in workshops where !workshop.isRehearsal {
            if try await note(workshop.deletionDate, workshop.shownDue, workshop.code, today) { isNoted = true }
        }
        return isNoted ? try await store.workshops() : workshops
    }

    /// Notes that the console shows `workshop`, as it was read for its page, as due, if it does; what it is then.
    func notingDue(_ workshop: Workshop) async throws -> Workshop {
        guard try await note(workshop.deletionDate, workshop.shownDue, workshop.code, rooms.today()) else {
            return workshop
        }
        return try await store.workshop(workshop.code) ?? workshop
    }

    private func note(
        _ date: String, _ shown: [CalendarDay], _ code: SpokenCode, _ today: CalendarDay
    ) async throws -> Bool {
        switch DeletionDue(date: date, today: today, shown: shown) {
        case .passed where !shown.contains(today): break
        // The clock went wrong and is right again: what was noted then counts no more.
        case .unclear where shown.contains(where: { $0 > today }) && today >= DeletionDue.earliest: break
        default: return false
        }
        try await store.noteShownDue(code, on: today)
        return true
    }

    /// Sets the day by which a workshop is deleted.
    func setDeletion(_ visit: Visit, _ workshop: Workshop) async throws -> Response {
        do {
            let date = try WorkshopPlan.date(visit.request.form["deletion"] ?? "")
            try await store.setDeletionDate(date, in: workshop.code)
            return reply.seeOther("/facilitator/\(workshop.code)/erase?done=date")
        } catch let refusal as Refusal {
            let (status, _, text) = words(visit, refusal)
            return try await erasePage(
                visit, workshop, notice: Notice(isError: true, text: text),
                typed: visit.request.form["deletion"], status: status)
        }
    }

    /// What can be erased of a workshop: the page, the question, and the doing.
    func erase(_ visit: Visit, _ workshop: Workshop, isGet: Bool) async throws -> Response {
        if isGet {
            let done = visit.request.query("done").flatMap { ["date": "erase_date_done", "1": "erase_done"][$0] }
            return try await erasePage(
                visit, try await notingDue(workshop),
                notice: done.map { Notice(isError: false, text: visit.wording[$0]) }, typed: nil)
        }
        let form = visit.request.form
        do {
            let target = try Self.target(form["what"] ?? "", form["which"] ?? "", in: workshop.code)
            guard form["confirmed"] != nil else { return try await ask(visit, target, workshop, problem: nil) }
            if case .workshop(let code) = target, SpokenCode(form["typed"] ?? "", length: SpokenCode.joinLength) != code
            {
                return try await ask(visit, target, workshop, problem: "erase_wrong_code")
            }
            try await erase(target)
            if case .workshop = target { return reply.seeOther("/facilitator/erase?done=1") }
            return reply.seeOther("/facilitator/\(workshop.code)/erase?done=1")
        } catch let refusal as Refusal {
            let (status, _, text) = words(visit, refusal)
            return try await erasePage(
                visit, workshop, notice: Notice(isError: true, text: text), typed: nil, status: status)
        }
    }

    /// What can be erased of the whole box, and the log of what was.
    func eraseBox(_ visit: Visit, isGet: Bool) async throws -> Response {
        if isGet {
            let notice = visit.request.query("done").map { _ in
                Notice(isError: false, text: visit.wording["erase_done"])
            }
            return try await eraseBoxPage(visit, notice: notice)
        }
        let form = visit.request.form
        if form["what"] == "new" { return try await reset(visit) }
        do {
            let target: ErasureTarget
            switch form["what"] {
            case "box": target = .box
            case "card":
                guard let card = SpokenCode(form["which"] ?? "", length: SpokenCode.cardLength) else {
                    throw Refusal.noSuchCard
                }
                target = .card(card)
            default: throw Refusal.missingField(name: "what")
            }
            guard form["confirmed"] != nil else { return try await ask(visit, target, nil, problem: nil) }
            if target == .box {
                let typed = (form["typed"] ?? "").filter { !$0.isWhitespace }
                guard typed == (try await store.box().pin) else {
                    return try await ask(visit, target, nil, problem: "erase_wrong_pin")
                }
                await rehearsals.stop()
            }
            try await erase(target)
            return reply.seeOther("/facilitator/erase?done=1")
        } catch let refusal as Refusal {
            let (status, _, text) = words(visit, refusal)
            return try await eraseBoxPage(visit, notice: Notice(isError: true, text: text), status: status)
        }
    }

    /// Asks whether `target` is really to be erased, and says what that would take.
    ///
    /// - Parameter problem: The key of what was wrong with the answer.
    private func ask(
        _ visit: Visit, _ target: ErasureTarget, _ workshop: Workshop?, problem: String?
    ) async throws -> Response {
        let form = visit.request.form
        let extent = try await store.extent(of: target)
        var subject: String?
        if let workshop { subject = try await self.subject(target, in: workshop) }
        let question = ErasureQuestion(
            target: target, what: form["what"] ?? "", which: form["which"] ?? "", extent: extent, subject: subject,
            workshop: workshop)
        let notice = problem.map { Notice(isError: true, text: visit.wording[$0]) }
        return reply.page(
            pages.confirmErasure(visit.frame, question, notice: notice), status: problem == nil ? 200 : 422)
    }

    private func erase(_ target: ErasureTarget) async throws {
        try await store.erase(target, mark: assets.erasedMark, on: BoxDay.believable(rooms.today()))
        copies.remove()
    }

    private static func target(_ what: String, _ which: String, in code: SpokenCode) throws(Refusal) -> ErasureTarget {
        switch what {
        case "workshop": return .workshop(code)
        case "idea":
            guard let id = Identifier(which) else { throw .noSuchIdea }
            return .idea(id, in: code)
        case "group":
            guard let id = Identifier(which) else { throw .noSuchGroup }
            return .group(id, in: code)
        case "answer": return .answer(which, in: code)
        case "person":
            guard let person = ErasedPerson(which) else { throw .noSuchParticipant }
            return .person(person, in: code)
        default: throw .missingField(name: "what")
        }
    }

    /// The text that is asked about; nil where it is about more than one.
    private func subject(_ target: ErasureTarget, in workshop: Workshop) async throws -> String? {
        switch target {
        case .idea(let id, _):
            return try await store.erasable(in: workshop.code).flatMap(\.ideas).first { $0.id == id }.map(Pages.whole)
        case .group(let id, _):
            return try await store.erasable(in: workshop.code).flatMap(\.groups).first { $0.id == id }?.name
        case .answer(let mark, _):
            return try await store.erasable(in: workshop.code).flatMap(\.answers).first { $0.mark == mark }?.texts
                .joined(separator: "\n")
        default: return nil
        }
    }

    private func erasePage(
        _ visit: Visit, _ workshop: Workshop, notice: Notice?, typed: String?, status: Int = 200
    ) async throws -> Response {
        let html = pages.erase(
            visit.frame, workshop, try await store.erasable(in: workshop.code), today: rooms.today(),
            typed: typed ?? workshop.deletionDate, notice: notice)
        return reply.page(html, status: status)
    }

    private func eraseBoxPage(_ visit: Visit, notice: Notice?, status: Int = 200) async throws -> Response {
        let html = pages.eraseBox(
            visit.frame, try await store.workshops(), log: try await store.erasures(), notice: notice)
        return reply.page(html, status: status)
    }
}
