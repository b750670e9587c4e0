import Foundation
import Phone
import Testing

/// The program as it is shipped, run as a process of its own.
final class Program {
    /// Where the built program lies: where KIOSK_PROGRAM says, else among what was built with the tests.
    static var path: String {
        if let path = ProcessInfo.processInfo.environment["KIOSK_PROGRAM"] { return path }
        let root = URL(filePath: TestAssets.directory).deletingLastPathComponent()
        return root.appending(path: ".build/debug/workshop-kiosk").path
    }

    /// Foundation's launching of processes is not safe on several threads at once: it has crashed.
    private static let launching = NSLock()

    static func launch(_ process: Process) throws {
        try launching.withLock { try process.run() }
    }

    private let process = Process()
    private let output = Pipe()
    let port: Int
    /// The PIN as it was told, or as it was given.
    let pin: String
    /// What it said of itself when it had started.
    let told: String

    /// Starts `serve` on `directory`, with `more` arguments, and waits until it has told its addresses.
    ///
    /// - Parameter pin: The PIN of a box that is set up and tells none.
    init(
        directory: String, port: Int = 0, more: [String] = [], pin known: String? = nil,
        environment: [String: String] = [:]
    ) throws {
        process.executableURL = URL(filePath: Self.path)
        process.arguments =
            [
                "serve", "--data", directory, "--host", "127.0.0.1", "--port", String(port), "--assets",
                TestAssets.directory,
            ] + more
        if !environment.isEmpty {
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try Self.launch(process)
        var text = ""
        while !text.contains(known == nil ? "recovery code" : "/display\n") {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { throw Ended() }
            text += String(decoding: data, as: UTF8.self)
        }
        let address = try #require(
            text.firstMatch(of: /facilitator: http:\/\/127\.0\.0\.1:(\d+)\/facilitator(?: \(PIN (\d+)\))?\n/))
        self.port = try #require(Int(address.output.1))
        pin = try #require(known ?? address.output.2.map { String($0) })
        told = text
    }

    /// The program ended before it had started.
    struct Ended: Error {}

    /// Ends it as a power cut would.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Ends it politely and returns its exit code.
    func terminate() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Runs the program to its end.
    static func run(
        _ arguments: [String], environment: [String: String]? = nil
    ) throws -> (status: Int32, output: String, error: String) {
        let process = Process()
        if let environment { process.environment = environment }
        let output = Pipe()
        let error = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = error
        try Self.launch(process)
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let errorText = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text, errorText)
    }
}
