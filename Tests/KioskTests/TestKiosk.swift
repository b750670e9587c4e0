import Dispatch
import Foundation
import Logging
import Phone
import Store
import Workshop

@testable import Kiosk

/// A kiosk on a port of its own with a directory of its own, for one test.
final class TestKiosk: Sendable {
    let directory: String
    let store: Store
    let kiosk: Kiosk
    let pin: String
    /// The methods that came with it.
    let methods: [Method]

    var port: Int { kiosk.address.port }

    /// - Parameters:
    ///   - more: Methods beside the shipped ones.
    ///   - rehearsalPace: How many times faster than people simulated participants answer.
    ///   - directory: One that another kiosk has used; a new one unless given.
    ///   - configure: Changes what it is started with.
    init(
        more: [Method] = [], rehearsalPace: Double = 1, directory: String? = nil,
        configure: (inout KioskConfiguration) -> Void = { _ in }
    ) async throws {
        self.directory = directory ?? NSTemporaryDirectory() + "kiosk-test-\(UUID().uuidString)"
        store = try Store(directory: self.directory, role: .daemon)
        var assets = try Assets(directory: TestAssets.directory)
        assets.methods += more
        methods = assets.methods
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        var configuration = KioskConfiguration(host: "127.0.0.1", port: 0)
        configuration.rehearsalPace = rehearsalPace
        configure(&configuration)
        kiosk = try Kiosk(store: store, assets: assets, configuration: configuration, logger: logger)
        pin = try await store.box().pin
    }

    /// Runs `body` with a kiosk on a thread of its own (the simulated phones block), then takes the kiosk down.
    static func run(_ body: @escaping @Sendable (TestKiosk) throws -> Void) async throws {
        let kiosk = try await TestKiosk()
        defer { kiosk.tearDown() }
        try await onThread { try body(kiosk) }
    }

    func tearDown() {
        kiosk.stop()
        store.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    func connection() -> Connection { Connection(host: "127.0.0.1", port: port, timeout: 10) }

    func phone(_ code: String) throws -> Phone {
        let phone = Phone(host: "127.0.0.1", port: port, code: code, timeout: 10)
        try phone.join()
        return phone
    }

    /// A signed-in facilitator with a workshop whose ideas are open.
    func workshop(language: String = "sv") throws -> TestWorkshop {
        let facilitator = Facilitator(host: "127.0.0.1", port: port, timeout: 10)
        try facilitator.signIn(pin: pin)
        let code = try facilitator.createWorkshop(method: "t01", title: "Test", language: language)
        let ideas = try facilitator.activity("ideas", of: code)
        try facilitator.go(to: ideas, in: code)
        try facilitator.act("open", on: ideas, in: code)
        return TestWorkshop(
            facilitator: facilitator, code: code, ideas: ideas, dots: try facilitator.activity("dots", of: code))
    }
}

/// A workshop of a test.
struct TestWorkshop {
    let facilitator: Facilitator
    let code: String
    let ideas: String
    let dots: String

    /// Closes the ideas and opens the dots.
    func openDots() throws {
        try facilitator.go(to: dots, in: code)
        try facilitator.act("open", on: dots, in: code)
    }
}

/// Runs `body` where blocking is allowed.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
