import Appliance
import ArgumentParser
import Kiosk
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
            let serving: Serving
            do {
                serving = try Serving.start(
                    directory: places.dataDirectory, assets: places.assetsDirectory, listening: listening,
                    passedSocket: try Service.socket)
            } catch StoreError.notWritable(let path) where Service.manager.listens {
                // Nobody in the room reads the journal. Somebody at a terminal reads why it has ended.
                try await showReadOnly()
                throw StoreError.notWritable(path: path)
            }
            if let network = try wifi.network { try await serving.store.setWireless(network) }
            if Appliance.installed != nil { _ = try await serving.store.ownWireless() }
            let manager = Service.manager
            // The journal keeps what is printed here: a PIN stands there once, when it is new, and not at each start.
            if !manager.listens || serving.store.isNew { try await serving.announce() }
            let watchdog = Watchdog(manager: manager, store: serving.store, address: serving.kiosk.ownAddress)
            // The service manager starts it again; somebody at a terminal reads why it has ended.
            serving.store.onBroken { Signals.end() }
            watchdog.start()
            await Signals.wait()
            watchdog.stop()
            serving.stop()
            if serving.store.isBroken { throw StoreError.unreliable }
        }
    }

    /// Serves for a while that nothing can be stored, and then lets the service manager try again.
    private func showReadOnly() async throws {
        let manager = Service.manager
        var configuration = KioskConfiguration(host: listening.host, port: listening.port)
        configuration.listening.passedSocket = try Service.socket
        let box = try ReadOnlyBox(
            assets: try Assets(directory: places.assetsDirectory), configuration: configuration)
        Failure.print(
            error: "workshop-kiosk: '\(places.dataDirectory)' cannot be written; the pages say so, and nothing else.")
        manager.tell(.status("The disk cannot be written."))
        manager.tell(.ready)
        let telling = Task {
            for _ in 0..<Self.readOnlyRounds {
                manager.tell(.alive)
                try await Task.sleep(for: .seconds(5))
            }
            Signals.end()
        }
        await Signals.wait()
        telling.cancel()
        manager.tell(.stopping)
        box.stop()
    }

    /// How many times five seconds it is said before the next try.
    private static let readOnlyRounds = 60
}
