import Foundation
import GRDB
import Testing
import Workshop

@testable import Store

@Suite("Erasing", .serialized)
struct ErasureTests {
    let mark = LocalizedText(["sv": "[raderad]", "en": "[erased]"])
    let today = CalendarDay("2027-03-01")
    let secret = "Kanslig formulering som ska bort åäö"

    func idea(_ text: String, _ store: Store, _ workshop: Workshop, _ participant: Participant) async throws
        -> Identifier
    {
        try await store.writeIdea(text, key: "k", activity: workshop.ideas, participant: participant).id
    }

    @Test(
        "one idea: its text is in no file, it does not come back by a late repetition, and the log says only how much")
    func oneIdea() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        let id = try await idea(secret, store, workshop, participant)
        _ = try await idea("Kvar", store, workshop, participant)
        try await store.freeze(workshop.code) { _ in ["sv": "<p>\(self.secret)</p>"] }
        try await store.setLenses(Ballot(["why-a": "Därför att \(secret)"]), of: id, in: workshop.code)
        #expect(try test.found(secret))
        #expect(try await store.extent(of: .idea(id, in: workshop.code)).ideas == 1)
        #expect(try test.found(secret), "only asking erases nothing")
        let extent = try await store.erase(.idea(id, in: workshop.code), mark: mark, on: today)
        #expect(extent.ideas == 1)
        #expect(try !test.found(secret))
        #expect(try await store.erasable(in: workshop.code).flatMap(\.ideas).map(\.text) == ["Kvar"])
        let again = try await store.writeIdea(secret, key: "k", activity: workshop.ideas, participant: participant)
        #expect(again.id == id && again.status == .retracted)
        #expect(try !test.found(secret))
        #expect(
            try await store.erasures()
                == [Erasure(number: 1, kind: .idea, isByDate: false, day: today, rows: 1)])
        await #expect(throws: Refusal.noSuchIdea) {
            try await store.erase(.idea(id, in: workshop.code), mark: mark, on: today)
        }
    }

    @Test("a group's name: also from the log, from what undoing restores, and from what another workshop took over")
    func groupName() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let other = try await test.workshop()
        let participant = try await store.join(workshop.code).participant
        let id = try await idea("A", store, workshop, participant)
        try await store.put([id], in: .newGroup(secret), activity: workshop.ideas)
        let group = try #require(try await store.erasable(in: workshop.code)[0].groups.first?.id)
        _ = try await store.act(.reveal, on: workshop.ideas, in: workshop.code)
        try await carry(from: workshop, .groups, to: other, store)
        try await store.renameGroup(group, to: "Annat namn, \(secret)", activity: workshop.ideas)
        try await store.renameGroup(group, to: "Tredje", activity: workshop.ideas)
        let extent = try await store.erase(.group(group, in: workshop.code), mark: mark, on: today)
        #expect(extent.copies == 1)
        #expect(try !test.found(secret))
        #expect(try !test.found("Tredje"))
        #expect(try await carriedTexts(other, store) == ["[raderad]"])
        #expect(try await store.room(workshop.code, audience: .facilitator).groups.map(\.name) == ["[raderad]"])
        try await store.undoGrouping(activity: workshop.ideas)
        #expect(try !test.found(secret))
    }

    @Test("a written answer, by a mark that does not name who wrote it; what is sealed is not listed")
    func oneAnswer() async throws {
        let test = try TestStore()
        let store = test.store
        let (workshop, text) = try await textWorkshop(store, privacy: .anonymous)
        for answer in [secret, "Kvar"] {
            let participant = try await store.join(workshop.code).participant
            _ = try await store.cast([("text", answer)], activity: text, participant: participant)
        }
        #expect(try await store.erasable(in: workshop.code).flatMap(\.answers).isEmpty)
        _ = try await store.act(.reveal, on: text, in: workshop.code)
        let answers = try await store.erasable(in: workshop.code).flatMap(\.answers)
        let mark = try #require(answers.first { $0.texts == [secret] }?.mark)
        let pseudonyms = try await store.results(workshop.code).activities[0].ballots.map(\.pseudonym)
        #expect(!pseudonyms.contains { $0.contains(mark) })
        try await store.erase(.answer(mark, in: workshop.code), mark: self.mark, on: today)
        #expect(try !test.found(secret))
        #expect(try await store.results(workshop.code).activities[0].ballots.map { $0.ballot["text"] } == ["Kvar"])
        await #expect(throws: Refusal.noSuchItem) {
            try await store.erase(.answer(mark, in: workshop.code), mark: self.mark, on: today)
        }
    }

    @Test("one participant by card: every answer and idea in a linked workshop, and nobody else's")
    func byCard() async throws {
        let test = try TestStore()
        let store = test.store
        let cards = try await store.makeCards(2)
        var codes: [SpokenCode] = []
        for _ in 0..<2 {
            let (workshop, text) = try await textWorkshop(store, privacy: .linked)
            for (card, answer) in zip(cards, [secret, "Grannens"]) {
                let participant = try await store.join(workshop.code, card: card).participant
                _ = try await store.cast([("text", answer)], activity: text, participant: participant)
            }
            _ = try await store.act(.finish, on: text, in: workshop.code)
            _ = try await store.act(.reveal, on: text, in: workshop.code)
            codes.append(workshop.code)
        }
        func answers(_ code: SpokenCode) async throws -> [String?] {
            try await store.results(code).activities[0].ballots.map { $0.ballot["text"] }
        }
        let extent = try await store.erase(.person(.card(cards[0]), in: codes[0]), mark: mark, on: today)
        #expect(extent.participants == 1 && extent.answers == 1 && extent.untraceable == 0)
        #expect(try await answers(codes[0]) == ["Grannens"])
        #expect(try await answers(codes[1]).count == 2)
        await #expect(throws: Refusal.noSuchParticipant) {
            try await store.erase(.person(.card(cards[0]), in: codes[0]), mark: mark, on: today)
        }
        try await store.erase(.card(cards[0]), mark: mark, on: today)
        #expect(try await answers(codes[1]) == ["Grannens"])
        #expect(try !test.found(secret))
        #expect(try await !store.isKnown(card: cards[0]))
        #expect(try await store.isKnown(card: cards[1]))
    }

    @Test("one participant by name or re-entry code; a name that two have is nobody's; closed for good is said")
    func byName() async throws {
        let test = try TestStore()
        let store = test.store
        let (named, text) = try await textWorkshop(store, privacy: .named)
        for (name, answer) in [("Åsa Berg", secret), ("Bo Ek", "Bos"), ("Bo Ek", "Den andra")] {
            let participant = try await store.join(named.code, name: name).participant
            _ = try await store.cast([("text", answer)], activity: text, participant: participant)
        }
        await #expect(throws: Refusal.noSuchParticipant) {
            try await store.erase(.person(.name("Bo Ek"), in: named.code), mark: mark, on: today)
        }
        try await store.erase(.person(.name("Åsa Berg"), in: named.code), mark: mark, on: today)
        #expect(try !test.found(secret))
        #expect(try !test.found("Åsa Berg"))
        let anonymous = try await test.workshop()
        let member = try await store.join(anonymous.code)
        _ = try await idea(secret, store, anonymous, member.participant)
        try await test.openDots(anonymous)
        _ = try await store.act(.finish, on: anonymous.ideas, in: anonymous.code)
        let target = ErasureTarget.person(.reentry(member.participant.reentry), in: anonymous.code)
        let extent = try await store.erase(target, mark: mark, on: today)
        #expect(extent.untraceable == 1 && extent.ideas == 0)
        #expect(try await store.participant(token: member.token, in: anonymous.code) == nil)
    }

    @Test(
        "a workshop: also its title, its notes, its logs and what others took over, from one to the next and in methods"
    )
    func workshop() async throws {
        let test = try TestStore()
        let store = test.store
        let first = try await test.workshop(title: "Titel på \(secret)")
        let second = try await test.workshop()
        let third = try await test.workshop()
        let participant = try await store.join(first.code).participant
        _ = try await idea(secret, store, first, participant)
        try await store.setNotes("Anteckning: \(secret)", seen: "", in: first.code)
        _ = try await store.act(.reveal, on: first.ideas, in: first.code)
        try await carry(from: first, .ideas, to: second, store)
        let step = try #require(try await store.workshop(second.code)?.agenda.first)
        let options = try await store.carried(from: second.code, activity: step.id, take: .items, count: 0)
        try await add(options, to: third, store)
        // The log keeps the step as it was before it was changed.
        var edited = step.definition
        edited.minutes = 7
        _ = try await store.edit(.replace(edited), in: second.code)
        try await store.save(
            Method(
                id: "egen", version: 1, intervention: "", title: LocalizedText(["sv": "Egen"]),
                purpose: LocalizedText(["sv": "Egen"]), target: [], minutes: edited.minutes, agenda: [edited]))
        let extent = try await store.erase(.workshop(first.code), mark: mark, on: today)
        #expect(extent.workshops == 1 && extent.ideas == 1 && extent.copies == 2)
        #expect(try !test.found(secret))
        #expect(try await carriedTexts(second, store) == ["[raderad]"])
        #expect(try await carriedTexts(third, store) == ["[raderad]"])
        #expect(try await store.erasures().map(\.kind) == [.workshop])
    }

    @Test("the whole box: everything but the PIN, the Wi-Fi and the log of erasures")
    func box() async throws {
        let test = try TestStore()
        let store = test.store
        let before = try await store.box()
        let workshop = try await test.workshop(title: secret)
        let token = try await store.signIn(name: "Facilitatorns namn")
        _ = try await store.act(.close, on: workshop.ideas, in: workshop.code, by: "Facilitatorns namn")
        _ = try await store.makeCards(3)
        _ = try await store.reportFault("Fel: \(secret)")
        _ = try await store.rehearse(workshop.code, participants: 2)
        let extent = try await store.erase(.box, mark: mark, on: nil)
        #expect(extent.workshops == 1 && extent.cards == 3)
        #expect(try !test.found(secret))
        #expect(try !test.found("Facilitatorns namn"))
        #expect(try await store.workshops().isEmpty)
        #expect(try await store.facilitator(token) == nil)
        #expect(try await store.box() == before)
        let log = try await store.erasures()
        #expect(log.map(\.kind) == [.box] && log.map(\.day) == [nil])
    }

    @Test("a passed deletion date erases only what was shown, not what is open, and says in the log that it did")
    func byDate() async throws {
        let test = try TestStore()
        let store = test.store
        func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }
        let workshop = try await test.workshop(title: secret)
        try await store.setDeletionDate("2027-03-01", in: workshop.code)
        #expect(try await store.eraseDue(on: try day("2027-04-01"), mark: mark).isEmpty, "nobody was shown it")
        for shown in ["2027-03-02", "2027-03-03"] { try await store.noteShownDue(workshop.code, on: try day(shown)) }
        #expect(try await store.eraseDue(on: try day("2027-03-10"), mark: mark).isEmpty, "a step is open")
        _ = try await store.act(.close, on: workshop.ideas, in: workshop.code)
        #expect(try await store.eraseDue(on: try day("2027-03-08"), mark: mark).isEmpty)
        // A clock that jumped ahead, and back: what was noted then counts no more.
        try await store.noteShownDue(workshop.code, on: try day("2027-09-01"))
        #expect(try await store.eraseDue(on: try day("2027-03-10"), mark: mark).isEmpty)
        try await store.noteShownDue(workshop.code, on: try day("2027-03-09"))
        #expect(try await store.eraseDue(on: try day("2027-03-10"), mark: mark) == [workshop.code])
        #expect(try !test.found(secret))
        #expect(try await store.erasures().map(\.isByDate) == [true])
        let other = try await test.workshop()
        _ = try await store.act(.close, on: other.ideas, in: other.code)
        try await store.setDeletionDate("2027-03-01", in: other.code)
        for shown in ["2027-03-02", "2027-03-03"] { try await store.noteShownDue(other.code, on: try day(shown)) }
        try await store.setDeletionDate("2027-03-02", in: other.code)
        #expect(
            try await store.eraseDue(on: try day("2027-03-10"), mark: mark).isEmpty, "another date, another warning")
    }

    private func textWorkshop(_ store: Store, privacy: Privacy) async throws -> (Workshop, Identifier) {
        let words = LocalizedText(["sv": "Vad?"])
        let step = Activity(
            id: Identifier.random(), position: 0,
            definition: ActivityDefinition(name: "t", title: words, prompt: words, minutes: 5, kind: TextKind()))
        let workshop = try await store.createWorkshop(
            .init(title: "Test", language: "sv", method: "t01", privacy: privacy, agenda: [step]))
        return (try await store.act(.open, on: step.id, in: workshop.code), step.id)
    }

    private func carry(
        from source: Workshop, _ take: ItemReference.Part, to workshop: Workshop, _ store: Store
    ) async throws {
        let options = try await store.carried(from: source.code, activity: source.ideas, take: take, count: 0)
        try await add(options, to: workshop, store)
    }

    private func add(_ options: [Option], to workshop: Workshop, _ store: Store) async throws {
        let words = LocalizedText(["sv": "Hämtat"])
        let step = ActivityDefinition(
            name: "carried", title: words, prompt: words, minutes: 0, kind: CarriedKind(options: options))
        _ = try await store.edit(.add(step, after: nil), in: workshop.code)
    }

    private func carriedTexts(_ workshop: Workshop, _ store: Store) async throws -> [String] {
        let agenda = try await store.workshop(workshop.code)?.agenda ?? []
        return agenda.compactMap { $0.kind as? CarriedKind }.flatMap(\.options).map { $0.text.text(in: "sv") }
    }
}
