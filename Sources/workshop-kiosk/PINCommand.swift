import ArgumentParser
import Store

/// `workshop-kiosk pin`.
struct PINCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin", abstract: "Print the facilitator's PIN and the recovery code, also beside a running server."
    )

    @Flag(help: "Make a new random PIN first; everybody who is signed in has to sign in with it.")
    var renew = false

    @OptionGroup var places: Places

    func run() async throws {
        // Without the assets: this is for when something is wrong.
        Signals.release()
        try await Failure.reporting {
            let store = try Store(directory: places.dataDirectory, role: .tool)
            defer { store.close() }
            let box = renew ? try await store.renewPIN() : try await store.box()
            print("PIN: \(box.pin)\nrecovery code: \(box.recoveryCode.grouped)")
        }
    }
}
