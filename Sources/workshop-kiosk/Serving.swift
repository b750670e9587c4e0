import Appliance
import CLinux
import Glibc
import Kiosk
import Logging
import Store

/// A running kiosk: its store, its server, and what is told to the person at the terminal.
struct Serving {
    let store: Store
    let assets: Assets
    let kiosk: Kiosk

    /// Opens the store in `directory` and starts serving.
    static func start(
        directory: String, assets path: String, listening: Listening, passedSocket: Int32? = nil
    ) throws -> Serving {
        raiseFileLimit()
        limitArenas()
        let assets = try Assets(directory: path)
        let store = try Store(directory: directory, role: .daemon)
        do {
            var configuration = KioskConfiguration(
                host: listening.host, port: listening.port, publicHost: listening.address)
            configuration.listening.connectionLimit = listening.connections
            configuration.listening.passedSocket = passedSocket
            configuration.appliance = .installed
            let kiosk = try Kiosk(store: store, assets: assets, configuration: configuration, logger: logger())
            return Serving(store: store, assets: assets, kiosk: kiosk)
        } catch {
            store.close()
            throw error
        }
    }

    /// Answers what waits, then leaves the database whole and in one file.
    func stop() {
        kiosk.stop()
        store.close()
    }

    /// Tells the three addresses, and the PIN and the recovery code as long as nobody has set the box up: who reads the
    /// journal of a box in use is not to learn them.
    func announce() async throws {
        let box = try await store.box()
        let isSetUp = try await store.isSetUp()
        let address = kiosk.address
        print("participant: \(address.front)")
        print("facilitator: \(address.facilitator)" + (isSetUp ? "" : " (PIN \(box.pin))"))
        print("display: \(address.display)")
        if !isSetUp { print("recovery code, if the PIN is lost: \(box.recoveryCode.grouped)") }
        fflush(nil)
    }

    private static func logger() -> Logger {
        Logger(label: "workshop-kiosk") { StreamLogHandler.standardError(label: $0) }
    }

    /// The C library gives threads arenas of their own to allocate from, eight for each processor, and what a crowd's pages
    /// took in one of them is not there for another: a hall of 500 took 143 MiB with sixteen arenas, and takes 80 with two,
    /// at the same speed.
    private static func limitArenas() { _ = mallopt(kiosk_malloc_arenas, 2) }

    /// Every phone and screen is an open file; the usual limit of 1024 would be a hall's end.
    private static func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, 8192)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
