import Foundation
import Testing

@testable import Appliance

@Suite("The service manager", .serialized)
struct ServiceManagerTests {
    @Test("of two checks in a row only one may fail, and a stuck process is not kept for long")
    func pace() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let unit = try String(contentsOf: root.appending(path: "systemd/workshop-kiosk.service"), encoding: .utf8)
        func seconds(_ name: String) throws -> Int {
            let line = try #require(unit.split(separator: "\n").first { $0.hasPrefix("\(name)=") })
            return try #require(Int(line.dropFirst(name.count + 1).dropLast()))
        }
        let period = Duration.seconds(try seconds("WatchdogSec"))
        let pace = WatchdogPace(period: period)
        #expect(
            unit.contains(
                "every \(pace.interval.components.seconds) s, each time within \(pace.limit.components.seconds) s"))
        for period in [period, .seconds(2), .milliseconds(500)] {
            let pace = WatchdogPace(period: period)
            // After a word at the moment 0: a check that takes all its time and fails, and one that does and succeeds.
            #expect(pace.interval * 2 + pace.limit < period)
            #expect(pace.limit < pace.interval && pace.limit > pace.interval / 2)
        }
        // With the seconds in which a process starts.
        #expect(try seconds("WatchdogSec") + seconds("RestartSec") <= 26)
    }

    @Test("what it says is taken out of the environment")
    func taken() {
        setenv("LISTEN_FDS", "1", 1)
        setenv("LISTEN_PID", "1", 1)
        setenv("LISTEN_FDNAMES", "workshop-kiosk.socket", 1)
        setenv("NOTIFY_SOCKET", "/nowhere", 1)
        setenv("WATCHDOG_USEC", "20000000", 1)
        let manager = ServiceManager.take()
        // Those sockets are for another process.
        #expect(manager.sockets == [])
        #expect(manager.listens)
        #expect(manager.watchdog == .seconds(20))
        for name in ["LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "NOTIFY_SOCKET", "WATCHDOG_USEC"] {
            #expect(getenv(name) == nil)
        }
        #expect(!ServiceManager.take().listens)
    }

    @Test(
        "numbers that make no sense are no sockets, and no watchdog",
        arguments: [
            ["LISTEN_PID": "42"], ["LISTEN_PID": "42", "LISTEN_FDS": "0"], ["LISTEN_PID": "42", "LISTEN_FDS": "-1"],
            ["LISTEN_PID": "42", "LISTEN_FDS": "x"], ["LISTEN_PID": "42", "LISTEN_FDS": "2147483647"],
            ["LISTEN_PID": "43", "LISTEN_FDS": "1"], ["WATCHDOG_USEC": "0"], ["WATCHDOG_USEC": "often"],
            ["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "43"], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "@"],
            ["NOTIFY_SOCKET": "vsock:2:1"],
        ])
    func nonsense(_ told: [String: String]) {
        let manager = ServiceManager(told, process: 42)
        #expect(manager.sockets == [])
        #expect(manager.watchdog == nil)
        #expect(!manager.listens)
    }

    @Test("the passed descriptors are those behind standard error")
    func descriptors() {
        // That they are closed for children from then on is nothing to the tests' own files.
        let manager = ServiceManager(["LISTEN_PID": "42", "LISTEN_FDS": "2"], process: 42)
        #expect(manager.sockets == [3, 4])
    }

    @Test("it is told by a datagram, at a path or an abstract name", arguments: [false, true])
    func told(abstract: Bool) throws {
        let name = "/tmp/kiosk-notify-\(UUID().uuidString)"
        let receiver = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer {
            close(receiver)
            unlink(name)
        }
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        if abstract { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let bound = withUnsafePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(receiver, $0, length) }
        }
        try #require(bound == 0)
        let address = abstract ? "@" + name.dropFirst() : name
        let manager = ServiceManager(["NOTIFY_SOCKET": address], process: 42)
        manager.tell(.ready, .status("two\nlines"))
        manager.tell(.alive)
        manager.tell(.stopping)
        func next() -> String {
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = recv(receiver, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        }
        #expect(next() == "READY=1\nSTATUS=two lines")
        #expect(next() == "WATCHDOG=1")
        #expect(next() == "STOPPING=1")
    }

    @Test("an address that is too long, or where nobody listens, is no trouble")
    func nobody() {
        for address in ["/tmp/kiosk-nobody", "/" + String(repeating: "x", count: 200), "@kiosk-nobody"] {
            ServiceManager(["NOTIFY_SOCKET": address], process: 42).tell(.ready)
        }
    }
}
