import HTTP
import Store
import Workshop

/// The box's settings: the first start of a new box leads here, and the start page later.
extension Routes {
    /// The months after which new workshops may be proposed to be deleted.
    static let deletionMonths = [0, 1, 3, 6, 12, 24]

    /// Everything under `/facilitator/setup`.
    func setUp(_ visit: Visit, _ token: String, isGet: Bool) async throws -> Response {
        if isGet {
            var form = Pages.SetupForm(settings: try await store.boxSettings())
            if let network = try await store.wireless() {
                form.wifiName = network.name
                form.wifiPassphrase = network.passphrase
            }
            return try await setUpPage(visit, form, notice: nil)
        }
        let typed = visit.request.form
        if typed["skip"] != nil {
            try await store.skipSetUp()
            return reply.seeOther("/facilitator")
        }
        var form = Pages.SetupForm(settings: BoxSettings())
        form.settings.language = typed["language"] ?? ""
        form.settings.organisation = typed["organisation"] ?? ""
        form.settings.deletionMonths = typed["deletion-months"].flatMap { Int($0) } ?? 0
        form.pin = typed["pin"] ?? ""
        form.wifiName = typed["wifi-name"] ?? ""
        form.wifiPassphrase = typed["wifi-passphrase"] ?? ""
        do {
            guard form.settings.language.isEmpty || assets.languages[form.settings.language] != nil else {
                throw Refusal.missingField(name: "language")
            }
            guard Self.deletionMonths.contains(form.settings.deletionMonths) else {
                throw Refusal.missingField(name: "deletion")
            }
            let pin = form.pin.allSatisfy(\.isWhitespace) ? nil : try PIN(form.pin)
            let asksWifi = appliance != nil && typed["wifi-name"] != nil
            let isForgotten = form.wifiName.isEmpty && form.wifiPassphrase.isEmpty
            let network =
                asksWifi && !isForgotten
                ? try WirelessNetwork(name: form.wifiName, passphrase: form.wifiPassphrase) : nil
            let isNew = try await store.setUp(form.settings, pin: pin, by: token)
            if isNew { await screens.endConsoles() }
            let moved = asksWifi ? try await change(network) : nil
            if let moved { return self.moved(visit, to: moved) }
            return reply.seeOther("/facilitator?done=setup")
        } catch {
            let (status, text) =
                switch error {
                case let fault as PIN.Fault: (422, pages.reason(fault, visit.wording))
                case let fault as WirelessNetwork.Fault: (422, pages.reason(fault, visit.wording))
                default: (words(visit, error).status, words(visit, error).text)
                }
            return try await setUpPage(visit, form, notice: Notice(isError: true, text: text), status: status)
        }
    }

    private func setUpPage(
        _ visit: Visit, _ form: Pages.SetupForm, notice: Notice?, status: Int = 200
    ) async throws -> Response {
        let html = pages.setUp(
            visit.frame, form, box: try await store.box(), isNew: try await !store.isSetUp(),
            hasNetwork: appliance != nil, notice: notice)
        return reply.page(html, status: status)
    }

    /// The form for a new workshop as the box's settings say.
    func newWorkshopForm(_ visit: Visit) async throws -> Pages.WorkshopForm {
        let settings = try await store.boxSettings()
        var form = Pages.WorkshopForm(method: visit.request.query("method") ?? "")
        form.language = settings.language
        form.organisation = settings.organisation
        // Counted from a wrong day the date would be wrong, too, and people are told it.
        if settings.deletionMonths > 0, let today = BoxDay.believable(rooms.today()) {
            form.deletion = today.adding(months: settings.deletionMonths).description
        }
        return form
    }
}
