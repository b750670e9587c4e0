import GRDB
import Workshop

/// The Wi-Fi that the display tells participants to join.
extension Store {
    private static let wirelessName = "wifi_name"
    private static let wirelessPassphrase = "wifi_passphrase"

    /// The Wi-Fi, if it has been told to the box.
    public func wireless() async throws -> WirelessNetwork? {
        try await read(Self.wireless)
    }

    /// Keeps `network` as the Wi-Fi; nil forgets it.
    ///
    /// Kept in clear: the display shows it to everyone in the room.
    public func setWireless(_ network: WirelessNetwork?) async throws {
        try await writer.write(isCompound: true) { db, _ in
            try db.execute(
                sql: "DELETE FROM setting WHERE name IN (?, ?)",
                arguments: [Self.wirelessName, Self.wirelessPassphrase])
            if let network { try Self.keep(network, db) }
            return ((), nil)
        }
    }

    static func keep(_ network: WirelessNetwork, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?), (?, ?)",
            arguments: [wirelessName, network.name, wirelessPassphrase, network.passphrase])
    }

    static func wireless(_ db: Database) throws -> WirelessNetwork? {
        let statement = try db.cachedStatement(sql: "SELECT name, value FROM setting WHERE name IN (?, ?)")
        let rows = try Row.fetchAll(statement, arguments: [wirelessName, wirelessPassphrase])
        let values = Dictionary(rows.map { ($0["name"] as String, $0["value"] as String) }) { first, _ in first }
        guard let name = values[wirelessName] else { return nil }
        return try? WirelessNetwork(name: name, passphrase: values[wirelessPassphrase] ?? "")
    }
}
