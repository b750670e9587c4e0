import HTTP

/// What a network's sign-in does for phones: it opens the box's page by itself, and keeps the phone on the network once
/// its holder is in.
///
/// A phone that joins a Wi-Fi asks its maker's host for a page that it knows. The box's DNS leads that here. A redirect
/// makes the phone open a small browser with the page that it leads to; the page that it knows makes it stay.
struct Portal: Sendable {
    /// The box's page that tells how to go on.
    static let path = "/welcome"

    /// What becomes of a request.
    enum Way: Equatable {
        /// It is for the box itself.
        case own
        /// A probe of a device that is in.
        case success(PortalProbe.Answer)
        /// To a page of the box.
        case redirect(String)
    }

    let hosts: OwnHosts
    let devices: JoinedDevices
    /// The address of the box's front page, such as `http://workshop.home.arpa/`.
    let front: @Sendable () -> String
    /// Whether phones are on a network that the box makes.
    let isOwnNetwork: @Sendable () -> Bool

    /// What becomes of a request to `host` for `path` from `address`.
    func way(host: String?, path: String, address: String) -> Way {
        // Every vote comes by here: most end at the look-up of a name in a table.
        guard let host, !hosts.contains(host) else { return .own }
        let name = OwnHosts.bare(host)
        let answer = PortalProbe.answer(host: name, path: path)
        guard answer != nil || PortalProbe.asks(name) else { return .redirect("/") }
        guard devices.contains(address) else { return .redirect(Self.path) }
        return answer.map(Way.success) ?? .redirect("/")
    }

    /// The answer to a request that is not for the box itself; nil for those that are.
    func response(to request: Request) -> Response? {
        switch way(host: request.header("Host"), path: request.path, address: request.address) {
        case .own: return nil
        case .success(let answer):
            // The second header is what NetworkManager looks for first.
            var headers: [(name: String, value: String)] = [
                ("Cache-Control", "no-store"), ("X-NetworkManager-Status", "online"),
            ]
            if let type = answer.contentType { headers.append(("Content-Type", type)) }
            return Response(status: answer.status, headers: headers, content: .bytes(Array(answer.body.utf8)))
        case .redirect(let path):
            let address = front() + path.dropFirst()
            let page = "<!doctype html><title>Workshop</title><p><a href=\"\(address)\">\(address)</a></p>\n"
            return Response(
                status: 302,
                headers: Reply.guards + [
                    ("Location", address), ("Cache-Control", "no-store"), ("Content-Type", "text/html; charset=utf-8"),
                    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
                ], content: .bytes(Array(page.utf8)))
        }
    }

    /// Whether the device that `request` came from may still leave the box's network by itself.
    func mayLeave(_ request: Request) -> Bool {
        isOwnNetwork() && !devices.contains(request.address)
    }

    /// Notes that the device that `request` came from is in, because it takes part.
    ///
    /// Not from Android's sign-in window, which closes as soon as the device is in and takes its cookies with it: who
    /// takes part in it does so as long as it is open.
    func note(_ request: Request) {
        if request.header("User-Agent")?.contains("; wv)") ?? false { return }
        devices.note(request.address)
    }
}
