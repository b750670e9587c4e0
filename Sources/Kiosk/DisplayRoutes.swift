import HTTP
import Store
import Workshop

/// What the projector's page asks for.
extension Routes {
    /// Everything under `/display`.
    func display(_ visit: Visit) async throws -> Response {
        guard visit.segments.count > 1 else {
            guard let newest = try await store.workshops().first else {
                return refusal(visit, 404, "refused_no_workshop")
            }
            return reply.seeOther("/display/\(newest.code)")
        }
        let workshop = try await workshop(visit)
        let visit = visit.speaking(workshop, assets.languages)
        let key = LiveScreens.Key(code: workshop.code, audience: .display, language: visit.wording.code)
        switch visit.segments.count == 3 ? visit.segments[2] : nil {
        case nil:
            let snapshot = try await store.room(workshop.code, audience: .room)
            let room = rooms.room(snapshot.workshop)
            return reply.page(pages.display(visit.frame, snapshot, room: room, fragment: visit.wantsFragment))
        case "events": return try await frames(key, audience: .room)
        default: return refusal(visit, 404, "refused_not_found")
        }
    }

    /// A stream of whole contents of the screen that `key` names.
    func frames(_ key: LiveScreens.Key, audience: RoomSnapshot.Audience) async throws -> Response {
        let subscription = await screens.subscribe(key)
        let snapshot = try await store.room(key.code, audience: audience)
        return reply.events(subscription, first: screens.frame(snapshot, key))
    }
}
