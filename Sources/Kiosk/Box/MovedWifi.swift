import HTTP
import Store
import Workshop

/// Another Wi-Fi of the box's own radio: whoever changes it loses the network by which they do, and is told before how to
/// come back.
extension Routes {
    /// How long the box waits before its network follows: this very answer travels by it.
    private static let farewell = Duration.seconds(3)

    /// Keeps the Wi-Fi that people are told, and lets the box's own network follow it soon.
    ///
    /// - Returns: The Wi-Fi that has to be joined now; nil when nobody loses the network.
    func change(_ network: WirelessNetwork?) async throws -> WirelessNetwork? {
        let before = try await store.wireless()
        if network != before { try await store.setWireless(network) }
        // A box makes a Wi-Fi of its own: what is forgotten is made anew.
        let now = appliance == nil ? network : try await store.ownWireless()
        if now != before { await screens.publishAll() }
        // Also when nothing was changed: it may be down, and what is up as it is to be is left alone.
        bringNetworkUpSoon()
        return try await radioMoves(to: now == before ? nil : now)
    }

    /// `network`, if the box's own radio is about to make it.
    func radioMoves(to network: WirelessNetwork?) async throws -> WirelessNetwork? {
        guard appliance != nil, try await store.network().mode == .wifi else { return nil }
        return network
    }

    /// Has the network follow the settings, once the answer to this request has had time to arrive.
    func bringNetworkUpSoon() {
        guard let appliance else { return }
        Task {
            try? await Task.sleep(for: Self.farewell)
            do {
                try appliance.requests.place(.network)
            } catch {
                logger.error("The box's services cannot be asked: \(error)")
            }
        }
    }

    /// The answer to whoever has changed the Wi-Fi to `network`.
    func moved(_ visit: Visit, to network: WirelessNetwork) -> Response {
        reply.page(pages.moved(visit.frame, Pages.moved(network, rooms.address())))
    }
}

extension Pages {
    /// The page after the Wi-Fi was changed. With its style in it, and without a script: the network is about to be gone.
    func moved(_ frame: Frame, _ moved: [String: Any]) -> [UInt8] {
        document(frame, main: "moved", title: frame.wording["moved_title"], isInline: true, ["moved": moved])
    }

    /// How to come back to the box's page at `address` by `network`.
    static func moved(_ network: WirelessNetwork, _ address: BoxAddress) -> [String: Any] {
        var moved = content(network)
        moved["address"] = address.authority
        moved["number"] = address.numericAuthority
        return moved
    }
}
