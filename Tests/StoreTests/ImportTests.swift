import Foundation
import GRDB
import Testing
import Workshop

@testable import Store

@Suite("Taking in a workshop", .serialized)
struct ImportTests {
    /// The results of a linked workshop in which `cards` answered, as another box or this one held it.
    private static func held(_ store: Store, _ cards: [SpokenCode]) async throws -> WorkshopResults {
        let text = LocalizedText(["sv": "Vad?"])
        let agenda = [
            ActivityDefinition(name: "a1", title: text, prompt: text, minutes: 5, kind: IdeasKind(perPerson: 5)),
            ActivityDefinition(name: "a2", title: text, prompt: text, minutes: 5, kind: TextKind()),
        ].enumerated().map { Activity(id: Identifier.random(), position: $0, definition: $1) }
        let draft = Store.WorkshopDraft(
            title: "Kort", language: "sv", method: "t01", privacy: .linked, agenda: agenda)
        let code = try await store.createWorkshop(draft).code
        for activity in agenda {
            _ = try await store.act(.open, on: activity.id, in: code)
            for (number, card) in cards.enumerated() {
                let participant = try await store.join(code, card: card).participant
                if activity.position == 0 {
                    _ = try await store.writeIdea(
                        "Idé \(number)", key: "k", activity: activity.id, participant: participant)
                } else {
                    _ = try await store.cast(
                        [("text", "Svar \(number)")], activity: activity.id, participant: participant)
                }
            }
            _ = try await store.act(.reveal, on: activity.id, in: code)
            _ = try await store.act(.close, on: activity.id, in: code)
        }
        return try await store.results(code)
    }

    private static func imported(_ results: WorkshopResults) -> WorkshopResults {
        var results = results
        results.workshop.origin = WorkshopOrigin(
            revision: results.workshop.revision, facilitator: "Åsa", day: 20_600)
        return results
    }

    @Test("keeps everything, also after a restart; the marks of cards are the same, so that answers can be followed")
    func keeps() async throws {
        let (here, there) = (try TestStore(), try TestStore())
        let results = try await Self.held(here.store, try await here.store.makeCards(3))
        let outcome = try await there.store.takeIn(Self.imported(results)) { $0.activities == results.activities }
        #expect(outcome == .added(results.workshop.code))
        there.store.close()
        let again = try Store(directory: there.directory, role: .daemon)
        defer { again.close() }
        let read = try await again.results(results.workshop.code)
        #expect(read.activities == results.activities)
        #expect(read.joined == 3)
        #expect(read.workshop.origin?.facilitator == "Åsa")
        #expect(
            read.activities.flatMap(\.ballots).map(\.pseudonym).sorted()
                == results.activities.flatMap(\.ballots).map(\.pseudonym).sorted())
        #expect(try await again.workshops().map(\.isImported) == [true])
        #expect(try await again.followed(showing: nil).code == nil)
    }

    @Test("is whole or not at all: when what is stored is not what came, nothing is")
    func whole() async throws {
        let (here, there) = (try TestStore(), try TestStore())
        let results = try await Self.held(here.store, try await here.store.makeCards(2))
        await #expect(throws: Store.ImportProblem.inconsistent) {
            try await there.store.takeIn(Self.imported(results)) { _ in false }
        }
        #expect(try await there.store.workshops().isEmpty)
        let rows = try await there.store.pool.read { db in
            try ["participant", "activity", "idea", "ballot"].map {
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)")
            }
        }
        #expect(rows == [0, 0, 0, 0])
        var twice = Self.imported(results)
        twice.activities[1].ballots.append(twice.activities[1].ballots[0])
        let doubled = twice
        await #expect(throws: Store.ImportProblem.mixed) {
            try await there.store.takeIn(doubled) { _ in true }
        }
        #expect(try await there.store.workshops().isEmpty)
    }

    @Test("what a card of this box answered can be erased in it, and by its deletion date all of it is")
    func erasing() async throws {
        let test = try TestStore()
        let store = test.store
        let cards = try await store.makeCards(3)
        let results = try await Self.held(store, cards)
        let code = results.workshop.code
        let mark = LocalizedText(["sv": "[raderad]"])
        let today = try #require(CalendarDay("2027-03-01"))
        // Erased here, and brought back from its file.
        try await store.erase(.workshop(code), mark: mark, on: today)
        #expect(try !test.found("Svar 1"))
        _ = try await store.takeIn(Self.imported(results)) { _ in true }
        #expect(try test.found("Svar 1"))
        let extent = try await store.erase(.card(cards[1]), mark: mark, on: today)
        #expect(extent.ideas == 1 && extent.answers == 1 && extent.participants == 1)
        for text in ["Svar 1", "Idé 1"] { #expect(try !test.found(text), "\(text)") }
        for text in ["Svar 0", "Svar 2"] { #expect(try test.found(text), "\(text)") }
        #expect(try await store.results(code).joined == 2)
        try await store.setDeletionDate("2027-03-02", in: code)
        for day in ["2027-03-03", "2027-03-12"] {
            try await store.noteShownDue(code, on: try #require(CalendarDay(day)))
        }
        let due = try #require(CalendarDay("2027-03-12"))
        #expect(try await store.eraseDue(on: due, mark: mark) == [code])
        #expect(try !test.found("Svar 0"))
    }

    @Test("whoever is signed in is known at once, also after a restart, until the session ends")
    func sessions() async throws {
        let test = try TestStore()
        let token = try await test.store.signIn()
        let other = try await test.store.signIn()
        #expect(test.store.seemsSignedIn(token))
        #expect(!test.store.seemsSignedIn("00000000000000000000000000000000"))
        test.store.close()
        let again = try Store(directory: test.directory, role: .daemon)
        defer { again.close() }
        #expect(again.seemsSignedIn(token) && again.seemsSignedIn(other))
        try await again.signOut(token)
        #expect(!again.seemsSignedIn(token) && again.seemsSignedIn(other))
        _ = try await again.recover(try await again.box().recoveryCode)
        #expect(!again.seemsSignedIn(other))
    }
}
