import Foundation
import Testing
import Workshop

@testable import Appliance

@Suite("The box's own network")
struct NetworkTests {
    private func file(_ network: BoxNetwork, _ name: String, _ passphrase: String) throws -> [String: String] {
        let wireless = try WirelessNetwork(name: name, passphrase: passphrase)
        return Self.values(ConnectionFile(network, wireless: wireless, interface: "wlan0").text)
    }

    /// The values by section and key.
    private static func values(_ text: String) -> [String: String] {
        var section = ""
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix("[") {
                section = String(line.dropFirst().dropLast())
            } else if let equals = line.firstIndex(of: "=") {
                values["\(section).\(line[..<equals])"] = String(line[line.index(after: equals)...])
            }
        }
        return values
    }

    @Test("is a WPA2 access point whose phones do not reach each other")
    func wifi() throws {
        let values = try file(try BoxNetwork(channel: 11), "Rum 3", "hemligt ord")
        #expect(values["connection.type"] == "wifi" && values["connection.interface-name"] == "wlan0")
        #expect(values["wifi.mode"] == "ap" && values["wifi.ap-isolation"] == "1")
        #expect(values["wifi.band"] == "bg" && values["wifi.channel"] == "11")
        #expect(values["wifi.ssid"] == "82;117;109;32;51;")
        #expect(values["wifi-security.key-mgmt"] == "wpa-psk" && values["wifi-security.proto"] == "rsn")
        #expect(values["wifi-security.pairwise"] == "ccmp" && values["wifi-security.psk"] == "hemligt ord")
        #expect(values["ipv4.method"] == "shared" && values["ipv4.address1"] == "10.42.0.1/21")
        #expect(values["ipv6.method"] == "disabled")
        #expect(try file(try BoxNetwork(channel: 44), "Rum 3", "hemligt ord")["wifi.band"] == "a")
    }

    @Test("has no security section when it is open, and no radio when an access point stands outside")
    func variants() throws {
        #expect(try file(.usual, "Öppet", "").keys.allSatisfy { !$0.hasPrefix("wifi-security") })
        let outside = try file(try BoxNetwork(mode: .accesspoint), "Rum 3", "hemligt ord")
        #expect(outside["connection.type"] == "ethernet" && outside["ipv4.method"] == "shared")
        #expect(outside.keys.allSatisfy { !$0.hasPrefix("wifi") })
    }

    @Test("keeps every passphrase and name through the file's escapes")
    func escapes() throws {
        for character in (0x20...0x7E).compactMap({ UnicodeScalar($0).map(String.init) }) {
            let passphrase = "\(character)ab\(character)123\(character)"
            let written = try #require(try file(.usual, "x", passphrase)["wifi-security.psk"])
            #expect(Self.read(written) == passphrase)
            #expect(!written.hasPrefix(" ") && !written.hasSuffix(" "))
        }
        for name in ["12;34;", "å\\n", " a ", "\"", "#", "😀"] {
            let bytes = try #require(try file(.usual, name, "")["wifi.ssid"]).split(separator: ";").map { UInt8($0) }
            #expect(bytes == name.utf8.map { $0 }, "\(name)")
        }
    }

    /// A value as GLib reads it.
    private static func read(_ value: String) -> String {
        var text = ""
        var isEscaped = false
        for character in value {
            if isEscaped {
                text += ["s": " ", "n": "\n", "t": "\t", "r": "\r"][character] ?? String(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                text.append(character)
            }
        }
        return text
    }

    @Test("is read by NetworkManager as it is meant", .enabled(if: Command.path("nmcli") != nil))
    func readByNetworkManager() throws {
        for (name, passphrase) in [
            ("12;34", " \\ab;#\"1=2[x] "), ("Gäst å 😀", "'$(x)`%s~8"), ("Rum 3", "  two  spaces  "), ("#", "=======;"),
        ] {
            let wireless = try WirelessNetwork(name: name, passphrase: passphrase)
            let text = ConnectionFile(.usual, wireless: wireless, interface: "wlan0").text
            let arguments = ["--offline", "connection", "modify", "connection.autoconnect", "yes"]
            let read = Self.values(try Command.run("nmcli", arguments, input: text).output)
            #expect(read["wifi-security.psk"].map(Self.read) == passphrase)
            // It writes a name as text, with its own backslash before a semicolon, where that is ASCII; else as bytes.
            let bytes = name.utf8.map { "\($0);" }.joined()
            let ssid = read["wifi.ssid"].map { $0 == bytes ? name : Self.read($0).replacing("\\;", with: ";") }
            #expect(ssid == name)
            #expect(read["wifi.ap-isolation"] == "1" && read["wifi-security.key-mgmt"] == "wpa-psk")
            #expect(read["ipv4.method"] == "shared" && read["ipv6.method"] == "disabled")
        }
    }

    @Test("takes the interface that suits the mode, managed ones first, or the one that is asked for")
    func interfaces() throws {
        let all = NetworkControl.interfaces(
            "lo:loopback:unmanaged:\nwlan0:wifi:unmanaged:\nwlan1:wifi:disconnected:\neth0:ethernet:connected:a\\:b\n")
        #expect(all.count == 4 && all[3].connection == "a:b")
        #expect(try NetworkControl.chosen(for: .usual, among: all).name == "wlan1")
        #expect(try NetworkControl.chosen(for: BoxNetwork(interface: "wlan0"), among: all).name == "wlan0")
        #expect(try NetworkControl.chosen(for: BoxNetwork(mode: .accesspoint), among: all).name == "eth0")
        #expect(throws: NetworkProblem.noInterface(.wifi, named: "eth0")) {
            try NetworkControl.chosen(for: BoxNetwork(interface: "eth0"), among: all)
        }
        #expect(throws: NetworkProblem.noInterface(.wifi, named: nil)) {
            try NetworkControl.chosen(for: .usual, among: [])
        }
    }

    @Test("keeps the interfaces of phones for the firewall of the next start, and writes no more than it must")
    func keptInterfaces() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "phones-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let phones = PhoneInterfaces(directory: folder)
        #expect(phones.kept.isEmpty)
        try phones.keep(["eth0", "wlx00c0ca.1"])
        #expect(phones.kept == ["eth0", "wlx00c0ca.1"])
        let file = URL(filePath: "\(folder)/phones.nft")
        let first = try FileManager.default.attributesOfItem(atPath: file.path)[.systemFileNumber] as? Int
        try phones.keep(["eth0", "wlx00c0ca.1"])
        #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.systemFileNumber] as? Int == first)
        // What has been set and not brought up yet is kept beside what is up.
        let control = NetworkControl(state: folder)
        control.expect(try BoxNetwork(mode: .accesspoint, interface: "eth1"))
        control.expect(try BoxNetwork(mode: .wired, interface: "eth2"))
        #expect(phones.kept == ["eth0", "wlx00c0ca.1", "eth1"])
        try phones.keep([])
        #expect(phones.kept.isEmpty && FileManager.default.fileExists(atPath: file.path))
        // No box, no file.
        NetworkControl(state: folder + "/none").expect(try BoxNetwork(mode: .accesspoint, interface: "eth1"))
        #expect(!FileManager.default.fileExists(atPath: folder + "/none"))
    }

    @Test("knows which radios are kept off, and by what")
    func radios() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rfkill-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, type, soft, hard) in [("rfkill0", "bluetooth", "1", "1"), ("rfkill1", "wlan", "1", "0")] {
            let radio = folder.appending(path: name)
            try FileManager.default.createDirectory(at: radio, withIntermediateDirectories: true)
            for (file, content) in [("type", type), ("soft", soft), ("hard", hard)] {
                try Data("\(content)\n".utf8).write(to: radio.appending(path: file))
            }
        }
        let radios = NetworkControl.radios(in: folder.path)
        #expect(radios.count == 1 && radios[0].isSoft && !radios[0].isHard)
        #expect(NetworkControl.radios(in: folder.path + "/none").isEmpty)
    }

    @Test("is told as a report that can be read back")
    func report() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var report = NetworkReport(mode: .accesspoint, isUp: true, country: "FI")
        report.leases = 3
        let reports = SystemReports(directory: folder)
        #expect(NetworkReport(reports) == nil)
        try reports.write(report.json, as: NetworkReport.name)
        #expect(NetworkReport(reports) == report)
        try reports.write(Array("nothing".utf8), as: NetworkReport.name)
        #expect(NetworkReport(reports) == nil)
    }

    @Test("runs a program to its end, and says which is missing and what one complained of")
    func commands() throws {
        #expect(try Command.run("cat", [], input: "words\n\n").output == "words")
        #expect(throws: ApplianceError.missing(program: "no-such-program")) { try Command.run("no-such-program", []) }
        #expect(throws: ApplianceError.failed(program: "sh", status: 3, words: "no")) {
            try Command.run("sh", ["-c", "echo no >&2; exit 3"])
        }
    }
}
