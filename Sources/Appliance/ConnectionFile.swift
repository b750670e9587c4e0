import Workshop

/// The box's own network as a file that NetworkManager reads: a connection in its keyfile format (nm-settings-keyfile(5)).
public struct ConnectionFile: Sendable, Equatable {
    /// What NetworkManager calls the connection.
    public static let name = "workshop-kiosk"
    /// The connection's identity, the same on every box, so that a new file takes the place of the earlier.
    private static let uuid = "5c0f0a8e-58c3-4b0b-9d51-6a1f7c2b8e10"

    /// The file's content.
    public let text: String

    /// The file for `network` on `interface`.
    ///
    /// - Parameter wireless: The Wi-Fi; needed for the box's own radio alone.
    public init(_ network: BoxNetwork, wireless: WirelessNetwork, interface: String) {
        var lines = [
            "# Written by workshop-kiosk from the box's settings, anew at each start.",
            "[connection]", "id=\(Self.name)", "uuid=\(Self.uuid)",
            "type=\(network.mode == .wifi ? "wifi" : "ethernet")", "interface-name=\(Self.escaped(interface))",
            "autoconnect=true", "autoconnect-priority=100", "autoconnect-retries=0",
            "",
        ]
        if network.mode == .wifi { lines += Self.radio(network, wireless) }
        lines += [
            "[ipv4]", "method=shared", "address1=\(BoxNetwork.address)/\(BoxNetwork.prefix)",
            "",
            "[ipv6]", "method=disabled",
        ]
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func radio(_ network: BoxNetwork, _ wireless: WirelessNetwork) -> [String] {
        // As bytes: NetworkManager reads a name such as "12;34" as a list of numbers.
        let name = wireless.name.utf8.map { "\($0);" }.joined()
        var lines = [
            "[wifi]", "mode=ap", "ssid=\(name)", "band=\(network.channel <= 14 ? "bg" : "a")",
            "channel=\(network.channel)",
            // Phones do not reach each other, and the radio does not doze while they wait.
            "ap-isolation=1", "powersave=2",
            "",
        ]
        if !wireless.isOpen {
            lines += [
                "[wifi-security]", "key-mgmt=wpa-psk", "proto=rsn", "pairwise=ccmp", "group=ccmp",
                // Protected management frames are what the radios of small boxes stumble over.
                "pmf=1", "psk=\(escaped(wireless.passphrase))",
                "",
            ]
        }
        return lines
    }

    /// `text` as the value of a keyfile (the format of GLib's `GKeyFile`): a backslash is two, and a space at either end,
    /// which would be cut off, is `\s`.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        let first = text.unicodeScalars.startIndex
        let last = text.unicodeScalars.indices.last
        for index in text.unicodeScalars.indices {
            let scalar = text.unicodeScalars[index]
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\t": escaped += "\\t"
            case "\r": escaped += "\\r"
            case " " where index == first || index == last: escaped += "\\s"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
