import HTTP
import Store
import Workshop

/// What the facilitator sets the display to.
extension Routes {
    /// Does what a form of the display's controls asks.
    func setScreen(_ form: Form, _ workshop: Workshop, _ wording: Wording) async throws {
        let code = workshop.code
        switch form["do"] {
        case "blank": try await store.setBlank(true, in: code)
        case "blank-off": try await store.setBlank(false, in: code)
        case "welcome": try await store.setWelcome(true, in: code)
        case "welcome-off": try await store.setWelcome(false, in: code)
        case "freeze":
            let (pages, rooms) = (pages, rooms)
            try await store.freeze(code) { snapshot in
                pages.frozenScenes(snapshot, room: rooms.room(snapshot.workshop))
            }
        case "freeze-off": try await store.unfreeze(code)
        case "point":
            let snapshot = try await store.room(code, audience: .room)
            guard let row = form["row"], let shown = snapshot.shown,
                Pointable.all(snapshot, wording).contains(where: { $0.row == row })
            else { throw Refusal.noSuchItem }
            try await store.point(at: DisplayState.Pointer(activity: shown.id, row: row), in: code)
        case "point-off": try await store.point(at: nil, in: code)
        case "theme":
            guard let theme = DisplayState.Theme(rawValue: form["theme"] ?? "") else {
                throw Refusal.missingField(name: "theme")
            }
            try await store.setTheme(theme, in: code)
        default: throw Refusal.missingField(name: "do")
        }
    }

    /// Keeps the Wi-Fi that the start screen tells; an empty name forgets it.
    func setWireless(_ visit: Visit) async throws -> Response {
        let form = visit.request.form
        let name = form["wifi-name"] ?? ""
        let passphrase = form["wifi-passphrase"] ?? ""
        do {
            let isForgotten = name.isEmpty && passphrase.isEmpty
            let network = isForgotten ? nil : try WirelessNetwork(name: name, passphrase: passphrase)
            if let moved = try await change(network) { return self.moved(visit, to: moved) }
            return reply.seeOther("/facilitator")
        } catch let fault as WirelessNetwork.Fault {
            let notice = Notice(isError: true, text: pages.reason(fault, visit.wording))
            return try await start(visit, notice: notice, status: 422)
        }
    }

    /// What the form of the Wi-Fi holds: what was typed, else what is kept.
    func typedWireless(_ visit: Visit) async throws -> (name: String, passphrase: String, isRefused: Bool) {
        let form = visit.request.form
        if let name = form["wifi-name"] { return (name, form["wifi-passphrase"] ?? "", true) }
        let network = try await store.wireless()
        return (network?.name ?? "", network?.passphrase ?? "", false)
    }
}
