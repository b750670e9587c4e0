import GRDB
import Workshop

/// How phones reach the box.
extension Store {
    private static let networkMode = "network_mode"
    private static let networkCountry = "network_country"
    private static let networkChannel = "network_channel"
    private static let networkInterface = "network_interface"

    /// How phones reach the box; the usual way until it has been told another.
    public func network() async throws -> BoxNetwork {
        try await read { db in
            let names = [Self.networkMode, Self.networkCountry, Self.networkChannel, Self.networkInterface]
            let rows = try Row.fetchAll(
                db, sql: "SELECT name, value FROM setting WHERE name IN (?, ?, ?, ?)",
                arguments: StatementArguments(names))
            let values = Dictionary(rows.map { ($0["name"] as String, $0["value"] as String) }) { first, _ in first }
            let usual = BoxNetwork.usual
            let kept = try? BoxNetwork(
                mode: values[Self.networkMode].flatMap(BoxNetwork.Mode.init) ?? usual.mode,
                country: values[Self.networkCountry] ?? usual.country,
                channel: values[Self.networkChannel].flatMap { Int($0) } ?? usual.channel,
                interface: values[Self.networkInterface])
            return kept ?? usual
        }
    }

    /// Keeps `network` as the way by which phones reach the box.
    public func setNetwork(_ network: BoxNetwork) async throws {
        var rows = [
            (Self.networkMode, network.mode.rawValue), (Self.networkCountry, network.country),
            (Self.networkChannel, String(network.channel)),
        ]
        if let interface = network.interface { rows.append((Self.networkInterface, interface)) }
        try await writer.write(isCompound: true) { [rows] db, _ in
            try db.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [Self.networkInterface])
            for (name, value) in rows {
                try db.execute(
                    sql:
                        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    arguments: [name, value])
            }
            return ((), nil)
        }
    }

    /// The Wi-Fi of a box that makes its own: the one that is kept, else a new one with a passphrase of its own, which is
    /// kept from then on. Nil in a network that exists, where nothing is made up.
    public func ownWireless() async throws -> WirelessNetwork? {
        if let kept = try await wireless() { return kept }
        guard try await network().isOwn else { return nil }
        // The daemon and the network's service may come here at the same moment: the first one's is kept.
        return try await writer.write(isCompound: true) { db, _ in
            if let kept = try Self.wireless(db) { return (kept, nil) }
            var generator = SystemRandomNumberGenerator()
            let made = WirelessNetwork.made(using: &generator)
            try Self.keep(made, db)
            return (made, nil)
        }
    }
}
