import Glibc

/// What only a service with more rights than the daemon can measure: the radio, and the firmware's word on power.
///
/// The daemon has no devices and no bus. So `workshop-kiosk-check.service` measures now and then, and reports.
public struct MachineFacts: Sendable, Equatable {
    /// What they are called among the reports.
    public static let report = "check"
    /// The seconds after which a report is no longer believed: its timer comes every five minutes.
    public static let age: Int64 = 900

    /// The box's own Wi-Fi; nil where NetworkManager is not installed.
    public var radio: BoxFacts.Radio?
    /// What `vcgencmd get_throttled` says; nil where there is no such program.
    public var throttled: UInt32?
    /// When they were measured, in seconds since boot.
    public var uptime: Int64

    /// Facts of the moment `uptime`.
    public init(radio: BoxFacts.Radio? = nil, throttled: UInt32? = nil, uptime: Int64) {
        self.radio = radio
        self.throttled = throttled
        self.uptime = uptime
    }

    /// Measures them now.
    public static func measured() -> MachineFacts {
        var facts = MachineFacts(uptime: uptimeNow)
        facts.throttled = output(of: "vcgencmd get_throttled").flatMap(throttled(said:))
        if let devices = output(of: "nmcli --terse --fields DEVICE,TYPE,STATE,CONNECTION device") {
            facts.radio = radio(
                devices: devices, isOn: output(of: "nmcli radio wifi")?.contains("enabled") ?? false)
        }
        return facts
    }

    /// What `vcgencmd get_throttled` has said, such as `throttled=0x50000`.
    static func throttled(said text: String) -> UInt32? {
        guard let mark = text.firstIndex(of: "x") else { return nil }
        let digits = text[text.index(after: mark)...].prefix { $0.isHexDigit }
        return UInt32(digits, radix: 16)
    }

    /// What the lines `DEVICE:TYPE:STATE:CONNECTION` of `nmcli` mean. A radio that is a guest in somebody else's network
    /// makes none.
    ///
    /// - Parameter isOn: Whether the radio is switched on.
    static func radio(devices: String, isOn: Bool) -> BoxFacts.Radio {
        let wireless = NetworkControl.interfaces(devices).filter { $0.type == "wifi" }
        if wireless.isEmpty { return .none }
        guard isOn else { return .off }
        return wireless.contains { $0.state == "connected" && $0.connection == ConnectionFile.name } ? .up : .down
    }

    /// The lines of a report.
    public var content: [UInt8] {
        var lines = ["uptime \(uptime)"]
        if let radio { lines.append("radio \(radio.rawValue)") }
        if let throttled { lines.append("throttled \(throttled)") }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Reads a report; nil when it is none or older than ``age`` at `now` seconds since boot.
    public init?(content: [UInt8], now: Int64) {
        var values: [Substring: Substring] = [:]
        let text = String(decoding: content, as: UTF8.self)
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2 { values[words[0]] = words[1] }
        }
        guard let uptime = values["uptime"].flatMap({ Int64($0) }), (0...Self.age).contains(now - uptime) else {
            return nil
        }
        self.init(
            radio: values["radio"].flatMap { BoxFacts.Radio(rawValue: String($0)) },
            throttled: values["throttled"].flatMap { UInt32($0) }, uptime: uptime)
    }

    /// Seconds since boot.
    public static var uptimeNow: Int64 { MachineBoot.milliseconds / 1000 }

    /// What a command of fixed words prints; nil when it is not installed or fails.
    private static func output(of command: String) -> String? {
        guard let pipe = popen("LC_ALL=C \(command) 2>/dev/null", "re") else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = fread(&bytes, 1, bytes.count, pipe)
        guard pclose(pipe) == 0 else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
