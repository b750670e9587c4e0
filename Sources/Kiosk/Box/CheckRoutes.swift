import Appliance
import HTTP
import Store
import Workshop

/// The box's self-test as a page, and the watch over its disk.
extension Routes {
    func check(_ visit: Visit) async throws -> Response {
        let lines = FindingLine.lines(try await facts().findings, visit.wording)
        let html = pages.check(visit.frame, lines, hasBox: appliance != nil)
        return reply.page(html)
    }

    private func facts() async throws -> BoxFacts {
        // Quickly: people wait for the page, and the room votes meanwhile. The command looks at everything.
        var facts = try await BoxFacts.measured(of: store, isThorough: false)
        facts.freeBytes = rooms.freeBytes()
        facts.now = wallClock()
        facts.floor = await clockFloor()
        // Somebody is reading it.
        facts.answers = true
        guard let appliance else { return facts }
        let machine = appliance.reports.read(MachineFacts.report).flatMap {
            MachineFacts(content: $0, now: clock.now / 1000)
        }
        facts.radio = machine?.radio
        facts.throttled = machine?.throttled
        if facts.leadsPhones {
            let checks = NetworkChecks(
                address: NetworkReport.address(appliance.reports) ?? BoxNetwork.address,
                port: rooms.address().port)
            (facts.namesResolve, facts.portalAnswers) = await SideWork("check").made {
                (checks.namesResolve(), checks.portalAnswers())
            }
        }
        return facts
    }
}

extension RoomFacts {
    /// What is to be said of the disk: that nothing can be stored, or that room is short; nil while all is well.
    func space() -> Finding? {
        var facts = BoxFacts()
        facts.freeBytes = freeBytes()
        facts.databaseBytes = databaseBytes()
        facts.isWritable = isWritable()
        if let unwritable = facts.unwritable { return unwritable }
        return facts.space.flatMap { $0.state == .good ? nil : $0 }
    }
}

extension Pages {
    /// How the box is, line by line.
    func check(_ frame: Frame, _ lines: [FindingLine], hasBox: Bool) -> [UInt8] {
        let wording = frame.wording
        let worst = lines.map(\.finding).worst
        let content: [String: Any] = [
            "worst": light(worst, wording), "summary": wording["check_all_\(worst.rawValue)"],
            "lines": lines.map { line -> [String: Any] in
                var entry = light(line.finding.state, wording)
                entry["subject"] = line.subject
                entry["text"] = line.text
                if !line.remedy.isEmpty { entry["remedy"] = line.remedy }
                entry["setsClock"] = hasBox && line.finding.topic == .clock && line.finding.state != .good
                return entry
            },
        ]
        return document(frame, main: "check", title: wording["check_title"], isInline: false, content)
    }

    /// A light, by colour, by sign and by word.
    private func light(_ state: Finding.State, _ wording: Wording) -> [String: Any] {
        let sign =
            switch state {
            case .good: "✓"
            case .warning: "!"
            case .bad: "✕"
            }
        return ["state": state.rawValue, "sign": sign, "stateName": wording["check_state_\(state.rawValue)"]]
    }

    /// The warning that the disk gets full; nil while there is plenty of room.
    func space(_ finding: Finding?, _ wording: Wording) -> [String: Any]? {
        finding.flatMap { FindingLine.lines([$0], wording).first }
            .map { ["text": "\($0.text) \($0.remedy)", "isUrgent": $0.finding.state == .bad] }
    }
}
