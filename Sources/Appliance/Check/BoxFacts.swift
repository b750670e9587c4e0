import Workshop

/// What was measured of a box. What could not be measured is nil, and nothing is said of it.
public struct BoxFacts: Sendable, Equatable {
    /// The box's own Wi-Fi.
    public enum Radio: String, Sendable {
        /// The network that phones join is there.
        case up
        /// The radio is on and makes no network.
        case down
        /// The radio is switched off or blocked.
        case off
        /// The machine has no radio that can be used.
        case none
    }

    /// Whether the database is whole.
    public var isWhole: Bool?
    /// Whether the disk takes what is written.
    public var isWritable: Bool?
    /// Free bytes on the disk of the data.
    public var freeBytes: Int?
    /// The bytes of the database.
    public var databaseBytes = 0
    /// Seconds since 1970 by the box's clock.
    public var now: Int64?
    /// The latest time that the box has known, in seconds since 1970.
    public var floor: Int64 = 0
    /// How phones are to reach the box.
    public var mode = BoxNetwork.Mode.wifi
    /// The box's own Wi-Fi.
    public var radio: Radio?
    /// What the machine's firmware says of power and heat (Raspberry Pi, `vcgencmd get_throttled`).
    public var throttled: UInt32?
    /// Whether the box answers on its port.
    public var answers: Bool?
    /// Whether the box's name leads to it.
    public var namesResolve: Bool?
    /// Whether a phone that looks for the internet is sent to the box.
    public var portalAnswers: Bool?

    /// Whether the box gives out names and leads phones to its page: on a network of its own, and while that is up.
    public var leadsPhones: Bool {
        switch mode {
        case .wifi: radio == .up
        case .accesspoint: true
        case .wired: false
        }
    }

    /// Nothing measured.
    public init() {}
}
