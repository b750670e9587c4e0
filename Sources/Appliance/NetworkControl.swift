import Glibc
import Workshop

/// Makes the box's network as the settings say, through NetworkManager. Needs the rights of an administrator.
public struct NetworkControl: Sendable {
    /// Where the connection is written: in memory, anew at each start, so that the passphrase is kept in one place and
    /// the card is not written to.
    public static let connections = "/run/NetworkManager/system-connections"
    /// Where the name server keeps who has which address, in memory too (systemd/workshop-kiosk-dnsmasq.conf).
    private static let leaseFile = "/run/NetworkManager/workshop-kiosk.leases"
    /// The seconds that a radio may take until it is an access point.
    private static let patience = "45"

    private let directory: String
    private let phones: PhoneInterfaces
    private var file: String { "\(directory)/\(ConnectionFile.name).nmconnection" }

    /// - Parameters:
    ///   - directory: Where NetworkManager reads connections.
    ///   - state: Where the firewall finds the interfaces on which phones are.
    public init(directory: String = NetworkControl.connections, state: String = Appliance.stateDirectory) {
        self.directory = directory
        phones = PhoneInterfaces(directory: state)
    }

    /// An interface, as NetworkManager tells it.
    struct Interface: Equatable {
        var name: String
        var type: String
        var state: String
        var connection: String
    }

    /// Brings `network` up; one that is up already as it is to be is left alone.
    ///
    /// - Parameters:
    ///   - wireless: The Wi-Fi, for a network that the box makes.
    ///   - seconds: How long an interface that is not there yet is waited for: at a start the radio may come last.
    /// - Returns: What went less well, in sentences for a technician.
    /// - Throws: ``NetworkProblem`` or ``ApplianceError``.
    public func up(_ network: BoxNetwork, wireless: WirelessNetwork, waiting seconds: Int = 0) throws -> [String] {
        try needManager()
        guard network.isOwn else {
            try phones.set([])
            forget()
            return []
        }
        if network.mode == .wifi { try unblock() }
        var left = seconds
        while left > 0, !Self.isReady(try? Self.chosen(for: network, among: try interfaces())) {
            sleep(1)
            left -= 1
        }
        let interface = try Self.chosen(for: network, among: try interfaces())
        var remarks: [String] = []
        if network.mode == .wifi { remarks += setCountry(network.country) }
        // Before the network is: there is no moment in which a phone gets further than it may.
        try phones.set([interface.name])
        let text = ConnectionFile(network, wireless: wireless, interface: interface.name).text
        let isSame = WholeFile.read(file, limit: 65_536) == Array(text.utf8)
        if isSame, interface.connection == ConnectionFile.name, interface.state.hasPrefix("connected") {
            return remarks
        }
        forget()
        mkdir(directory, 0o700)
        try WholeFile.write(Array(text.utf8), to: file, mode: 0o600)
        do {
            try Command.run("nmcli", ["connection", "load", file])
            try Command.run("nmcli", ["--wait", Self.patience, "connection", "up", "id", ConnectionFile.name])
        } catch ApplianceError.failed(_, _, let words) {
            throw NetworkProblem.refused(words: words)
        }
        return remarks
    }

    /// Lets the firewall of the next start know `network`, which has been set and not been brought up yet, beside the one
    /// that is up. On a machine that is no box, or for somebody who is not its administrator, nothing is done.
    public func expect(_ network: BoxNetwork) {
        guard network.isOwn, access(phones.directory, W_OK) == 0 else { return }
        guard let name = network.interface ?? (try? Self.chosen(for: network, among: try interfaces()))?.name,
            !phones.kept.contains(name)
        else { return }
        try? phones.keep(phones.kept + [name])
    }

    /// Takes the box's own network down until it is brought up again.
    public func down() throws {
        try needManager()
        forget()
    }

    /// How the network is now.
    public func report(_ network: BoxNetwork, wireless: WirelessNetwork?) throws -> NetworkReport {
        try needManager()
        let all = try interfaces()
        var report = NetworkReport(mode: network.mode, isUp: false, country: network.country)
        report.wifi = wireless?.name
        guard network.isOwn else {
            let used = all.first { $0.state == "connected" && ["ethernet", "wifi"].contains($0.type) }
            report.isUp = used != nil
            report.interface = used?.name
            report.address = used.flatMap { address(of: $0.name) }
            return report
        }
        report.name = BoxNetwork.name
        if network.mode == .wifi { report.channel = network.channel }
        guard let used = all.first(where: { $0.connection == ConnectionFile.name }) else { return report }
        report.isUp = used.state == "connected"
        report.interface = used.name
        report.address = address(of: used.name)
        report.leases = leases()
        return report
    }

    // MARK: - Its parts

    private func needManager() throws {
        let state: String
        do {
            state = try Command.run("nmcli", ["-t", "-f", "RUNNING", "general"]).output
        } catch ApplianceError.failed {
            throw NetworkProblem.managerStopped
        }
        if state != "running" { throw NetworkProblem.managerStopped }
    }

    private func interfaces() throws -> [Interface] {
        Self.interfaces(try Command.run("nmcli", ["-t", "-f", "DEVICE,TYPE,STATE,CONNECTION", "device"]).output)
    }

    /// What `nmcli -t` lists: fields between colons, those in them with a backslash.
    static func interfaces(_ output: String) -> [Interface] {
        output.split(separator: "\n").compactMap { line in
            var fields = [""]
            var isEscaped = false
            for character in line {
                if !isEscaped, character == "\\" {
                    isEscaped = true
                } else if !isEscaped, character == ":" {
                    fields.append("")
                } else {
                    fields[fields.count - 1].append(character)
                    isEscaped = false
                }
            }
            guard fields.count == 4 else { return nil }
            return Interface(name: fields[0], type: fields[1], state: fields[2], connection: fields[3])
        }
    }

    static func chosen(for network: BoxNetwork, among all: [Interface]) throws(NetworkProblem) -> Interface {
        let type = network.mode == .wifi ? "wifi" : "ethernet"
        let fitting = all.filter { $0.type == type && (network.interface ?? $0.name) == $0.name }
        // What NetworkManager manages goes before what it leaves alone.
        guard let first = fitting.first(where: { $0.state != "unmanaged" }) ?? fitting.first else {
            throw .noInterface(network.mode, named: network.interface)
        }
        return first
    }

    /// Whether NetworkManager can make a network on `interface`: not before the radio's own service has started.
    private static func isReady(_ interface: Interface?) -> Bool {
        interface.map { $0.state != "unavailable" && $0.state != "unmanaged" } ?? false
    }

    /// Takes the connection away, where there is one.
    private func forget() {
        _ = try? Command.run("nmcli", ["connection", "delete", "id", ConnectionFile.name])
        unlink(file)
    }

    private func unblock() throws {
        guard Self.radios().contains(where: \.isSoft) || Self.radios().contains(where: \.isHard) else { return }
        if Self.radios().allSatisfy(\.isHard) { throw NetworkProblem.radioSwitchedOff }
        _ = try? Command.run("nmcli", ["radio", "wifi", "on"])
        let left = Self.radios()
        if !left.isEmpty, left.allSatisfy({ $0.isSoft || $0.isHard }) { throw NetworkProblem.radioBlocked }
    }

    /// How each Wi-Fi radio is kept off (Documentation/driver-api/rfkill.rst of the kernel).
    static func radios(in folder: String = "/sys/class/rfkill") -> [(isSoft: Bool, isHard: Bool)] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var radios: [(isSoft: Bool, isHard: Bool)] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            func word(_ file: String) -> String {
                let bytes = WholeFile.read("\(folder)/\(name)/\(file)", limit: 4096) ?? []
                return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
            }
            if word("type") == "wlan" { radios.append((word("soft") == "1", word("hard") == "1")) }
        }
        return radios
    }

    private func setCountry(_ country: String) -> [String] {
        do {
            try Command.run("iw", ["reg", "set", country])
        } catch ApplianceError.missing {
            return ["iw is not installed, so that the radio was not told its country (apt install iw)."]
        } catch {
            return ["The radio did not take the country \(country) (apt install wireless-regdb)."]
        }
        return []
    }

    private func address(of interface: String) -> String? {
        let output = try? Command.run("nmcli", ["-g", "IP4.ADDRESS", "device", "show", interface]).output
        let address = output?.prefix { $0 != "/" && $0 != " " && $0 != "\n" } ?? ""
        return address.isEmpty ? nil : String(address)
    }

    private func leases() -> Int? {
        WholeFile.read(Self.leaseFile, limit: 1 << 20).map { bytes in
            bytes.split(separator: UInt8(ascii: "\n")).count
        }
    }
}
