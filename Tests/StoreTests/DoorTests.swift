import Foundation
import GRDB
import Testing
import Workshop

@testable import Store

/// What becomes of numbers at the door, and of those who are not let in.
extension AdmissionTests {
    @Test(
        "numbers are forgotten when a step is closed for good, of those who wait with the last; a reopened one gives new"
    )
    func forgottenAtTheEnd() async throws {
        let room = try await Room(.door)
        let (store, workshop) = (room.store, room.workshop)
        let waiting = try await store.join(room.code).participant
        try await room.test.openDots(workshop)
        func admitOne() async throws {
            let late = try await store.join(room.code).participant
            _ = try await store.act(.admit([try await room.number(late)]), atDoorOf: room.code)
            #expect(try await room.door().admitted.count == 1)
        }
        try await admitOne()
        _ = try await store.act(.finish, on: workshop.dots, in: room.code)
        #expect(try await room.door() == Door())
        let shown = try await store.phone(room.code, participant: waiting)
        #expect(shown.isWaiting && shown.doorNumber == nil)
        _ = try await store.act(.reopen, on: workshop.ideas, in: room.code)
        #expect(try await room.door().waiting == [try await room.number(waiting)])
        try await admitOne()
        _ = try await store.act(.close, on: workshop.ideas, in: room.code)
        _ = try await store.act(.finish, on: workshop.ideas, in: room.code)
        #expect(try await room.door() == Door())
    }

    @Test("while a later step can be opened, whoever waits keeps the number when one is closed for good")
    func keptWhileItGoesOn() async throws {
        let room = try await Room(.door)
        let waiting = try await room.store.join(room.code).participant
        let inside = try await room.store.join(room.code).participant
        _ = try await room.store.act(.admit([try await room.number(inside)]), atDoorOf: room.code)
        _ = try await room.store.act(.close, on: room.workshop.ideas, in: room.code)
        _ = try await room.store.act(.finish, on: room.workshop.ideas, in: room.code)
        #expect(try await room.door() == Door(waiting: [try await room.number(waiting)]))
    }

    @Test("whoever has been in, or has answered on paper, is not turned away: the answers keep their owner")
    func hasBeenIn() async throws {
        let room = try await Room(.door)
        let card = try #require(try await room.store.makeCards(1).first)
        let first = try await room.store.join(room.code).participant
        let second = try await room.store.join(room.code, card: card).participant
        let never = try await room.store.join(room.code).participant
        let number = try await room.number(first)
        _ = try await room.store.act(.admit([number]), atDoorOf: room.code)
        try await room.write("Hej", first)
        _ = try await room.store.act(.sendBack(number), atDoorOf: room.code)
        let onPaper = try await room.store.participant(card: card, in: room.code)
        #expect(onPaper == second)
        try await room.write("På papper", onPaper, source: .paper)
        // Who has never been in is not marked by being sent back.
        _ = try await room.store.act(.sendBack(try await room.number(never)), atDoorOf: room.code)
        let returned = [number, try await room.number(second)].sorted()
        #expect(try await room.door().returned == returned)
        for number in returned {
            await #expect(throws: Refusal.hasBeenIn) {
                try await room.store.act(.turnAway(number), atDoorOf: room.code)
            }
        }
        #expect(try await room.store.phone(room.code, participant: first).isWaiting)
        _ = try await room.store.act(.turnAway(try await room.number(never)), atDoorOf: room.code)
        _ = try await room.store.act(.admit(returned), atDoorOf: room.code)
        #expect(try await room.door() == Door(admitted: returned))
    }

    @Test("a setting of a later version is a door, also where answers are kept")
    func later() async throws {
        let room = try await Room(.door)
        let waiting = try await room.store.join(room.code).participant
        try await room.store.pool.write { db in try db.execute(sql: "UPDATE workshop SET admission = 'later'") }
        #expect(try await room.store.workshop(room.code)?.admission == .door)
        await #expect(throws: Refusal.notAdmitted) { try await room.write("Utifrån", waiting) }
        #expect(try await room.store.workshops().first?.joined == 0)
    }

    @Test("whoever was turned away has no page, also where a device is still remembered; a preview has one")
    func turnedAway() async throws {
        let room = try await Room(.door)
        let gone = try await room.store.join(room.code)
        _ = try await room.store.act(.turnAway(try await room.number(gone.participant)), atDoorOf: room.code)
        room.store.memberships.remember(gone.participant, token: gone.token, in: room.code)
        await #expect(throws: Refusal.notJoined) {
            try await room.store.phone(room.code, participant: gone.participant)
        }
        _ = try await room.store.phone(room.code, participant: gone.participant, isPreview: true)
        room.store.forget(gone.participant)
        #expect(try await room.store.participant(token: gone.token, in: room.code) == nil)
    }

    @Test("joining says whether somebody was made: not by the same form again, nor by a card that has been used")
    func isNew() async throws {
        let room = try await Room(.open)
        let card = try #require(try await room.store.makeCards(1).first)
        let key = String(repeating: "a", count: 32)
        #expect(try await room.store.join(room.code, key: key).isNew)
        #expect(try await !room.store.join(room.code, key: key).isNew)
        #expect(try await room.store.join(room.code, card: card).isNew)
        #expect(try await !room.store.join(room.code, card: card).isNew)
    }
}
