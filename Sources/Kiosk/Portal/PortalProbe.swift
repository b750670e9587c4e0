/// A request by which a system finds out whether a network leads to the Internet, and the answer that it takes for yes.
///
/// The README lists where each is written down.
struct PortalProbe: Sendable, Equatable {
    /// The answer that says: all is well, stay on this network.
    struct Answer: Sendable, Equatable {
        var status = 200
        var contentType: String?
        var body = ""

        /// No content (Android, Chromium OS and their kin).
        static let empty = Answer(status: 204)
        static func text(_ body: String) -> Answer { Answer(contentType: "text/plain", body: body) }
        static func html(_ body: String) -> Answer { Answer(contentType: "text/html", body: body) }
    }

    /// Who asks.
    var system: String
    /// The names that it asks.
    var hosts: [String]
    /// The paths that it asks for; empty where every one means the same.
    var paths: [String]
    /// What it takes for success.
    var answer: Answer

    /// Every probe that the box knows.
    static let all: [PortalProbe] = [
        PortalProbe(
            system: "iOS, iPadOS and macOS", hosts: ["captive.apple.com"], paths: [], answer: appleSuccess),
        PortalProbe(
            system: "iOS and macOS, earlier ones",
            hosts: [
                "www.apple.com", "www.appleiphonecell.com", "www.itools.info", "www.ibook.info", "www.airport.us",
                "www.thinkdifferent.us",
            ],
            paths: ["/library/test/success.html"], answer: appleSuccess),
        PortalProbe(
            system: "Android, Chromium OS and Chromium",
            hosts: [
                "connectivitycheck.gstatic.com", "connectivitycheck.android.com", "clients3.google.com",
                "www.google.com", "www.gstatic.com", "play.googleapis.com", "www.play.googleapis.com",
                "www.googleapis.com", "safebrowsing.google.com",
            ],
            paths: anyVendorPaths, answer: .empty),
        PortalProbe(
            system: "Huawei, Xiaomi, Samsung, Vivo, Oppo",
            hosts: [
                "connectivitycheck.platform.hicloud.com", "connect.rom.miui.com", "connectivity.samsung.com",
                "wifi.vivo.com.cn", "connectivitycheck.oppomobile.com", "wifi.coloros.com",
            ],
            paths: anyVendorPaths, answer: .empty),
        PortalProbe(
            system: "Windows 10 and 11", hosts: ["www.msftconnecttest.com", "ipv6.msftconnecttest.com"],
            paths: ["/connecttest.txt"], answer: .text("Microsoft Connect Test")),
        PortalProbe(
            system: "Windows 8.1 and earlier", hosts: ["www.msftncsi.com", "ipv6.msftncsi.com"],
            paths: ["/ncsi.txt"], answer: .text("Microsoft NCSI")),
        PortalProbe(
            system: "Firefox", hosts: ["detectportal.firefox.com"], paths: ["/canonical.html"],
            answer: .html(
                "<meta http-equiv=\"refresh\" content=\"0;url=https://support.mozilla.org/kb/captive-portal\"/>")),
        PortalProbe(
            system: "Firefox", hosts: ["detectportal.firefox.com"], paths: ["/success.txt"],
            answer: .text("success\n")),
        PortalProbe(
            system: "NetworkManager (GNOME)", hosts: ["nmcheck.gnome.org"], paths: ["/check_network_status.txt"],
            answer: .text("NetworkManager is online\n")),
        PortalProbe(
            system: "NetworkManager (Debian)", hosts: ["network-test.debian.org"], paths: ["/nm"],
            answer: .text("NetworkManager is online\n")),
        PortalProbe(
            system: "NetworkManager (Arch)", hosts: ["ping.archlinux.org"], paths: ["/nm-check.txt"],
            answer: .text("NetworkManager is online\n")),
        PortalProbe(
            system: "NetworkManager (openSUSE)", hosts: ["conncheck.opensuse.org"], paths: [],
            answer: .text("NetworkManager is online\n")),
        PortalProbe(
            system: "NetworkManager (Fedora)", hosts: ["fedoraproject.org"], paths: ["/static/hotspot.txt"],
            answer: .text("OK")),
        PortalProbe(
            system: "NetworkManager (Ubuntu)", hosts: ["connectivity-check.ubuntu.com"], paths: [], answer: .empty),
        PortalProbe(
            system: "KDE", hosts: ["networkcheck.kde.org"], paths: [], answer: .text("OK\n")),
    ]

    private static let appleSuccess = Answer.html(
        "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>\n")

    /// The paths that makers of Android devices ask their own hosts for; whatever host is asked, they mean the same.
    static let anyVendorPaths = ["/generate_204", "/gen_204"]

    private static let byHost: [String: [PortalProbe]] = {
        var table: [String: [PortalProbe]] = [:]
        for probe in all { for host in probe.hosts { table[host, default: []].append(probe) } }
        return table
    }()

    /// Whether `host` is asked by probes.
    static func asks(_ host: String) -> Bool { byHost[host] != nil }

    /// What a device that asks `host` for `path` takes for success; nil when this is no probe.
    static func answer(host: String, path: String) -> Answer? {
        if let probe = byHost[host]?.first(where: { $0.paths.isEmpty || $0.paths.contains(path) }) {
            return probe.answer
        }
        return anyVendorPaths.contains(path) ? .empty : nil
    }
}
