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
        room.store.memberships.remember(
            gone.participant, token: gone.token, in: room.code, room.store.memberships.generation)
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

    @Test("whoever comes waits behind the others, also who is sent back; nothing of it is on the disk")
    func order() async throws {
        let room = try await Room(.door)
        var numbers: [Int] = []
        func join() async throws {
            numbers.append(try await room.number(try await room.store.join(room.code).participant))
        }
        for _ in 0..<12 {
            try await join()
            #expect(try await room.door().waiting == numbers)
        }
        // Two are let in, and one of them is sent back.
        _ = try await room.store.act(.admit([numbers[3], numbers[7]]), atDoorOf: room.code)
        let returned = numbers.remove(at: 3)
        numbers.remove(at: 6)
        #expect(try await room.door().waiting == numbers)
        _ = try await room.store.act(.sendBack(returned), atDoorOf: room.code)
        numbers.append(returned)
        try await join()
        _ = try await room.store.act(.turnAway(numbers.removeFirst()), atDoorOf: room.code)
        #expect(try await room.door().waiting == numbers)
        // Sending back one who waits moves nobody.
        _ = try await room.store.act(.sendBack(numbers[0]), atDoorOf: room.code)
        #expect(try await room.door().waiting == numbers)
        // Another process, as after a restart, knows nothing of it, and whoever comes then is last all the same.
        room.store.doors.clear()
        #expect(try await room.door().waiting == numbers.sorted())
        numbers.sort()
        try await join()
        #expect(try await room.door().waiting == numbers)
    }

    @Test("after a restart those who waited are before whoever comes then, also before anybody has looked")
    func restart() async throws {
        let directory = NSTemporaryDirectory() + "store-door-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var store = try Store(directory: directory, role: .daemon)
        let draft = Store.WorkshopDraft(title: "Test", language: "sv", method: "t01", agenda: [])
        let code = try await store.createWorkshop(draft).code
        _ = try await store.setAdmission(.door, of: code)
        for _ in 0..<6 { _ = try await store.join(code) }
        let before = try #require(try await store.room(code, audience: .facilitator).door).waiting
        store.close()
        store = try Store(directory: directory, role: .daemon)
        defer { store.close() }
        _ = try await store.join(code)
        let after = try #require(try await store.room(code, audience: .facilitator).door).waiting
        #expect(after.count == 7 && Array(after.prefix(6)) == before.sorted())
    }

    @Test("of an erased workshop not even the memory says in what order people came")
    func erasedQueue() async throws {
        let room = try await Room(.door)
        for _ in 0..<3 { _ = try await room.store.join(room.code) }
        #expect(room.store.doors.remembers(room.code))
        _ = try await room.store.erase(.workshop(room.code), mark: LocalizedText([:]), on: nil)
        #expect(!room.store.doors.remembers(room.code))
    }

    @Test("an act at the door is a new revision where another number of participants counts, and only there")
    func revisions() async throws {
        let room = try await Room(.door)
        let first = try await room.number(try await room.store.join(room.code).participant)
        let second = try await room.number(try await room.store.join(room.code).participant)
        /// How far an act takes the revision, after checking that the exported content changes with it and not without.
        func step(_ act: DoorAct) async throws -> Int {
            var before = try await room.store.results(room.code)
            let revision = before.workshop.revision
            _ = try await room.store.act(act, atDoorOf: room.code)
            let after = try await room.store.results(room.code)
            let change = after.workshop.revision - revision
            before.workshop.revision = after.workshop.revision
            #expect((before == after) == (change == 0), "\(act)")
            return change
        }
        #expect(try await step(.admit([first])) == 1)
        // The second of two taps.
        #expect(try await step(.admit([first])) == 0)
        #expect(try await step(.sendBack(second)) == 0)
        #expect(try await step(.turnAway(second)) == 0)
        #expect(try await step(.sendBack(first)) == 1)
        #expect(try await step(.sendBack(first)) == 0)
    }
}
