import Appliance
import ArgumentParser
import Store

/// `workshop-kiosk serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the workshops of a data directory until SIGTERM or Ctrl-C.",
        discussion: """
            A listening socket that the service manager passes (systemd.socket(5)) is used in the place of --host and \
            --port. The service manager is told when the kiosk is ready, and as long as it works.
            """)

    @OptionGroup var places: Places
    @OptionGroup var listening: Listening
    @OptionGroup var wifi: Wifi

    func run() async throws {
        try await Failure.reporting {
            let serving = try Serving.start(
                directory: places.dataDirectory, assets: places.assetsDirectory, listening: listening,
                passedSocket: try Service.socket)
            if let network = try wifi.network { try await serving.store.setWireless(network) }
            if Appliance.installed != nil { _ = try await serving.store.ownWireless() }
            let manager = Service.manager
            // The journal keeps what is printed here: a PIN stands there once, when it is new, and not at each start.
            if !manager.listens || serving.store.isNew { try await serving.announce() }
            let watchdog = Watchdog(manager: manager, store: serving.store, address: serving.kiosk.ownAddress)
            watchdog.start()
            // The service manager starts it again; somebody at a terminal reads why it has ended.
            serving.store.onBroken { Signals.end() }
            await Signals.wait()
            watchdog.stop()
            serving.stop()
            if serving.store.isBroken { throw StoreError.unreliable }
        }
    }
}
