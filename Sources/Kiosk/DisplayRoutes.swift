import HTTP
import Store
import Workshop

/// What the projector's page asks for.
extension Routes {
    /// Everything under `/display`.
    func display(_ visit: Visit) async throws -> Response {
        portal?.note(visit.request)
        guard visit.segments.count > 1 else { return try await newest(visit) }
        let workshop: Workshop
        do {
            workshop = try await self.workshop(visit)
        } catch Refusal.noSuchWorkshop {
            guard visit.segments.count == 2 else { throw Refusal.noSuchWorkshop }
            return try await displayWithout(visit)
        }
        let visit = visit.speaking(workshop, assets.languages)
        let key = LiveScreens.Key(code: workshop.code, audience: .display, language: visit.wording.code)
        switch visit.segments.count == 3 ? visit.segments[2] : nil {
        case nil:
            let snapshot = try await store.room(workshop.code, audience: .room)
            var following = Pages.Following()
            if visit.request.query("follow") != nil {
                following.isOn = true
                following.newerTitle = try await store.followed(showing: workshop.code).newerTitle
            }
            let html = pages.display(
                visit.frame, snapshot, room: rooms.room(snapshot.workshop), following: following,
                fragment: visit.wantsFragment)
            return reply.page(html)
        case "events": return try await frames(key)
        default: return refusal(visit, 404, "refused_not_found")
        }
    }

    /// A display without a code: on to the newest workshop, or to whatever a display is to show that shows another. To
    /// a script that watches over a display it says so, and whether the one shown still exists.
    private func newest(_ visit: Visit) async throws -> Response {
        let shown = visit.request.query("shown").flatMap { SpokenCode($0, length: SpokenCode.joinLength) }
        let followed = try await store.followed(showing: shown)
        if visit.request.wantsJSON {
            let exists = if let shown { try await store.exists(shown) } else { false }
            let code = followed.code.map { Reply.quoted($0.description) } ?? "null"
            let title = followed.newerTitle.map { Reply.quoted($0) } ?? "null"
            return reply.json("{\"exists\":\(exists),\"show\":\(code),\"newer\":\(title)}")
        }
        guard let code = followed.code else {
            // A display belongs to the box, not to a reader with a language of their own.
            var visit = visit
            if visit.chosenLanguage == nil, visit.request.cookie(Visit.languageCookie) == nil,
                let own = assets.languages[store.boxLanguage]
            {
                visit.wording = own
            }
            // On a network that exists already, whoever is on it would read the PIN: there only the box's own screen shows it.
            let isSeenByRoom = portal?.isOwnNetwork() ?? true || visit.request.address.hasPrefix("127.")
            if isSeenByRoom, try await store.isUnused() {
                let pin = try await store.box().pin
                let html = pages.displayNew(
                    visit.frame, network: try await store.wireless(), address: rooms.address(), pin: pin,
                    stick: rooms.stick())
                return reply.page(html, status: 404)
            }
            return reply.page(
                pages.displayWithout(visit.frame, wasAsked: false, newerTitle: nil, stick: rooms.stick()), status: 404)
        }
        return reply.seeOther("/display/\(code)?follow=1")
    }

    /// The display of a workshop that does not exist (any more): it says so, and offers the newest.
    private func displayWithout(_ visit: Visit) async throws -> Response {
        // The one that its link leads to.
        var newest: Workshop?
        if let code = try await store.followed(showing: nil).code { newest = try await store.workshop(code) }
        return reply.page(
            pages.displayWithout(visit.frame, wasAsked: true, newerTitle: newest?.title, stick: rooms.stick()),
            status: 404)
    }

    /// A stream of whole contents of the screen that `key` names.
    func frames(_ key: LiveScreens.Key) async throws -> Response {
        let subscription = await screens.subscribe(key)
        return reply.events(subscription, first: try await screens.firstFrame(key))
    }
}
