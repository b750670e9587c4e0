import ArgumentParser
import Glibc
import HTTP
import Kiosk
import Store

/// Where the data and the assets are.
struct Places: ParsableArguments {
    @ArgumentParser.Option(
        help: "The directory that keeps the workshops (default: $STATE_DIRECTORY, else ~/.local/share/workshop-kiosk).")
    var data: String?

    @ArgumentParser.Option(
        help:
            "The directory with pages, languages and methods (default: kiosk-assets beside the program or here, else /usr/share/workshop-kiosk)."
    )
    var assets: String?

    /// The data directory: as given, else the service manager's, else the user's own.
    var dataDirectory: String {
        if let data { return data }
        if let state = Self.environment("STATE_DIRECTORY")?.split(separator: ":").first { return String(state) }
        let home =
            Self.environment("XDG_DATA_HOME") ?? Self.environment("HOME").map { "\($0)/.local/share" } ?? "/var/lib"
        return "\(home)/workshop-kiosk"
    }

    /// The assets directory: as given, else the first that exists of the usual ones.
    var assetsDirectory: String {
        if let assets { return assets }
        let installed = "/usr/share/workshop-kiosk"
        for candidate in ["kiosk-assets", installed] where access("\(candidate)/templates", R_OK) == 0 {
            return candidate
        }
        return installed
    }

    /// Runs `body` with the data directory's store, also beside a running server, and reports what it throws.
    func withStore(_ body: (Store, Assets) async throws -> Void) async throws {
        Signals.release()
        try await Failure.reporting {
            let assets = try Assets(directory: assetsDirectory)
            let store = try Store(directory: dataDirectory, role: .tool)
            defer { store.close() }
            try await body(store, assets)
        }
    }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}

/// Where the server listens.
struct Listening: ParsableArguments {
    @ArgumentParser.Option(help: "The numeric address to listen on; 0.0.0.0 is all of the machine's.")
    var host = ServerConfiguration().host

    @ArgumentParser.Option(help: "The port to listen on; 0 lets the system choose.")
    var port = ServerConfiguration().port

    @ArgumentParser.Option(
        help: "The name or address that pages and QR codes tell people (default: the machine's own).")
    var address: String?

    @ArgumentParser.Option(
        help: "The most connections at once. A phone has two: one thousand phones fit into the default.")
    var connections = ServerConfiguration().connectionLimit

    func validate() throws {
        guard (10...7500).contains(connections) else {
            throw ValidationError("--connections is a number from 10 to 7500.")
        }
        guard (0...65535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535.") }
    }
}
