import ArgumentParser
import Workshop

/// The Wi-Fi that the start screen tells participants to join.
struct Wifi: ParsableArguments {
    @ArgumentParser.Option(
        help: "The name of the Wi-Fi that the display tells people to join; kept in the data directory.")
    var wifiName: String?

    @ArgumentParser.Option(help: "Its passphrase; without it the Wi-Fi is open.")
    var wifiPassphrase: String?

    func validate() throws {
        if wifiName == nil, wifiPassphrase != nil { throw ValidationError("--wifi-passphrase needs --wifi-name.") }
        do {
            _ = try network
        } catch WirelessNetwork.Fault.name {
            throw ValidationError("--wifi-name has 1 to 32 bytes.")
        } catch {
            throw ValidationError("--wifi-passphrase has 8 to 63 printable ASCII characters.")
        }
    }

    /// The network, if one is given.
    var network: WirelessNetwork? {
        get throws {
            guard let wifiName else { return nil }
            return try WirelessNetwork(name: wifiName, passphrase: wifiPassphrase ?? "")
        }
    }
}
