import Appliance
import HTTP
import Store
import Workshop

/// USB sticks, in the console: the facilitator says what one is for, and then puts it in.
extension Routes {
    /// The seconds between two looks at a page that waits for a stick.
    private static let pause = 3

    /// Everything under `/facilitator/stick`.
    func stick(_ visit: Visit, isGet: Bool) async throws -> Response {
        guard let appliance else { return reply.seeOther("/facilitator") }
        let action = visit.segments.count > 2 ? visit.segments[2] : ""
        if isGet {
            return action.isEmpty
                ? try await stickPage(visit, appliance, problem: nil) : reply.seeOther("/facilitator/stick")
        }
        do {
            switch action {
            case "": return try await arm(visit, appliance)
            case "cancel": appliance.requests.withdraw(.stick)
            case "clear": try appliance.requests.place(.clear)
            case "take": return try await take(visit, appliance)
            case "install": return try await install(visit, appliance)
            default: return refusal(visit, 404, "refused_not_found")
            }
        } catch let error as ApplianceError {
            logger.error("The box's services cannot be asked: \(error)")
            return try await stickPage(visit, appliance, problem: visit.wording["stick_no_service"])
        }
        return reply.seeOther("/facilitator/stick")
    }

    private func arm(_ visit: Visit, _ appliance: Appliance) async throws -> Response {
        let form = visit.request.form
        let task: StickOrder.Task
        switch form["what"] {
        case "all": task = .results(nil)
        case "backup": task = .backup
        case "files": task = .files
        case "update": task = .update
        case let typed:
            guard let code = typed.flatMap({ SpokenCode($0, length: SpokenCode.joinLength) }),
                let workshop = try await store.workshop(code)
            else {
                return try await stickPage(visit, appliance, problem: visit.wording["stick_nothing_chosen"])
            }
            task = .results(workshop.code)
        }
        if task == .update, appliance.isProtected { return try await refuse(.protected, visit, appliance) }
        appliance.requests.withdraw(.clear)
        try appliance.requests.place(.stick, content: StickOrder(task, armedAt: StickOrder.now).text)
        return reply.seeOther("/facilitator/stick")
    }

    /// Has the update installed that the stick brought, unless that would interrupt somebody. The service asks once more.
    private func install(_ visit: Visit, _ appliance: Appliance) async throws -> Response {
        let report = appliance.reports.read(StickReport.name).flatMap(StickReport.init)
        guard let report, report.state == .done, report.task == .update, report.isInstalled != true else {
            return reply.seeOther("/facilitator/stick")
        }
        if appliance.isProtected { return try await refuse(.protected, visit, appliance) }
        if try await store.isAnyStepOpen() { return try await refuse(.running, visit, appliance) }
        try appliance.requests.place(.update)
        return reply.seeOther("/facilitator/stick")
    }

    private func refuse(
        _ reason: StickReport.Reason, _ visit: Visit, _ appliance: Appliance
    ) async throws -> Response {
        try await stickPage(visit, appliance, problem: visit.wording["stick_reason_\(reason.rawValue)"])
    }

    /// Takes in the files that were chosen of those that the stick brought.
    private func take(_ visit: Visit, _ appliance: Appliance) async throws -> Response {
        let chosen = visit.request.form.all("file").compactMap { Int($0) }
        let into = visit.request.form["into"] ?? ""
        let report = appliance.reports.read(StickReport.name).flatMap(StickReport.init)
        guard let report, !chosen.isEmpty else {
            return try await stickPage(visit, appliance, problem: visit.wording["stick_nothing_chosen"])
        }
        // Asked before anything is taken in: it is one form, and what is ticked in it stays.
        if try await workshopForPack(into) == nil {
            for number in chosen {
                guard await FileImport.kind(of: appliance.reports.incoming(number) ?? []) == .pack else { continue }
                return try await stickPage(
                    visit, appliance, chosen: .init(files: Set(chosen), into: into),
                    problem: visit.wording["stick_pack_where"])
            }
        }
        var outcomes: [Pages.ImportOutcome] = []
        for (place, number) in chosen.enumerated() where report.files.indices.contains(number) {
            let name = report.files[number].name.split(separator: "/").last.map { String($0) } ?? ""
            guard let bytes = appliance.reports.incoming(number) else { continue }
            let file = UploadedFile(field: "files", name: name, bytes: bytes)
            outcomes.append(try await outcome(of: file, number: place + 1, into: into, visit))
        }
        let workshops = try await store.workshops().filter { !$0.isRehearsal && !$0.isImported }
        return reply.page(
            pages.importForm(visit.frame, workshops, into: into, outcomes: outcomes, problem: nil),
            status: outcomes.allSatisfy(\.isError) ? 422 : 200)
    }

    private func stickPage(
        _ visit: Visit, _ appliance: Appliance, chosen: Pages.StickChoice = .init(), problem: String?
    ) async throws -> Response {
        let requests = appliance.requests
        let order = requests.content(.stick).flatMap(StickOrder.init)
        let left = order.map { $0.secondsLeft(at: StickOrder.now) } ?? 0
        // Whoever forgot a stick is not surprised by the next one.
        if order != nil, left == 0 { requests.withdraw(.stick) }
        var state = Pages.StickState.idle
        if let order, left > 0 {
            state = .waiting(order, seconds: left)
        } else if requests.isPlaced(.update) {
            state = .report(StickReport(.working, .update), kinds: [])
        } else if !requests.isPlaced(.clear),
            let report = appliance.reports.read(StickReport.name).flatMap(StickReport.init)?.settled(at: StickOrder.now)
        {
            var kinds: [FileImport.Kind] = []
            if report.state == .done {
                for number in report.files.indices {
                    kinds.append(await FileImport.kind(of: appliance.reports.incoming(number) ?? []))
                }
            }
            state = .report(report, kinds: kinds)
        }
        let workshops = try await store.workshops().filter { !$0.isRehearsal }
        var response = reply.page(
            pages.stick(visit.frame, state, workshops, chosen: chosen, problem: problem),
            status: problem == nil ? 200 : 422)
        if state.isGoingOn, problem == nil {
            response.headers.append(("Refresh", "\(Self.pause); url=/facilitator/stick"))
        }
        return response
    }
}
