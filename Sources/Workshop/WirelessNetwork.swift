/// The Wi-Fi that participants join: its name, and its passphrase unless it is open.
public struct WirelessNetwork: Sendable, Equatable {
    /// What is wrong with a typed network.
    public enum Fault: Error, Sendable, Equatable {
        /// The name is empty, has more bytes than an SSID holds, or has control characters.
        case name
        /// The passphrase is neither empty nor 8 to 63 printable ASCII characters.
        case passphrase
    }

    /// The bytes that an SSID holds (IEEE 802.11, 9.4.2.2).
    public static let nameBytes = 1...32
    /// The characters of a passphrase (IEEE 802.11, J.4).
    public static let passphraseCharacters = 8...63

    /// The name (SSID).
    public let name: String
    /// The passphrase; empty for an open network.
    public let passphrase: String

    /// The network called `name`.
    public init(name: String, passphrase: String) throws(Fault) {
        guard Self.nameBytes.contains(name.utf8.count),
            name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }),
            name.contains(where: { $0 != " " })
        else { throw .name }
        let bytes = passphrase.utf8
        guard bytes.isEmpty || Self.passphraseCharacters.contains(bytes.count),
            bytes.allSatisfy({ (0x20...0x7E).contains($0) })
        else { throw .passphrase }
        self.name = name
        self.passphrase = passphrase
    }

    /// One whose parts are known to be right.
    init(made name: String, passphrase: String) {
        self.name = name
        self.passphrase = passphrase
    }

    /// Whether anyone can join without a passphrase.
    public var isOpen: Bool { passphrase.isEmpty }

    /// The text of the QR code that a phone's camera joins the network by, in the format that ZXing introduced and
    /// phones read.
    public var qrText: String {
        let name = Self.escaped(name)
        return isOpen ? "WIFI:T:nopass;S:\(name);;" : "WIFI:T:WPA;S:\(name);P:\(Self.escaped(passphrase));;"
    }

    /// `text` with a backslash before each character that means something in the format.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            if "\\;,:\"".unicodeScalars.contains(character) { escaped += "\\" }
            escaped.unicodeScalars.append(character)
        }
        return escaped
    }
}
