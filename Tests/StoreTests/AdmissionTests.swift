import Foundation
import GRDB
import Testing
import Workshop

@testable import Store

@Suite("Who may answer")
struct AdmissionTests {
    /// A store with a workshop whose ideas are open, and who may answer in it.
    struct Room {
        let test: TestStore
        let code: SpokenCode
        let workshop: Workshop
        var store: Store { test.store }

        init(_ admission: Admission) async throws {
            test = try TestStore()
            workshop = try await test.workshop()
            code = workshop.code
            #expect(try await test.store.setAdmission(admission, of: code).admission == admission)
        }

        func write(_ text: String, _ participant: Participant, source: BallotSource = .phone) async throws {
            _ = try await store.writeIdea(
                text, key: "k", activity: workshop.ideas, participant: participant, source: source)
        }

        func door() async throws -> Door {
            try #require(try await store.room(code, audience: .facilitator).door)
        }

        func number(_ participant: Participant) async throws -> Int {
            try #require(try await store.phone(code, participant: participant).doorNumber)
        }

        func joined() async throws -> Int? {
            try await store.room(code, audience: .room).turnouts[workshop.ideas]?.joined
        }
    }

    @Test("with open doors each new form is a participant, and nobody waits")
    func open() async throws {
        let room = try await Room(.open)
        for number in 1...3 {
            let joined = try await room.store.join(room.code).participant
            try await room.write("Idé \(number)", joined)
        }
        #expect(try await room.joined() == 3)
        #expect(try await room.store.room(room.code, audience: .facilitator).door == nil)
    }

    @Test("with cards nobody joins without one, and one card is one participant")
    func cards() async throws {
        let room = try await Room(.card)
        let cards = try await room.store.makeCards(2)
        await #expect(throws: Refusal.cardNeeded) { try await room.store.join(room.code) }
        await #expect(throws: Refusal.cardNeeded) {
            try await room.store.join(room.code, key: "0123456789abcdef0123456789abcdef")
        }
        var generator = SplitMix64(seed: 1)
        let invented = SpokenCode.random(length: SpokenCode.cardLength, using: &generator)
        await #expect(throws: Refusal.noSuchCard) { try await room.store.join(room.code, card: invented) }
        let first = try await room.store.join(room.code, card: cards[0])
        let again = try await room.store.join(room.code, card: cards[0])
        #expect(first.participant == again.participant && first.token != again.token)
        // The re-entry code is the same participant, too, and paper.
        let back = try await room.store.rejoin(room.code, reentry: first.participant.reentry)
        #expect(back.participant == first.participant)
        #expect(try await room.store.participant(card: cards[0], in: room.code) == first.participant)
        #expect(try await room.joined() == 1)
        _ = try await room.store.join(room.code, card: cards[1])
        #expect(try await room.joined() == 2)
    }

    @Test("who may answer is settled once somebody has joined, also one who waits")
    func settled() async throws {
        let room = try await Room(.door)
        _ = try await room.store.setAdmission(.card, of: room.code)
        _ = try await room.store.setAdmission(.door, of: room.code)
        #expect(try await !room.store.room(room.code, audience: .facilitator).hasJoined)
        _ = try await room.store.join(room.code)
        for other in [Admission.open, .card] {
            await #expect(throws: Refusal.alreadyJoined) { try await room.store.setAdmission(other, of: room.code) }
        }
        _ = try await room.store.setAdmission(.door, of: room.code)
        #expect(try await room.store.room(room.code, audience: .facilitator).hasJoined)
    }

    @Test("whoever waits can send nothing by any way, and is not counted")
    func waiting() async throws {
        let room = try await Room(.door)
        let (store, workshop) = (room.store, room.workshop)
        let inside = try await store.join(room.code).participant
        _ = try await store.act(.admit([try await room.number(inside)]), atDoorOf: room.code)
        try await room.write("Från insidan", inside)
        let idea = try #require(try await store.phone(room.code, participant: inside).ownIdeas.first)
        let outside = try await store.join(room.code).participant
        #expect(try await store.phone(room.code, participant: outside).isWaiting)
        #expect(try await room.joined() == 1)
        #expect(try await store.workshops().first?.joined == 1)

        await #expect(throws: Refusal.notAdmitted) { try await room.write("Utifrån", outside) }
        await #expect(throws: Refusal.notAdmitted) {
            try await store.editIdea(idea.id, text: "Annat", activity: workshop.ideas, participant: outside)
        }
        await #expect(throws: Refusal.notAdmitted) {
            try await store.retractIdea(idea.id, activity: workshop.ideas, participant: outside)
        }
        _ = try await store.act(.close, on: workshop.ideas, in: room.code)
        _ = try await store.act(.reveal, on: workshop.ideas, in: room.code)
        try await store.letParticipantsGroup(true, activity: workshop.ideas, in: room.code)
        await #expect(throws: Refusal.notAdmitted) {
            try await store.put(
                [idea.id], in: .newGroup("G"), activity: workshop.ideas, by: .participant, participant: outside)
        }
        await #expect(throws: Refusal.notJoined) {
            try await store.put([idea.id], in: .newGroup("G"), activity: workshop.ideas, by: .participant)
        }
        try await store.put(
            [idea.id], in: .newGroup("G"), activity: workshop.ideas, by: .participant, participant: inside)
        try await room.test.openDots(workshop)
        await #expect(throws: Refusal.notAdmitted) {
            try await store.castDots([idea.id: 1], activity: workshop.dots, participant: outside)
        }
        // By the way of a hall's ballots, too.
        let lane = await withCheckedContinuation { continuation in
            store.hold([("dots-\(idea.id)", "1")], activity: workshop.dots, participant: outside) {
                continuation.resume(returning: $0)
            }
            store.castHeld()
        }
        #expect(throws: Refusal.notAdmitted) { try lane.get() }
        // On another device it waits as well.
        let moved = try await store.rejoin(room.code, reentry: outside.reentry).participant
        await #expect(throws: Refusal.notAdmitted) {
            try await store.castDots([idea.id: 1], activity: workshop.dots, participant: moved)
        }
        try await store.castDots([idea.id: 1], activity: workshop.dots, participant: inside)
        let answers = try await store.pool.read { db in
            try Int.fetchOne(db, sql: "SELECT (SELECT count(*) FROM idea) + (SELECT count(*) FROM ballot)")
        }
        #expect(answers == 2)
        _ = try await store.act(.admit([try await room.number(outside)]), atDoorOf: room.code)
        try await store.castDots([idea.id: 1], activity: workshop.dots, participant: outside)
        #expect(try await room.joined() == 2)
    }

    @Test("one, several and all are let in by number; who is turned away is nobody any more")
    func acts() async throws {
        let room = try await Room(.door)
        var members: [Store.Membership] = []
        for _ in 0..<5 { members.append(try await room.store.join(room.code)) }
        var numbers: [Int] = []
        for member in members { numbers.append(try await room.number(member.participant)) }
        #expect(Set(numbers).count == 5 && numbers.allSatisfy { (100...999).contains($0) })
        #expect(try await room.door() == Door(waiting: numbers))
        _ = try await room.store.act(.admit([numbers[0]]), atDoorOf: room.code)
        _ = try await room.store.act(.turnAway(numbers[1]), atDoorOf: room.code)
        #expect(try await room.door() == Door(waiting: Array(numbers[2...]), admitted: [numbers[0]]))
        #expect(try await room.store.participant(token: members[1].token, in: room.code) == nil)
        await #expect(throws: Refusal.notJoined) { try await room.write("Borta", members[1].participant) }
        for act in [DoorAct.admit([1]), .turnAway(1), .sendBack(1), .turnAway(numbers[0])] {
            await #expect(throws: Refusal.noOneAtDoor) { try await room.store.act(act, atDoorOf: room.code) }
        }
        _ = try await room.store.act(.admit(numbers), atDoorOf: room.code)
        #expect(try await room.door().admitted == [numbers[0], numbers[2], numbers[3], numbers[4]].sorted())
        // Another workshop's numbers are another workshop's.
        let other = try await room.test.workshop()
        await #expect(throws: Refusal.noOneAtDoor) {
            try await room.store.act(.admit(numbers), atDoorOf: other.code)
        }
    }

    @Test("who came in twice is sent back out; what was answered stays, and says nothing of whose it was")
    func sentBack() async throws {
        let room = try await Room(.door)
        let first = try await room.store.join(room.code).participant
        let second = try await room.store.join(room.code).participant
        let numbers = [try await room.number(first), try await room.number(second)]
        _ = try await room.store.act(.admit(numbers), atDoorOf: room.code)
        _ = try await room.store.act(.sendBack(numbers[1]), atDoorOf: room.code)
        await #expect(throws: Refusal.notAdmitted) { try await room.write("Två", second) }
        #expect(try await room.joined() == 1)
        _ = try await room.store.act(.admit([numbers[1]]), atDoorOf: room.code)
        for participant in [first, second] { try await room.write("Hej", participant) }
        _ = try await room.store.act(.sendBack(numbers[1]), atDoorOf: room.code)
        let turnout = try await room.store.room(room.code, audience: .room).turnouts[room.workshop.ideas]
        #expect(turnout?.answered == 2 && turnout?.joined == 2)
    }

    @Test("numbers are forgotten when a step is opened for answers, and no file keeps them")
    func forgotten() async throws {
        let room = try await Room(.door)
        let participant = try await room.store.join(room.code).participant
        let waiting = try await room.store.join(room.code).participant
        let number = try await room.number(participant)
        _ = try await room.store.act(.admit([number]), atDoorOf: room.code)
        #expect(try await room.door().admitted == [number])
        try await room.test.openDots(room.workshop)
        #expect(try await room.door().admitted == [])
        #expect(try await room.store.phone(room.code, participant: participant).doorNumber == nil)
        // Whoever still waits keeps the number.
        #expect(try await room.door().waiting == [try await room.number(waiting)])
        await #expect(throws: Refusal.noOneAtDoor) {
            try await room.store.act(.sendBack(number), atDoorOf: room.code)
        }
        let columns = try await room.store.pool.read { db in
            try db.columns(in: "participant").map(\.name)
        }
        // Neither a time nor an order of arrival, nor an address.
        #expect(
            columns == [
                "id", "workshop", "reentry", "card", "link", "name", "background", "is_waiting", "door_number",
                "has_been_in",
            ])
    }

    @Test("paper that a facilitator enters counts at a door, once with the phone of the same card")
    func paper() async throws {
        let room = try await Room(.door)
        let card = try #require(try await room.store.makeCards(1).first)
        let onPaper = try await room.store.participant(card: card, in: room.code)
        try await room.write("På papper", onPaper, source: .paper)
        #expect(try await room.joined() == 1)
        #expect(try await room.store.join(room.code, card: card).participant == onPaper)
        #expect(try await room.joined() == 1)
    }

    @Test("a crowd at the door gets longer numbers instead of none")
    func crowd() async throws {
        let room = try await Room(.door)
        for _ in 0..<460 { _ = try await room.store.join(room.code) }
        let waiting = try await room.door().waiting
        #expect(Set(waiting).count == 460)
        #expect(waiting.count { $0 < 1000 } == 450 && waiting.allSatisfy { $0 < 10_000 })
    }

    @Test("a rehearsal lets its simulated participants in whatever the workshop says")
    func rehearsal() async throws {
        for admission in [Admission.card, .door] {
            let room = try await Room(admission)
            let rehearsal = try await room.store.rehearse(room.code, participants: 2)
            #expect(rehearsal.admission == .open)
            await #expect(throws: Refusal.rehearsal) {
                try await room.store.setAdmission(.door, of: rehearsal.code)
            }
        }
    }
}
