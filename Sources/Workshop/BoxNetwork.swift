/// How phones reach the box: by a network of its own, or by one that exists.
public struct BoxNetwork: Sendable, Equatable {
    /// Whose network it is.
    public enum Mode: String, Sendable, CaseIterable, Codable {
        /// The box's own radio is the access point.
        case wifi
        /// The box is a device of an existing network, which gives it its address.
        case wired
        /// An access point, or a switch with several, at the box's Ethernet socket; the box gives the addresses.
        case accesspoint
    }

    /// What is wrong with what was typed.
    public enum Fault: Error, Sendable, Equatable {
        /// The country is not two letters.
        case country
        /// The channel is none that an access point may use without listening for radar first.
        case channel
        /// The name of the interface is none that Linux takes.
        case interface
    }

    /// The name that the box's own DNS gives it, in the domain that is reserved for networks at home (RFC 8375).
    public static let name = "workshop.home.arpa"
    /// The box's address in a network of its own.
    public static let address = "10.42.0.1"
    /// The bits of the address that are the network's: 2046 addresses, for two halls of a thousand on two days in a row
    /// (systemd/workshop-kiosk-dnsmasq.conf).
    public static let prefix = 21
    /// The channels that may be chosen: 2.4 GHz, and those of 5 GHz that need no radar detection in Europe (ETSI EN 301
    /// 893).
    public static let channels = Array(1...13) + [36, 40, 44, 48]

    /// Whose network it is.
    public let mode: Mode
    /// The country whose rules the radio keeps to, as two capital letters (ISO 3166-1).
    public let country: String
    /// The channel, one of ``channels``.
    public let channel: Int
    /// The interface; nil takes the first of the right kind.
    public let interface: String?

    /// A network; the settings beside the mode suit a box in Sweden.
    public init(
        mode: Mode = .wifi, country: String = "SE", channel: Int = 6, interface: String? = nil
    ) throws(Fault) {
        let country = country.uppercased()
        guard country.utf8.count == 2, country.utf8.allSatisfy({ (65...90).contains($0) }) else { throw .country }
        guard Self.channels.contains(channel) else { throw .channel }
        if let interface {
            // IFNAMSIZ is 16 with the NUL; of the rest these are what keyfiles, rules and paths need no care for.
            let isPlain = interface.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "._-".utf8.contains($0)
            }
            guard (1...15).contains(interface.utf8.count), isPlain, interface.first != ".", interface.first != "-"
            else {
                throw .interface
            }
        }
        self.mode = mode
        self.country = country
        self.channel = channel
        self.interface = interface
    }

    private init() {
        mode = .wifi
        country = "SE"
        channel = 6
        interface = nil
    }

    /// What a box begins with.
    public static let usual = BoxNetwork()

    /// Whether phones are on a network that the box makes, with its own addresses and names.
    public var isOwn: Bool { mode != .wired }
}

extension WirelessNetwork {
    /// A network with a name of its own, so that two boxes in a house are told apart, and a passphrase of 16 symbols
    /// without look-alikes (71 bits) in groups that can be read aloud.
    public static func made(using generator: inout some RandomNumberGenerator) -> WirelessNetwork {
        let suffix = SpokenCode.random(length: 3, using: &generator)
        let secret = SpokenCode.random(length: 16, using: &generator).grouped.lowercased()
        return WirelessNetwork(made: "Workshop-\(suffix)", passphrase: String(secret.map { $0 == " " ? "-" : $0 }))
    }
}
