import Testing
import Workshop

@testable import Store

@Suite("The settings of the network")
struct StoredNetworkTests {
    @Test("stays when the box is made new: without it nobody could reach the box to set it up")
    func staysAtReset() async throws {
        let test = try TestStore()
        let network = try BoxNetwork(mode: .accesspoint, country: "FI", channel: 11, interface: "eth1")
        try await test.store.setNetwork(network)
        try await test.store.setWireless(try WirelessNetwork(name: "Rum", passphrase: "hemligt ord"))
        let box = try await test.store.box()
        let new = try await test.store.resetToNew()
        #expect(try await test.store.network() == network)
        #expect(new != box)
        #expect(try await test.store.box() == new)
        #expect(try await test.store.wireless() == nil, "the passphrase is the earlier owner's")
    }

    @Test("are the usual ones until others are kept")
    func kept() async throws {
        let test = try TestStore()
        #expect(try await test.store.network() == .usual)
        let network = try BoxNetwork(mode: .accesspoint, country: "FI", channel: 44, interface: "eth1")
        try await test.store.setNetwork(network)
        #expect(try await test.store.network() == network)
        try await test.store.setNetwork(try BoxNetwork(mode: .wired))
        #expect(try await test.store.network() == BoxNetwork(mode: .wired))
    }

    @Test("a box with a network of its own makes a passphrase once; one in another's network makes none up")
    func made() async throws {
        let test = try TestStore()
        try await test.store.setNetwork(try BoxNetwork(mode: .wired))
        #expect(try await test.store.ownWireless() == nil)
        try await test.store.setNetwork(.usual)
        let made = try #require(try await test.store.ownWireless())
        #expect(try await test.store.ownWireless() == made)
        #expect(try await test.store.wireless() == made)
        let own = try WirelessNetwork(name: "Rum 3", passphrase: "hemligt ord")
        try await test.store.setWireless(own)
        #expect(try await test.store.ownWireless() == own)
    }
}
