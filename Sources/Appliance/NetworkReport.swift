import FoundationEssentials
import Workshop

/// How the box's network is now, as `workshop-kiosk network status` tells it and the daemon reads it. Nothing in it names
/// a device of a participant.
public struct NetworkReport: Sendable, Equatable, Codable {
    /// The name of the report.
    public static let name = "network"

    /// Whose network it is.
    public var mode: BoxNetwork.Mode
    /// Whether phones can be on it.
    public var isUp: Bool
    /// The interface towards the phones; nil when there is none.
    public var interface: String?
    /// The Wi-Fi's name; nil in a network that exists and has not been told to the box.
    public var wifi: String?
    /// The name that phones find the box by; nil in a network that exists, whose names are not the box's.
    public var name: String?
    /// The box's numeric address there; nil when there is none.
    public var address: String?
    /// The country whose rules the radio keeps to.
    public var country: String
    /// The channel of the box's own radio; nil in the other modes.
    public var channel: Int?
    /// How many addresses are given out; nil where the box gives none or may not read it.
    public var leases: Int?

    /// A report.
    public init(mode: BoxNetwork.Mode, isUp: Bool, country: String) {
        self.mode = mode
        self.isUp = isUp
        self.country = country
    }

    /// What the services have reported last; nil when nothing, or nothing that can be read.
    public init?(_ reports: SystemReports) {
        guard let bytes = reports.read(Self.name) else { return nil }
        self.init(json: bytes)
    }

    /// A report as ``json`` writes it; nil for what is none.
    init?(json: [UInt8]) {
        guard let report = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
        self = report
    }

    /// The box's address on the network that it makes, as the services have reported it last; nil when there is none.
    public static func address(_ reports: SystemReports) -> String? {
        NetworkReport(reports).flatMap { $0.isUp && $0.mode != .wired ? $0.address : nil }
    }

    /// The report as JSON, the same for the same facts.
    public var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { Array($0) } ?? Array("{}".utf8)
    }
}
