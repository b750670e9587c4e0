import ArgumentParser

/// `workshop-kiosk serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the workshops of a data directory until SIGTERM or Ctrl-C.")

    @OptionGroup var places: Places
    @OptionGroup var listening: Listening
    @OptionGroup var wifi: Wifi

    func run() async throws {
        try await Failure.reporting {
            let serving = try Serving.start(
                directory: places.dataDirectory, assets: places.assetsDirectory, listening: listening)
            if let network = try wifi.network { try await serving.store.setWireless(network) }
            try await serving.announce()
            await Signals.wait()
            serving.stop()
        }
    }
}
