import ArgumentParser
import Glibc
import Kiosk
import Threads

/// `workshop-kiosk demo`.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Play a workshop with 25 simulated phones, then leave it open for your own.",
        discussion: """
            The phones talk to the server over HTTP as real ones do. Without --data the workshop is kept in a temporary \
            directory and gone when the program ends.
            """)

    @OptionGroup var places: Places
    @OptionGroup var listening: Listening

    @ArgumentParser.Option(help: "How many times faster than people the phones act.")
    var pace = 1.0

    @ArgumentParser.Option(help: "The language that the pages start in, such as sv or en.")
    var language = "sv"

    func validate() throws {
        guard pace > 0, pace <= 1000 else { throw ValidationError("--pace is a number above 0, at most 1000.") }
    }

    func run() async throws {
        try await Failure.reporting {
            let temporary = places.data == nil ? try TemporaryDirectory() : nil
            defer { temporary?.remove() }
            let script = try DemoScript(path: "\(places.assetsDirectory)/demo/needs-inventory.json")
            let serving = try Serving.start(
                directory: places.data ?? temporary?.path ?? "", assets: places.assetsDirectory, listening: listening)
            let box = try await serving.store.box()
            let player = DemoPlayer(
                script: script, host: serving.kiosk.ownAddress.host, port: serving.kiosk.ownAddress.port, pin: box.pin,
                language: language,
                title: serving.assets.languages[language]?["demo_title"] ?? "", pace: pace)
            let code = try await BlockingThread.value { try player.prepare() }
            let address = serving.kiosk.address
            print("participant: \(address.front)w/\(code)")
            print("facilitator: \(address.facilitator)/\(code) (PIN \(box.pin))")
            print("display: \(address.display)/\(code)")
            print("")
            print(QRCode("\(address.front)w/\(code)")?.terminal() ?? "")
            print("25 simulated phones join, write and vote now. Open the display to watch. Ctrl-C ends.")
            fflush(nil)
            let playing = Task { try await BlockingThread.value { try player.play(code) } }
            let signal = Task { await Signals.wait() }
            Task {
                do {
                    try await playing.value
                    print("The demo has been played; the dots are open for your own phone. Ctrl-C ends.")
                } catch DemoPlayer.Stopped.stopped {
                } catch {
                    Failure.print(error: "workshop-kiosk: the demo stopped: \(error); start it again.")
                }
                fflush(nil)
            }
            await signal.value
            player.stop()
            serving.stop()
        }
    }
}
