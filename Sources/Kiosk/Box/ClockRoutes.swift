import Appliance
import Glibc
import HTTP
import Workshop

/// Setting the box's clock by the facilitator's, or by hand.
extension Routes {
    /// The seconds by which two clocks may differ before anything is said of it.
    static let clockDifference: Int64 = 120
    /// How long a reply waits for the clock to be set.
    private static let clockPatience: Duration = .seconds(3)

    /// Everything under `/facilitator/clock`.
    func setClock(_ visit: Visit, isGet: Bool) async throws -> Response {
        guard let appliance else { return refusal(visit, 404, "refused_not_found") }
        if isGet {
            let done = visit.request.query("done").flatMap {
                ["set": "clock_done", "same": "clock_same", "waiting": "clock_waiting"][$0]
            }
            return reply.page(
                pages.clock(
                    visit.frame, now: wallClock(), form: Pages.ClockForm(),
                    notice: done.map { Notice(isError: false, text: visit.wording[$0]) }))
        }
        let form = Pages.ClockForm(visit.request.form)
        let now = wallClock()
        guard let wanted = form.wanted else { return clockImpossible(visit, form, now) }
        if !form.isConfirmed, abs(wanted - now) < Self.clockDifference {
            return reply.seeOther("/facilitator/clock?done=same")
        }
        let floor = await clockFloor()
        switch ClockRule.verdict(wanted: wanted, now: now, floor: floor, isConfirmed: form.isConfirmed) {
        case .impossible: return clockImpossible(visit, form, now)
        case .backwards, .far:
            return reply.page(
                pages.confirmClock(visit.frame, now: now, wanted: wanted, isBack: wanted < max(now, floor), form: form))
        case .set: break
        }
        let wish = ClockWish(seconds: wanted, isConfirmed: form.isConfirmed)
        try appliance.requests.place(.clock, content: wish.content)
        let end = clock.now + Int64(Self.clockPatience.components.seconds) * 1000
        while clock.now < end, abs(wallClock() - wanted) > Self.clockDifference {
            try? await Task.sleep(for: .milliseconds(100))
        }
        let isSet = abs(wallClock() - wanted) <= Self.clockDifference
        return reply.seeOther("/facilitator/clock?done=\(isSet ? "set" : "waiting")")
    }

    /// The latest time that the box has known, in seconds since 1970; 0 for none.
    func clockFloor() async -> Int64 {
        let reported = appliance.map { ClockFloor.reported(in: $0.reports) } ?? 0
        // The beginning of that day somewhere in the world: the box's own zone may have been another.
        let noted = (try? await store.latestDay()).flatMap { $0 }.map { Int64($0.number - 1) * 86_400 } ?? 0
        return max(reported, noted)
    }

    /// Whether the box's clock cannot be right; nil where there is no box whose clock could be set.
    func clockIsWrong() async -> Bool? {
        guard appliance != nil else { return nil }
        var facts = BoxFacts()
        facts.now = wallClock()
        facts.floor = await clockFloor()
        return facts.clock?.state != .good
    }

    private func clockImpossible(_ visit: Visit, _ form: Pages.ClockForm, _ now: Int64) -> Response {
        let notice = Notice(isError: true, text: visit.wording["clock_impossible"])
        return reply.page(pages.clock(visit.frame, now: now, form: form, notice: notice), status: 422)
    }
}

extension Pages.ClockForm {
    /// What was sent.
    init(_ form: Form) {
        day = form["day"] ?? ""
        time = form["time"] ?? ""
        device = form["device"].flatMap { Int64($0) }
        isConfirmed = form["confirmed"] != nil
    }

    /// The time that is wanted, in seconds since 1970: what was typed, else the device's.
    var wanted: Int64? {
        if day.isEmpty, time.isEmpty { return device.map { $0 / 1000 } }
        return LocalTime.seconds(day: day, time: time)
    }
}
