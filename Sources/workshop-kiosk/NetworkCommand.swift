import Appliance
import ArgumentParser
import Glibc
import Store
import Workshop

/// `workshop-kiosk network`.
struct NetworkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network", abstract: "The box's own network: bring it up or down, tell how it is, or change it.",
        subcommands: [Up.self, Down.self, Status.self, Set.self])

    /// `workshop-kiosk network up`.
    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the network up as the settings say; one that is up so already is left alone.")

        @ArgumentParser.Option(help: "The seconds to wait for a radio or a socket that is not there yet.")
        var wait = 0

        @OptionGroup var places: Places

        func run() async throws {
            // Taken first: what fails, be it the database, is not to be tried for ever.
            Appliance.box.requests.withdraw(.network)
            try await NetworkCommand.withStore(places) { store in
                let network = try await store.network()
                let wireless = try await store.ownWireless() ?? NetworkCommand.nobody
                let control = NetworkControl()
                for remark in try control.up(network, wireless: wireless, waiting: min(wait, 300)) {
                    Failure.print(error: "workshop-kiosk: \(remark)")
                }
                let report = try control.report(network, wireless: try await store.wireless())
                // A box that is not an installed one has no such folder; the network is up all the same.
                try? Appliance.box.reports.write(report.json, as: NetworkReport.name)
                NetworkCommand.tell(report)
            }
        }
    }

    /// `workshop-kiosk network down`.
    struct Down: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the box's own network down, until it is brought up or the box starts again.")

        @OptionGroup var places: Places

        func run() async throws {
            try await NetworkCommand.withStore(places) { store in
                let control = NetworkControl()
                try control.down()
                let report = try control.report(try await store.network(), wireless: try await store.wireless())
                try? Appliance.box.reports.write(report.json, as: NetworkReport.name)
            }
        }
    }

    /// `workshop-kiosk network status`.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Tell the mode, the interface, the names, the address and how many devices have one; ends with 69 when the network is down."
        )

        @Flag(help: "As one JSON object.")
        var json = false

        @OptionGroup var places: Places

        func run() async throws {
            try await NetworkCommand.withStore(places) { store in
                let report = try NetworkControl().report(
                    try await store.network(), wireless: try await store.wireless())
                if json {
                    print(String(decoding: report.json, as: UTF8.self))
                } else {
                    NetworkCommand.tell(report)
                }
                if !report.isUp { throw Exit.unavailable }
            }
        }
    }

    /// `workshop-kiosk network set`.
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change how phones reach the box; 'network up' then does it.")

        @ArgumentParser.Option(
            help: "wifi (the box's own radio), wired (an existing network) or accesspoint (one at the Ethernet socket)."
        )
        var mode: BoxNetwork.Mode?

        @ArgumentParser.Option(help: "The country whose rules the radio keeps to, as two letters.")
        var country: String?

        @ArgumentParser.Option(help: "The radio's channel: 1 to 13, 36, 40, 44 or 48.")
        var channel: Int?

        @ArgumentParser.Option(help: "The interface, such as wlan1; 'first' takes the first that suits.")
        var interface: String?

        @OptionGroup var wifi: Wifi
        @OptionGroup var places: Places

        func run() async throws {
            try await NetworkCommand.withStore(places) { store in
                let kept = try await store.network()
                let network = try BoxNetwork(
                    mode: mode ?? kept.mode, country: country ?? kept.country, channel: channel ?? kept.channel,
                    interface: interface.map { $0 == "first" ? nil : $0 } ?? kept.interface)
                try await store.setNetwork(network)
                NetworkControl().expect(network)
                if let wireless = try wifi.network {
                    try await store.setWireless(wireless)
                } else if kept.isOwn, !network.isOwn {
                    // The display is not to tell a Wi-Fi that is no longer there.
                    try await store.setWireless(nil)
                }
            }
        }
    }

    /// The Wi-Fi of a box that makes none.
    private static var nobody: WirelessNetwork {
        get throws { try WirelessNetwork(name: "none", passphrase: "") }
    }

    private static func withStore(_ places: Places, _ body: (Store) async throws -> Void) async throws {
        // Without the assets: none of this shows a page.
        Signals.release()
        try await Failure.reporting {
            let store = try Store(directory: places.dataDirectory, role: .tool)
            defer { store.close() }
            try await body(store)
        }
    }

    private static func tell(_ report: NetworkReport) {
        print("mode: \(report.mode.rawValue)")
        print("up: \(report.isUp ? "yes" : "no")")
        print("interface: \(report.interface ?? "none")")
        if let wifi = report.wifi { print("wifi: \(wifi)") }
        if let channel = report.channel { print("channel: \(channel) (\(report.country))") }
        if let name = report.name { print("name: \(name)") }
        if let address = report.address { print("address: \(address)") }
        if let leases = report.leases { print("leases: \(leases)") }
        fflush(nil)
    }
}

extension BoxNetwork.Mode: ExpressibleByArgument {}
