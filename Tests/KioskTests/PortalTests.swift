import Appliance
import Foundation
import HTTP
import Phone
import Testing
import Threads
import Workshop

@testable import Kiosk

@Suite("The network's sign-in")
struct PortalTests {
    /// A clock that stands still until it is set.
    final class Clock: Sendable {
        private let value = Locked<Int64>(0)
        var now: Int64 { value.use { $0 } }
        func pass(_ milliseconds: Int64) { value.use { $0 += milliseconds } }
    }

    private func portal(_ clock: Clock, addresses: [String] = ["10.42.0.1"]) -> Portal {
        Portal(
            hosts: OwnHosts(
                named: ["rum.example"], hostname: "Boxen.example", port: 80, addresses: { addresses },
                now: { clock.now }),
            devices: JoinedDevices(now: { clock.now }), front: { "http://workshop.home.arpa/" },
            isOwnNetwork: { true })
    }

    /// What each system asks, and the exact bytes that it takes for success, as the README's sources say.
    private static let probes: [(host: String, path: String, status: Int, body: String)] = [
        (
            "captive.apple.com", "/hotspot-detect.html", 200,
            "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>\n"
        ),
        ("captive.apple.com", "/", 200, "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>\n"),
        (
            "www.apple.com", "/library/test/success.html", 200,
            "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>\n"
        ),
        ("connectivitycheck.gstatic.com", "/generate_204", 204, ""),
        ("www.google.com", "/gen_204", 204, ""),
        ("play.googleapis.com", "/generate_204", 204, ""),
        ("www.gstatic.com", "/generate_204", 204, ""),
        ("connectivitycheck.platform.hicloud.com", "/generate_204", 204, ""),
        ("connect.rom.miui.com", "/generate_204", 204, ""),
        ("a.host.nobody.knows.example", "/generate_204", 204, ""),
        ("www.msftconnecttest.com", "/connecttest.txt", 200, "Microsoft Connect Test"),
        ("www.msftncsi.com", "/ncsi.txt", 200, "Microsoft NCSI"),
        (
            "detectportal.firefox.com", "/canonical.html", 200,
            "<meta http-equiv=\"refresh\" content=\"0;url=https://support.mozilla.org/kb/captive-portal\"/>"
        ),
        ("detectportal.firefox.com", "/success.txt", 200, "success\n"),
        ("nmcheck.gnome.org", "/check_network_status.txt", 200, "NetworkManager is online\n"),
        ("network-test.debian.org", "/nm", 200, "NetworkManager is online\n"),
        ("connectivity-check.ubuntu.com", "/", 204, ""),
        ("fedoraproject.org", "/static/hotspot.txt", 200, "OK"),
        ("networkcheck.kde.org", "/", 200, "OK\n"),
    ]

    @Test("answers each system's probe with a redirect until its device is in, then with what it takes for success")
    func everyProbe() {
        let portal = portal(Clock())
        for probe in Self.probes {
            func way(_ address: String) -> Portal.Way {
                portal.way(host: probe.host, path: probe.path, address: address)
            }
            #expect(way("10.42.0.20") == .redirect("/welcome"), "\(probe.host)")
            portal.devices.note("10.42.0.21")
            guard case .success(let answer) = way("10.42.0.21") else {
                Issue.record("\(probe.host)\(probe.path) is no probe")
                continue
            }
            #expect(answer.status == probe.status && answer.body == probe.body, "\(probe.host)")
            #expect(way("10.42.0.20") == .redirect("/welcome"), "another device is not in by that")
        }
    }

    @Test("takes the box's own names and addresses for its own, and nothing else")
    func ownHosts() {
        let portal = portal(Clock())
        let own = [
            "workshop.home.arpa", "Workshop.Home.Arpa.", "workshop.home.arpa:80", "10.42.0.1", "10.42.0.1:80",
            "127.0.0.1:4711", "localhost:80", "boxen.local", "BOXEN", "rum.example", "[::1]:80",
        ]
        for host in own { #expect(portal.way(host: host, path: "/w/ACDEFG", address: "") == .own, "\(host)") }
        #expect(portal.way(host: nil, path: "/", address: "") == .own)
        let others = [
            "example.org", "workshop.home.arpa.evil.example", "evil.example:80", "198.51.100.1", "10.42.0.2",
            "10.42.0.1.evil.example", "10.42.0", "boxen.evil.example", "", "127.0.0.1.evil.example",
        ]
        for host in others {
            #expect(portal.way(host: host, path: "/w/ACDEFG", address: "") == .redirect("/"), "\(host)")
        }
    }

    @Test("leads a probe's host with another path to the page on how to go on, and on to the front page once in")
    func otherPaths() {
        let portal = portal(Clock())
        let ask = { portal.way(host: "www.msftconnecttest.com", path: "/redirect", address: "10.42.0.20") }
        #expect(ask() == .redirect("/welcome"))
        portal.devices.note("10.42.0.20")
        #expect(ask() == .redirect("/"))
    }

    @Test(
        "forgets a device that has not been heard of for half a day, and the one longest silent when there are too many"
    )
    func forgetting() {
        let clock = Clock()
        let devices = JoinedDevices(now: { clock.now })
        devices.note("a")
        clock.pass(JoinedDevices.lifetime - 1)
        #expect(devices.contains("a"), "and to ask is a sign of life")
        clock.pass(JoinedDevices.lifetime - 1)
        #expect(devices.contains("a"))
        clock.pass(JoinedDevices.lifetime)
        #expect(!devices.contains("a"))
        for number in 0...JoinedDevices.limit {
            devices.note("n\(number)")
            clock.pass(1)
        }
        #expect(!devices.contains("n0") && devices.contains("n1") && devices.contains("n\(JoinedDevices.limit)"))
        devices.note("")
        #expect(!devices.contains(""), "an unknown address is nobody's")
    }

    @Test("knows the machine's addresses of now, not those of its start")
    func changingAddresses() {
        let clock = Clock()
        let known = Locked(["192.168.1.20"])
        let hosts = OwnHosts(
            named: [], hostname: "", port: 80, addresses: { known.use { $0 } }, now: { clock.now })
        #expect(hosts.contains("192.168.1.20") && !hosts.contains("10.42.0.1"))
        known.use { $0 = ["10.42.0.1"] }
        clock.pass(5000)
        #expect(!hosts.contains("192.168.1.20") && hosts.contains("10.42.0.1"))
    }

    @Test("takes four numbers for an address, and nothing that only looks like them")
    func numericAddresses() {
        let hosts = OwnHosts(named: ["Kiosk.example"], hostname: "", port: 80, addresses: { [] }, now: { 0 })
        for host in ["192.0.2.1", "192.0.2.1:8080", "0.0.0.0", "255.255.255.255", "[::1]:80", "kiosk.EXAMPLE.:81"] {
            #expect(hosts.mayBe(host), "\(host)")
        }
        for host in [
            "", ":", "...", "1.2.3", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.0004", "+1.2.3.4",
            "1.2.3.4x", "1.2.3.4.evil.example", "[evil.example", "[evil.example]:80", "evil.example:1.2.3.4", "1.2.3.٤",
        ] { #expect(!hosts.mayBe(host), "\(host)") }
    }

    // MARK: - Over HTTP

    private func box(_ body: @escaping @Sendable (TestKiosk, Appliance) throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "portal-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let appliance = Appliance(runtime: folder, reports: "\(folder)/reports")
        let kiosk = try await TestKiosk(configure: { $0.appliance = appliance })
        defer { kiosk.tearDown() }
        try await onThread { try body(kiosk, appliance) }
    }

    private func isIn(_ kiosk: TestKiosk) throws -> Bool {
        let probe = Connection(host: "127.0.0.1", port: kiosk.port, timeout: 10, name: "connectivitycheck.gstatic.com")
        let reply = try probe.request("GET", "/generate_204")
        if reply.status == 302 {
            #expect(reply.header("Location") == "http://127.0.0.1:\(kiosk.port)/welcome")
            #expect(reply.header("Cache-Control") == "no-store")
            return false
        }
        #expect(reply.status == 204)
        return true
    }

    @Test("a press of the button on the page keeps the phone on the network, without cookies and scripts")
    func button() async throws {
        try await box { kiosk, _ throws in
            let page = try kiosk.connection().request("GET", "/welcome?language=en")
            #expect(page.status == 200 && page.text.contains("Stay on the network") && !page.text.contains("<script"))
            #expect(try !isIn(kiosk))
            #expect(try kiosk.connection().request("GET", "/?language=en").text.contains("href=\"/welcome\""))
            let pressed = try kiosk.connection().post("/welcome", [])
            #expect(pressed.status == 303 && pressed.header("Location") == "/welcome")
            #expect(pressed.header("Set-Cookie") == nil)
            #expect(try isIn(kiosk))
            let after = try kiosk.connection().request("GET", "/welcome?language=en").text
            #expect(after.contains("Your phone stays on the network.") && !after.contains("<form"))
            #expect(try !kiosk.connection().request("GET", "/?language=en").text.contains("href=\"/welcome\""))
        }
    }

    @Test("whoever joins a workshop is in, and so are a facilitator who signs in and a display")
    func joining() async throws {
        try await box { kiosk, _ throws in
            _ = try TestRoom(kiosk)
            #expect(try isIn(kiosk), "the facilitator's device")
        }
        try await box { kiosk, _ throws in
            _ = try kiosk.connection().request("GET", "/display")
            #expect(try isIn(kiosk), "the display")
        }
        try await box { kiosk, appliance throws in
            #expect(try kiosk.connection().request("GET", "/").text.contains("href=\"/welcome\""))
            try appliance.reports.write(
                NetworkReport(mode: .wired, isUp: true, country: "SE").json, as: NetworkReport.name)
            #expect(
                try !kiosk.connection().request("GET", "/").text.contains("href=\"/welcome\""),
                "in another's network there is nothing to stay on")
            #expect(try kiosk.connection().post("/facilitator/sign-in", [("pin", "wrong")]).status == 403)
            #expect(try kiosk.connection().post("/join", [("code", "ACDEFG")]).status == 404)
            #expect(try !isIn(kiosk), "nobody is in by what is refused")
        }
    }

    @Test("who joins in Android's sign-in window is not in by that: it would close with what they have joined")
    func window() async throws {
        try await box { kiosk, _ throws in
            let code = try onlyCode(kiosk)
            let window: (name: String, value: String) = (
                "User-Agent", "Mozilla/5.0 (Linux; Android 14; Pixel; wv) AppleWebKit/537.36 Chrome/120 Mobile"
            )
            let joined = try kiosk.connection().post(
                "/w/\(code)/join", [("key", String(repeating: "a", count: 32))], headers: [window])
            #expect(joined.status == 303)
            #expect(try !isIn(kiosk))
            _ = try kiosk.phone(code)
            #expect(try isIn(kiosk))
        }
    }

    /// A workshop made without a request, which would bring its facilitator in.
    private func onlyCode(_ kiosk: TestKiosk) throws -> String {
        let result = try Program.run([
            "workshop", "create", "--title", "Test", "--data", kiosk.directory, "--assets", TestAssets.directory,
        ])
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test("another host's name gives a redirect, whatever is asked and however, and never a page of the box")
    func rebinding() async throws {
        try await box { kiosk, _ throws in
            let evil = Connection(host: "127.0.0.1", port: kiosk.port, timeout: 10, name: "evil.example:\(kiosk.port)")
            for path in ["/", "/facilitator", "/static/style.css", "/display/events"] {
                let reply = try evil.request("GET", path)
                #expect(reply.status == 302 && reply.header("Location") == "http://127.0.0.1:\(kiosk.port)/", "\(path)")
            }
            #expect(try evil.post("/facilitator/sign-in", [("pin", kiosk.pin)]).status == 302)
            #expect(try evil.request("HEAD", "/").status == 302)
            #expect(try kiosk.connection().request("GET", "/").status == 200)
        }
        try await TestKiosk.run { kiosk throws in
            #expect(try kiosk.connection().request("GET", "/welcome").status == 404)
        }
    }

    @Test(
        "saving the Wi-Fi asks for the network anew, and the form says what that means; a refused change asks nothing")
    func saving() async throws {
        try await box { kiosk, appliance throws in
            let room = try TestRoom(kiosk)
            let start = try room.connection.request(
                "GET", "/facilitator?language=en", headers: room.facilitator.headers)
            #expect(start.text.contains("the box restarts its Wi-Fi"))
            func keep(_ passphrase: String) throws -> Int {
                try room.connection.post(
                    "/facilitator/wifi", [("wifi-name", "Rum 3"), ("wifi-passphrase", passphrase)],
                    headers: room.facilitator.headers
                ).status
            }
            #expect(try keep("kort") == 422)
            #expect(!appliance.requests.isPlaced(.network))
            #expect(try keep("hemligt ord") == 200)
            while !appliance.requests.isPlaced(.network) { usleep(20_000) }
        }
    }

    @Test("the display tells the box's name and its number, and the machine's own address in a network that exists")
    func told() throws {
        let folder = NSTemporaryDirectory() + "portal-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var configuration = KioskConfiguration(host: "0.0.0.0", port: 80)
        configuration.appliance = Appliance(runtime: folder, reports: folder)
        let own = BoxAddress.told(configuration, listening: "0.0.0.0", port: 80)
        #expect(own.front == "http://workshop.home.arpa/" && own.numericAuthority == "10.42.0.1")
        try SystemReports(directory: folder).write(
            NetworkReport(mode: .wired, isUp: true, country: "SE").json, as: NetworkReport.name)
        let wired = BoxAddress.told(configuration, listening: "0.0.0.0", port: 80)
        #expect(wired.host != BoxNetwork.name && wired.number == nil)
        configuration.publicHost = "rum.example"
        #expect(BoxAddress.told(configuration, listening: "0.0.0.0", port: 80).front == "http://rum.example/")
    }

    @Test("costs a vote next to nothing")
    func cost() {
        let portal = portal(Clock())
        let request = Request(
            method: "POST", path: "/w/ACDEFG/ballot", query: [],
            headers: [("User-Agent", "x"), ("Accept", "*/*"), ("Host", "workshop.home.arpa")], body: [],
            address: "10.42.0.20")
        let start = ContinuousClock.now
        for _ in 0..<100_000 { if portal.response(to: request) != nil { Issue.record("not own") } }
        let each = (ContinuousClock.now - start) / 100_000
        print("the look at the host of one request took \(each)")
    }
}
