import Appliance
import Glibc
import Workshop

/// Where people reach the box: the host that is told to them, and the port.
public struct BoxAddress: Sendable, Equatable {
    /// A name or a numeric address.
    public var host: String
    /// The TCP port.
    public var port: Int
    /// A numeric address to tell beside a name, for devices that do not find the name.
    public var number: String?

    /// The address of `host` and `port`.
    public init(host: String, port: Int, number: String? = nil) {
        self.host = host
        self.port = port
        self.number = number
    }

    /// What to type into a browser: the port is left out when it is the web's own.
    public var authority: String { port == 80 ? host : "\(host):\(port)" }
    /// The same with the numeric address; nil where there is none beside the name.
    public var numericAuthority: String? { number.map { port == 80 ? $0 : "\($0):\(port)" } }

    /// The front page, where a join code is typed.
    public var front: String { "http://\(authority)/" }
    /// The facilitator's page.
    public var facilitator: String { "http://\(authority)/facilitator" }
    /// The display's page of the newest workshop.
    public var display: String { "http://\(authority)/display" }

    /// The address that joins the workshop with `code`.
    public func join(_ code: SpokenCode) -> String { "http://\(authority)/w/\(code)" }

    /// The address that a card with `code` opens.
    public func card(_ code: SpokenCode) -> String { "http://\(authority)/c/\(code)" }

    /// The machine's own IPv4 addresses that other devices can reach, wireless ones first: the box's own Wi-Fi is what
    /// phones are on. Empty when there is none.
    public static func reachableHosts() -> [String] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [] }
        defer { freeifaddrs(first) }
        var wireless: [String] = []
        var wired: [String] = []
        var next = first
        while let interface = next?.pointee {
            next = interface.ifa_next
            guard let address = interface.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET),
                interface.ifa_flags & UInt32(IFF_UP) != 0,
                interface.ifa_flags & UInt32(IFF_LOOPBACK) == 0
            else { continue }
            var text = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
            let converted = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { socket in
                inet_ntop(AF_INET, &socket.pointee.sin_addr, &text, socklen_t(INET_ADDRSTRLEN)) != nil
            }
            guard converted else { continue }
            let host = text.withUnsafeBufferPointer { buffer in
                String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
            if String(cString: interface.ifa_name).hasPrefix("wl") {
                wireless.append(host)
            } else {
                wired.append(host)
            }
        }
        return wireless + wired
    }

    /// Where the machine itself reaches a server that listens on `host`: a numeric address.
    static func own(listening host: String, port: Int) -> BoxAddress {
        BoxAddress(host: host == "0.0.0.0" ? "127.0.0.1" : host, port: port)
    }

    /// The address to tell people for a server that listens on `host`: the one that is configured, else the listening address, else the name that the box's
    /// own network gives it, else the machine's first reachable address, else loopback.
    static func told(_ configuration: KioskConfiguration, listening host: String, port: Int) -> BoxAddress {
        if let name = configuration.publicHost { return BoxAddress(host: name, port: port) }
        if host != "0.0.0.0" { return BoxAddress(host: host, port: port) }
        if let appliance = configuration.appliance, NetworkReport(appliance.reports)?.mode != .wired {
            return BoxAddress(host: BoxNetwork.name, port: port, number: BoxNetwork.address)
        }
        return BoxAddress(host: reachableHosts().first ?? "127.0.0.1", port: port)
    }
}
