import Testing
import Workshop

@testable import Appliance

@Suite("From what was measured to what it means")
struct FindingsTests {
    private let mega = 1_000_000

    private func only(_ change: (inout BoxFacts) -> Void) -> Finding? {
        var facts = BoxFacts()
        change(&facts)
        return facts.findings.count == 1 ? facts.findings[0] : nil
    }

    @Test("nothing is said of what was not measured, and the worst line is the light's colour")
    func worst() {
        #expect(BoxFacts().findings.isEmpty && BoxFacts().findings.worst == .good)
        var facts = BoxFacts()
        facts.answers = true
        facts.namesResolve = false
        #expect(facts.findings.map(\.state) == [.good, .warning] && facts.findings.worst == .warning)
        facts.isWhole = true
        facts.isWritable = false
        #expect(facts.findings.worst == .bad && facts.findings.first?.detail == "unwritable")
        facts.isWhole = false
        #expect(facts.findings.first?.detail == "damaged")
        #expect(facts.findings.worst == .bad && facts.findings.first?.topic == .database)
    }

    @Test("somebody is told of little room long before it is used up, and the database counts twice")
    func space() {
        for (free, database, state) in [
            (600, 1, Finding.State.good), (501, 1, .warning), (502, 1, .good), (51, 1, .bad), (52, 1, .warning),
            (0, 0, .bad), (2000, 800, .warning), (2000, 1000, .bad),
        ] {
            let finding = only { ($0.freeBytes, $0.databaseBytes) = (free * mega, database * mega) }
            #expect(finding?.state == state && finding?.megabytes == free, "\(free) \(database)")
        }
    }

    @Test("a clock before the latest known time, before the program or after its century is a warning and no more")
    func clock() {
        let then: Int64 = 1_800_000_000
        for (now, floor, state) in [
            (then, Int64(0), Finding.State.good), (then, then + 300, .good), (then, then + 301, .warning),
            (0, 0, .warning), (ClockRule.earliest - 1, 0, .warning), (ClockRule.latest + 1, 0, .warning),
        ] { #expect(only { ($0.now, $0.floor) = (now, floor) }?.state == state, "\(now) \(floor)") }
    }

    @Test("the firmware's bits: weak power now, heat now, weak power since the start")
    func power() {
        for (said, detail) in [
            ("throttled=0x0", "good"), ("throttled=0x50005", "weak"), ("throttled=0x50000", "dipped"),
            ("throttled=0x8", "hot"), ("throttled=0x20002\n", "hot"), ("throttled=0x40000", "good"),
        ] { #expect(only { $0.throttled = MachineFacts.throttled(said: said) }?.detail == detail, "\(said)") }
        #expect(MachineFacts.throttled(said: "VCHI initialization failed") == nil)
    }

    @Test("what nmcli says of the radio")
    func radio() {
        let cable = "eth0:ethernet:connected:Wired connection 1\n"
        for (device, isOn, radio) in [
            ("wlan0:wifi:connected:workshop-kiosk", true, BoxFacts.Radio.up),
            // A guest of another network, which may be called anything.
            ("wlan0:wifi:connected:Home\\: workshop-kiosk", true, .down),
            ("wlan0:wifi:connecting (configuring):workshop-kiosk", true, .down),
            ("wlan0:wifi:disconnected:", true, .down),
            ("wlan0:wifi:unavailable:", false, .off), ("p2p-dev-wlan0:wifi-p2p:disconnected:", true, .none),
        ] { #expect(MachineFacts.radio(devices: "\(device)\n\(cable)", isOn: isOn) == radio, "\(device)") }
        // The box's own network at the socket is no radio.
        #expect(
            MachineFacts.radio(
                devices: "wlan0:wifi:disconnected:\neth0:ethernet:connected:workshop-kiosk\n", isOn: true) == .down)
    }

    @Test("a radio that is not needed is no fault, and phones are led where the network is the box's own")
    func modes() {
        for (mode, radio, found, leads) in [
            (BoxNetwork.Mode.wifi, BoxFacts.Radio.up, Finding.State.good as Finding.State?, true),
            (.wifi, .down, .bad, false), (.wifi, .off, .bad, false), (.wifi, .none, .warning, false),
            (.accesspoint, .down, nil, true), (.accesspoint, .none, nil, true),
            (.wired, .down, nil, false), (.wired, .up, nil, false),
        ] {
            var facts = BoxFacts()
            (facts.mode, facts.radio) = (mode, radio)
            #expect(facts.findings.first?.state == found && facts.leadsPhones == leads, "\(mode) \(radio)")
        }
    }

    @Test("a report is read as it was written, and not when it is old, of the future or something else")
    func report() {
        let facts = MachineFacts(radio: .down, throttled: 0x50005, uptime: 1000)
        #expect(MachineFacts(content: facts.content, now: 1900) == facts)
        #expect(MachineFacts(content: MachineFacts(uptime: 5).content, now: 5) == MachineFacts(uptime: 5))
        for (content, now) in [(facts.content, 1901), (facts.content, 999), ([0xFF, 0x20, 0xFF], 0), ([], 0)] {
            #expect(MachineFacts(content: content, now: Int64(now)) == nil)
        }
    }

    @Test("an address is found in a name server's answer, and nothing in a broken one")
    func names() {
        let question = NameQuestion.encoded("workshop.home.arpa", id: 0x1234)
        #expect(question.count == 12 + 20 + 4 && question[12] == 8)
        var answer = question
        (answer[2], answer[3], answer[7]) = (0x85, 0x80, 1)
        answer += [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 10, 42, 0, 1]
        #expect(NameQuestion.address(in: answer, to: question) == [10, 42, 0, 1])
        for length in 0..<answer.count {
            #expect(NameQuestion.address(in: Array(answer.prefix(length)), to: question) == nil)
        }
        answer[3] = 0x83
        #expect(NameQuestion.address(in: answer, to: question) == nil)
    }
}
