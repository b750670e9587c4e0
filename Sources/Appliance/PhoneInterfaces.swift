import Glibc

/// The interfaces on which phones are beside every radio, as the firewall knows them (systemd/workshop-kiosk.nft).
///
/// They are kept where a switch-off does not reach them: at the next start phones may be at the Ethernet socket long
/// before the network is brought up again.
struct PhoneInterfaces {
    /// The firewall's table and the set in it.
    private static let set = "inet workshop_kiosk phones"

    /// The folder that the box's services keep.
    let directory: String
    private var path: String { "\(directory)/phones.nft" }

    /// Those that are kept.
    var kept: [String] {
        let bytes = WholeFile.read(path, limit: 4096) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            return parts.count == 3 ? String(parts[1]) : nil
        }
    }

    /// Keeps `names` in the place of the earlier ones; those that are kept already cost no write.
    ///
    /// - Throws: `ApplianceError.system` when the folder cannot be written.
    func keep(_ names: [String]) throws(ApplianceError) {
        let content = Array(Self.rules(names).utf8)
        if WholeFile.read(path, limit: 4096) == content { return }
        mkdir(directory, 0o700)
        try WholeFile.write(content, to: path, mode: 0o600, isDurable: true)
    }

    /// Has `names`, and no others, in force from now on and after every start.
    ///
    /// - Throws: `NetworkProblem.noFirewall`, or `ApplianceError`.
    func set(_ names: [String]) throws {
        try keep(names)
        do {
            try Command.run("nft", ["-f", "-"], input: "flush set \(Self.set)\n\(Self.rules(names))")
        } catch ApplianceError.failed {
            throw NetworkProblem.noFirewall
        }
    }

    private static func rules(_ names: [String]) -> String {
        names.map { "add element \(set) { \"\($0)\" }\n" }.joined()
    }
}
