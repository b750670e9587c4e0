import GRDB
import Testing
import Workshop

@testable import Store

@Suite("Joining")
struct JoiningTests {
    private let key = "0123456789abcdef0123456789abcdef"

    @Test("the same form sent twice, also at once, is one participant")
    func twice() async throws {
        let test = try TestStore()
        let code = try await test.workshop().code
        let store = test.store
        async let first = store.join(code, key: key)
        async let second = store.join(code, key: key)
        let both = try await (first, second)
        #expect(both.0.participant == both.1.participant)
        #expect(both.0.isNew != both.1.isNew, "one of them made the participant")
        #expect(both.0.token == key)
        let participants = try await store.pool.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM participant")
        }
        #expect(participants == 1)
    }

    @Test("another form, no form and a form with a weak key are other participants")
    func others() async throws {
        let test = try TestStore()
        let code = try await test.workshop().code
        var participants: Set<Participant> = []
        for key in [key, String(key.reversed()), nil, nil, "", "a", "a"] {
            let membership = try await test.store.join(code, key: key)
            #expect(membership.token.utf8.count == 32)
            #expect(participants.insert(membership.participant).inserted)
        }
    }

    @Test("the form of one workshop is nobody in another")
    func elsewhere() async throws {
        let test = try TestStore()
        let first = try await test.store.join(test.workshop().code, key: key)
        let second = try await test.store.join(test.workshop().code, key: key)
        #expect(first.token == key)
        #expect(second.token != key)
        #expect(second.participant != first.participant)
    }
}
