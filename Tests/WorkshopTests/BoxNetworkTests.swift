import Testing
import Workshop

@Suite("How phones reach the box")
struct BoxNetworkTests {
    @Test("has a country of two letters, a channel without radar and an interface with a plain name")
    func limits() throws {
        #expect(try BoxNetwork(country: "fi").country == "FI")
        for country in ["", "S", "SWE", "S1", "åå"] {
            #expect(throws: BoxNetwork.Fault.country) { try BoxNetwork(country: country) }
        }
        for channel in [0, 14, 35, 52, 165, -1] {
            #expect(throws: BoxNetwork.Fault.channel) { try BoxNetwork(channel: channel) }
        }
        for interface in ["", "..", "-a", "a b", "a/b", "a;b", "a\nb", String(repeating: "a", count: 16)] {
            #expect(throws: BoxNetwork.Fault.interface) { try BoxNetwork(interface: interface) }
        }
        #expect(try BoxNetwork(interface: "wlx00c0caa1b2c3").interface == "wlx00c0caa1b2c3")
    }

    @Test("a made passphrase has 16 symbols of the alphabet without look-alikes, in groups, and its own each time")
    func made() throws {
        var generator = SplitMix64(seed: 1)
        var seen: Set<String> = []
        for _ in 0..<200 {
            let made = WirelessNetwork.made(using: &generator)
            let groups = made.passphrase.split(separator: "-", omittingEmptySubsequences: false)
            #expect(groups.count == 4 && groups.allSatisfy { $0.count == 4 })
            #expect(groups.joined().allSatisfy { "34679acdefghjkmnprtwxy".contains($0) })
            #expect(made.name.hasPrefix("Workshop-") && made.name.count == 12)
            #expect(try WirelessNetwork(name: made.name, passphrase: made.passphrase) == made)
            seen.insert(made.passphrase)
        }
        #expect(seen.count == 200)
    }
}
