import HTTP

/// The page that a phone opens by itself when it has joined the box's network.
extension Routes {
    /// Tells how to go on in the real browser; a press of its button keeps the phone on the network.
    ///
    /// The button works without cookies, storage and scripts: small browsers promise none.
    func welcomePage(_ visit: Visit, isGet: Bool) -> Response {
        guard let portal else { return refusal(visit, 404, "refused_not_found") }
        if !isGet {
            portal.devices.note(visit.request.address)
            return reply.seeOther(Portal.path)
        }
        let isIn = portal.devices.contains(visit.request.address)
        return reply.page(pages.welcome(visit.frame, address: rooms.address(), isIn: isIn))
    }
}
