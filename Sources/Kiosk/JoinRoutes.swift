import HTTP
import Store
import Workshop

/// How participants come in: by the code, with a card, or with the code that moves them to another phone.
extension Routes {
    /// The front page.
    func front(_ visit: Visit, typedCode: String, notice: Notice?, status: Int = 200) -> Response {
        reply.page(
            pages.front(
                visit.frame, typedCode: typedCode, notice: notice,
                offersToStay: portal?.mayLeave(visit.request) ?? false), status: status)
    }

    /// From a typed join code to the workshop's page.
    func joinByCode(_ visit: Visit) async throws -> Response {
        // Not slowed after wrong tries: the code hangs on the wall, and a hall may share one address.
        let typed = visit.request.form["code"] ?? ""
        guard let code = SpokenCode(typed, length: SpokenCode.joinLength),
            let workshop = try await store.workshop(code)
        else {
            let text = pages.reason(.noSuchWorkshop, visit.wording)
            return front(visit, typedCode: typed, notice: Notice(isError: true, text: text), status: 404)
        }
        return reply.seeOther("/w/\(workshop.code)")
    }

    /// Makes the reader a participant; a double tap, or a second join from the same phone, is the same one.
    func join(_ visit: Visit, _ workshop: Workshop) async throws -> Response {
        let page = "/w/\(workshop.code)"
        var filled = Pages.JoinForm(card: visit.request.form["card"] ?? "", name: visit.request.form["name"] ?? "")
        for question in assets.background where workshop.background.contains(question.id) {
            guard let chosen = visit.request.form["background-\(question.id)"],
                question.options.contains(where: { $0.id == chosen })
            else { continue }
            filled.background[question.id] = chosen
        }
        let typed = filled
        let isBlank = typed.card.allSatisfy(\.isWhitespace)
        if isBlank, try await member(visit, workshop) != nil { return reply.seeOther(page) }
        do {
            var card: SpokenCode?
            if !isBlank {
                // Not slowed after wrong tries: a card is too long to be guessed, and a hall may share one address.
                card = SpokenCode(typed.card, length: SpokenCode.cardLength)
                guard let card, try await store.isKnown(card: card) else { throw Refusal.noSuchCard }
            }
            // The same form again is the same participant, and a card is bounded by itself.
            let isNew = isBlank ? try await isNewKey(visit, workshop) : false
            let join = { [card] in
                try await store.join(
                    workshop.code, card: card, name: typed.name, background: typed.background,
                    key: visit.request.form["key"])
            }
            let membership =
                try await isNew ? joins.join(workshop.code, from: visit.request.address, join) : join()
            return welcome(visit, page, workshop, membership)
        } catch {
            return await stopped(visit, by: error) { notice, status in
                reply.page(pages.join(visit.frame, workshop: workshop, form: typed, notice: notice), status: status)
            }
        }
    }

    /// Whether the form for joining has made nobody yet.
    private func isNewKey(_ visit: Visit, _ workshop: Workshop) async throws -> Bool {
        guard let key = visit.request.form["key"] else { return true }
        return try await store.participant(token: key, in: workshop.code) == nil
    }

    /// A scanned card: the way into the workshop that is open, or else the newest.
    func card(_ visit: Visit) async throws -> Response {
        guard let card = SpokenCode(visit.segments[1], length: SpokenCode.cardLength),
            try await store.isKnown(card: card)
        else { throw Refusal.noSuchCard }
        let all = try await store.workshops()
        // A card belongs to its holder: it leads into a rehearsal only when there is nothing else.
        let real = all.filter { !$0.isRehearsal }
        let workshops = real.isEmpty ? all : real
        guard let chosen = workshops.first(where: \.isOpen) ?? workshops.first,
            let workshop = try await store.workshop(chosen.code)
        else { return refusal(visit, 404, "refused_no_workshop") }
        let visit = visit.speaking(workshop, assets.languages)
        let frame = visit.frame
        var notice: Notice?
        if let member = try await member(visit, workshop) {
            if try await store.holder(of: card, in: workshop.code) == member {
                return reply.seeOther("/w/\(workshop.code)")
            }
            notice = Notice(isError: false, text: visit.wording["card_other_participant"])
        }
        return reply.page(
            pages.join(frame, workshop: workshop, form: Pages.JoinForm(card: card.grouped), notice: notice))
    }

    /// Lets a participant in again, on whatever phone.
    func reenter(_ visit: Visit, _ workshop: Workshop) async throws -> Response {
        let typed = visit.request.form["reentry"] ?? ""
        let address = visit.request.address
        do {
            let known = try await gate.guess(at: .reentry, address: address) { [store] in
                try await Self.rejoin(typed, workshop.code, store)
            }
            guard let membership = known else { throw Refusal.wrongReentryCode }
            return welcome(visit, "/w/\(workshop.code)", workshop, membership)
        } catch {
            return await stopped(visit, by: error) { notice, status in
                let form = Pages.JoinForm(reentry: typed)
                return reply.page(
                    pages.join(visit.frame, workshop: workshop, form: form, notice: notice), status: status)
            }
        }
    }

    /// The participant with the re-entry code that was typed; nil when it is nobody's.
    private static func rejoin(
        _ typed: String, _ code: SpokenCode, _ store: Store
    ) async throws -> Store.Membership? {
        guard let reentry = SpokenCode(typed, length: SpokenCode.reentryLength) else { return nil }
        do {
            return try await store.rejoin(code, reentry: reentry)
        } catch Refusal.wrongReentryCode {
            return nil
        }
    }

    private func welcome(
        _ visit: Visit, _ page: String, _ workshop: Workshop, _ membership: Store.Membership
    ) -> Response {
        portal?.note(visit.request)
        return reply.seeOther(page, cookies: [Reply.cookie(Self.participantCookie(workshop.code), membership.token)])
    }
}
