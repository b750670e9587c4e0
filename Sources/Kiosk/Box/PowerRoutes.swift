import Appliance
import HTTP
import Store

/// Switching the box off, starting it again, and making it new.
extension Routes {
    /// Everything under `/facilitator/power`.
    func power(_ visit: Visit, isGet: Bool) async throws -> Response {
        guard let appliance else { return refusal(visit, 404, "refused_not_found") }
        if isGet { return reply.page(pages.power(visit.frame)) }
        guard let wish = PowerWish(rawValue: visit.request.form["what"] ?? "") else {
            return reply.seeOther("/facilitator/power")
        }
        guard visit.request.form["confirmed"] != nil else {
            return reply.page(
                pages.confirmPower(visit.frame, wish, isOpen: try await store.isAnyStepOpen()))
        }
        try appliance.requests.place(.power, content: wish.rawValue)
        return reply.page(pages.powerDone(visit.frame, wish))
    }

    /// Makes the box new: asks, and does it for whoever types the PIN.
    func reset(_ visit: Visit) async throws -> Response {
        let extent = try await store.extent(of: .box)
        let form = visit.request.form
        guard form["confirmed"] != nil else {
            return reply.page(pages.confirmReset(visit.frame, extent, hasNetwork: appliance != nil, notice: nil))
        }
        guard (form["typed"] ?? "").filter({ !$0.isWhitespace }) == (try await store.box().pin) else {
            let notice = Notice(isError: true, text: visit.wording["erase_wrong_pin"])
            return reply.page(
                pages.confirmReset(visit.frame, extent, hasNetwork: appliance != nil, notice: notice), status: 422)
        }
        await rehearsals.stop()
        let box = try await store.resetToNew()
        copies.remove()
        let wireless = appliance == nil ? nil : try await store.ownWireless()
        await screens.endConsoles()
        await screens.publishAll()
        let moved = try await radioMoves(to: wireless).map { Pages.moved($0, rooms.address()) }
        let html = pages.resetDone(visit.frame, box, moved: moved)
        bringNetworkUpSoon()
        return reply.page(html, cookies: [Reply.expired(Self.sessionCookie)])
    }
}
