import Glibc
import Threads
import Workshop

/// The names and addresses that are the box itself, as they stand in a request's `Host`.
///
/// Every other host is somebody else's: a probe, a page that a phone had open elsewhere, or a page of another site whose
/// name was made to lead here so that its script may read this box's pages (DNS rebinding).
final class OwnHosts: Sendable {
    /// How long the machine's addresses are taken to be the same, in milliseconds.
    private static let freshness: Int64 = 5000

    private let names: Set<String>
    private let addresses: Locked<(all: Set<String>, at: Int64)?> = Locked(nil)
    private let machineAddresses: @Sendable () -> [String]
    private let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - named: Names beside the box's usual ones, such as the one that people are told.
    ///   - hostname: What the machine is called.
    ///   - port: The port, which browsers add to the name unless it is 80.
    ///   - addresses: The machine's numeric addresses now.
    ///   - now: Milliseconds of a clock that only goes forward.
    init(
        named: [String], hostname: String, port: Int, addresses: @escaping @Sendable () -> [String],
        now: @escaping @Sendable () -> Int64
    ) {
        let short = hostname.lowercased().prefix { $0 != "." }
        var names: Set<String> = [BoxNetwork.name, "localhost"]
        for name in named where !name.isEmpty { names.insert(name.lowercased()) }
        if !short.isEmpty {
            // As mDNS and the name services of usual routers tell it.
            for domain in ["", ".local", ".lan", ".home", ".home.arpa", ".internal"] { names.insert(short + domain) }
        }
        // With the port, so that what is asked again and again is found as it comes.
        self.names = names.union(names.map { "\($0):\(port)" })
        machineAddresses = addresses
        self.now = now
    }

    /// Whether `host`, with or without a port, is the box itself.
    func contains(_ host: String) -> Bool {
        if names.contains(host) { return true }
        let bare = Self.bare(host)
        if names.contains(bare) { return true }
        // A numeric address is nobody's name. The server has none of IPv6.
        if Self.isIPv6(bare) { return true }
        guard Self.isNumeric(bare) else { return false }
        if bare.hasPrefix("127.") { return true }
        let now = now()
        return addresses.use { known in
            if let known, now - known.at < Self.freshness { return known.all.contains(bare) }
            let all = Set(machineAddresses())
            known = (all, now)
            return all.contains(bare)
        }
    }

    /// The same where there is no box to ask for its network: any numeric address may lead here, through a router or a
    /// machine in between. A name that was made to lead here is none.
    func mayBe(_ host: String) -> Bool {
        if Self.isNumeric(host) || names.contains(host) { return true }
        let bare = Self.bare(host)
        return names.contains(bare) || Self.isIPv6(bare) || Self.isNumeric(bare)
    }

    /// `host` in small letters, without its port and the dot that ends a full name.
    static func bare(_ host: String) -> String {
        if host.hasPrefix("[") { return String(host.prefix { $0 != "]" }) }
        let name = host.prefix { $0 != ":" }
        return (name.hasSuffix(".") ? name.dropLast() : name).lowercased()
    }

    /// Whether `host`, up to its port, is an IPv4 address in four numbers. On bytes: each request asks.
    private static func isNumeric(_ host: String) -> Bool {
        var host = host
        return host.withUTF8 { host in
            var (parts, number, digits) = (1, 0, 0)
            for byte in host {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"):
                    number = number * 10 + Int(byte - UInt8(ascii: "0"))
                    digits += 1
                    if number > 255 || digits > 3 { return false }
                case UInt8(ascii: ".") where digits > 0: (parts, number, digits) = (parts + 1, 0, 0)
                case UInt8(ascii: ":"): return parts == 4 && digits > 0
                default: return false
                }
            }
            return parts == 4 && digits > 0
        }
    }

    /// Whether `bare` is an IPv6 address in its brackets, the last one taken off.
    private static func isIPv6(_ bare: String) -> Bool {
        bare.hasPrefix("[")
            && bare.dropFirst().utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                    UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// What the machine is called.
    static func hostname() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
