import Foundation

@testable import Appliance
@testable import Workshop

/// What programs of the box, its sticks and its name server say.
extension FuzzTarget {
    /// The first byte chooses who speaks.
    static let box = FuzzTarget("box") { bytes in
        guard let first = bytes.first else { return }
        let rest = Array(bytes.dropFirst())
        let text = String(decoding: rest, as: UTF8.self)
        switch first % 15 {
        case 0:
            if let order = StickOrder(text) {
                try expect(order.text == text, "the order \(text) is \(order.text)")
                _ = order.secondsLeft(at: 1000)
            }
        case 1: _ = DaemonState(text)?.verdict { true }
        case 2:
            let question = NameQuestion.encoded("workshop.home.arpa", id: 0x4B4B)
            let found = NameQuestion.address(in: question.prefix(2) + rest, to: question)
            try expect(found.map { $0.count == 4 } ?? true, "an address of \(found ?? [])")
        case 3:
            let interfaces = NetworkControl.interfaces(text)
            for mode in BoxNetwork.Mode.allCases {
                guard let network = try? BoxNetwork(mode: mode) else { continue }
                _ = try? NetworkControl.chosen(for: network, among: interfaces)
            }
            _ = MachineFacts.radio(devices: text, isOn: true)
        case 4: _ = MachineFacts.throttled(said: text)
        case 5:
            if let facts = MachineFacts(content: rest, now: 1000) {
                try expect(MachineFacts(content: facts.content, now: 1000) == facts, "\(facts) does not read back")
            }
        case 6: _ = UpdatePackage.signer(status: text)
        case 7:
            if let report = StickReport(rest) {
                try expect(StickReport(report.bytes) == report, "\(report) does not read back")
                _ = (report.age(at: 1000), report.settled(at: 1_000_000))
            }
        case 8:
            if let wish = ClockWish(content: text) {
                _ = ClockWish(content: wish.content)
                _ = ClockRule.verdict(wanted: wish.seconds, now: 1_800_000_000, floor: 0, isConfirmed: wish.isConfirmed)
            }
        case 9: _ = SystemProtection(text: text)
        case 10:
            let words = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let names = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDNAMES"]
            let told = ServiceManager(Dictionary(zip(names, words)) { first, _ in first }, process: 7)
            try expect(told.watchdog.map { WatchdogPace(period: $0).limit < $0 } ?? true, "\(told)")
        case 11:
            let name = StickFiles.shown(text[...])
            try expect(name.utf8.count <= 203, "a name of \(name.utf8.count) bytes")
            var head = [UInt8](repeating: 0, count: FileSystemKind.headLength)
            head.replaceSubrange(0..<min(rest.count, head.count), with: rest.prefix(head.count))
            _ = (FileSystemKind(head: head), StickDevice.reason([head, rest]))
        case 12:
            if let report = NetworkReport(json: rest) {
                try expect(NetworkReport(json: report.json) == report, "\(report) does not read back")
            }
        case 13:
            if let seconds = ClockFloor.parse(rest) {
                try expect((0...ClockRule.latest).contains(seconds), "a floor of \(seconds)")
            }
        default:
            if let version = UpdatePackage.version(fields: text, architecture: "arm64") {
                try expect(!version.isEmpty && !version.contains("\n"), "the version \(version)")
            }
        }
    }
}
