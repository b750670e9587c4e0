import Testing
import Workshop

@testable import Store

@Suite("The log of acts")
struct AgendaLogTests {
    private func acts(_ store: Store, _ code: SpokenCode) async throws -> [LoggedAct] {
        try await store.room(code, audience: .facilitator).acts
    }

    @Test("says who did what, the latest first, and nothing to anybody else")
    func log() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        _ = try await store.act(.close, on: workshop.ideas, in: workshop.code, by: "Anna")
        _ = try await store.act(.reveal, on: workshop.ideas, in: workshop.code, by: "Bo")
        // What is true already is no act.
        _ = try await store.act(.reveal, on: workshop.ideas, in: workshop.code, by: "Anna")
        let acts = try await acts(store, workshop.code)
        #expect(acts.prefix(2).map(\.kind) == [.reveal, .close])
        #expect(acts.prefix(2).map(\.facilitator) == ["Bo", "Anna"])
        #expect(acts.map(\.canUndo) == [true] + acts.dropFirst().map { _ in false })
        #expect(try await store.room(workshop.code, audience: .room).acts == [])
    }

    @Test("undoes act by act, back to how it began")
    func undo() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let begun = workshop
        _ = try await store.move(by: 1, in: workshop.code)
        let moved = try #require(try await store.workshop(workshop.code))
        #expect(moved.agenda[0].status == .closed)
        _ = try await store.act(.open, on: workshop.dots, in: workshop.code)
        // Opening the dots showed the ideas that they are about.
        #expect(try await store.workshop(workshop.code)?.agenda[0].isRevealed == true)
        for _ in 0..<2 {
            let latest = try #require(try await acts(store, workshop.code).first { $0.canUndo })
            try await store.undoAct(latest.number, in: workshop.code)
        }
        let back = try #require(try await store.workshop(workshop.code))
        #expect(back.current == begun.current)
        #expect(back.agenda == begun.agenda)
    }

    @Test("refuses to undo what somebody has acted after, and what is closed for good")
    func refused() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        _ = try await store.act(.close, on: workshop.ideas, in: workshop.code)
        let closed = try #require(try await acts(store, workshop.code).first)
        _ = try await store.act(.reveal, on: workshop.ideas, in: workshop.code)
        await #expect(throws: Refusal.movedOn) { try await store.undoAct(closed.number, in: workshop.code) }
        _ = try await store.act(.finish, on: workshop.ideas, in: workshop.code)
        let finished = try #require(try await acts(store, workshop.code).first)
        #expect(!finished.canUndo)
        await #expect(throws: Refusal.final) { try await store.undoAct(finished.number, in: workshop.code) }
    }

    @Test("two facilitators who go on at once go one step, and the later one is told")
    func twoAtOnce() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        _ = try await store.move(by: 1, from: workshop.ideas, in: workshop.code)
        await #expect(throws: Refusal.movedOn) {
            _ = try await store.move(by: 1, from: workshop.ideas, in: workshop.code)
        }
        // Asking for where the other has gone already is no conflict.
        _ = try await store.move(to: workshop.dots, from: workshop.ideas, in: workshop.code)
        #expect(try await store.workshop(workshop.code)?.currentActivity?.id == workshop.dots)
        _ = try await store.move(to: workshop.ideas, from: workshop.dots, in: workshop.code)
        _ = try await store.move(to: workshop.dots, in: workshop.code)
        await #expect(throws: Refusal.movedOn) {
            _ = try await store.move(to: workshop.ideas, from: Identifier(bits: 1), in: workshop.code)
        }
    }

    @Test("notes that somebody has changed meanwhile are not written over")
    func notes() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        try await store.setNotes("Kaffe kl 10", seen: "", in: workshop.code)
        await #expect(throws: Refusal.changedMeanwhile(now: "Kaffe kl 10")) {
            try await store.setNotes("Te", seen: "", in: workshop.code)
        }
        try await store.setNotes("Kaffe kl 10\r\nTe", seen: "Kaffe kl 10", in: workshop.code)
        #expect(try await store.room(workshop.code, audience: .facilitator).notes == "Kaffe kl 10\nTe")
        #expect(try await store.room(workshop.code, audience: .room).notes.isEmpty)
        try await store.setNotes("", seen: "Kaffe kl 10\r\nTe", in: workshop.code)
        #expect(try await store.room(workshop.code, audience: .facilitator).notes.isEmpty)
    }

    @Test("an act meant for an earlier step is refused, and an undone move gives the step its time back")
    func stale() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        func at(_ seconds: Int64) -> ClockReading { ClockReading(milliseconds: seconds * 1000, boot: "b") }
        _ = try await store.act(.close, on: workshop.ideas, in: workshop.code, at: at(100))
        _ = try await store.move(by: 1, in: workshop.code, at: at(400))
        await #expect(throws: Refusal.movedOn) {
            _ = try await store.act(.reveal, on: workshop.ideas, from: workshop.ideas, in: workshop.code)
        }
        #expect(try await store.workshop(workshop.code)?.pace?.stepElapsed(at: at(430)) == 30_000)
        let moved = try #require(try await acts(store, workshop.code).first { $0.canUndo })
        try await store.undoAct(moved.number, in: workshop.code)
        #expect(try await store.workshop(workshop.code)?.pace?.stepElapsed(at: at(430)) == 330_000)
        _ = try await store.act(.reveal, on: workshop.ideas, from: workshop.ideas, in: workshop.code)
    }

    @Test("undoing leaves a timer that was set meanwhile as it is")
    func timer() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let timer = ActivityTimer(endsAt: 900, boot: "b")
        _ = try await store.act(.reveal, on: workshop.ideas, in: workshop.code)
        _ = try await store.setTimer(timer, on: workshop.ideas, in: workshop.code)
        let revealed = try #require(try await acts(store, workshop.code).first { $0.canUndo })
        try await store.undoAct(revealed.number, in: workshop.code)
        #expect(try await store.workshop(workshop.code)?.agenda[0].timer == timer)
    }

    @Test("a frozen display is let go when a text is corrected, and when a group is renamed or dissolved")
    func frozen() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let member = try await store.join(workshop.code).participant
        let idea = try await store.writeIdea("Felstavat", key: "k", activity: workshop.ideas, participant: member)
        try await store.put([idea.id], in: .newGroup("Namn"), activity: workshop.ideas)
        _ = try await store.act(.reveal, on: workshop.ideas, in: workshop.code)
        let group = try #require(try await store.room(workshop.code, audience: .room).groups.first)
        let changes: [@Sendable () async throws -> Void] = [
            {
                _ = try await store.editIdea(
                    idea.id, text: "Rättat", activity: workshop.ideas, participant: member)
            },
            { try await store.renameGroup(group.id, to: "Annat", activity: workshop.ideas) },
            { try await store.dissolveGroup(group.id, activity: workshop.ideas) },
        ]
        for change in changes {
            try await store.freeze(workshop.code) { _ in ["sv": "bild"] }
            #expect(try await store.room(workshop.code, audience: .room).display.frozen == ["sv": "bild"])
            try await change()
            #expect(try await store.room(workshop.code, audience: .room).display.frozen == [:])
        }
    }

    @Test("an opening that was answered is undone to closed: its answers stay, and so do its rules")
    func answered() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let member = try await store.join(workshop.code).participant
        _ = try await store.writeIdea("Kvar", key: "k", activity: workshop.ideas, participant: member)
        let opened = try #require(try await acts(store, workshop.code).first { $0.canUndo })
        try await store.undoAct(opened.number, in: workshop.code)
        #expect(try await store.workshop(workshop.code)?.agenda[0].status == .closed)
        await #expect(throws: AgendaProblem.opened) { _ = try await store.edit(.remove("a1"), in: workshop.code) }
        #expect(try await store.phone(workshop.code, participant: member).ownIdeas.map(\.text) == ["Kvar"])
    }

    @Test("every edit of the agenda is undone to what it was, identifiers and the current step included")
    func edits() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let code = workshop.code
        let page = ActivityDefinition(
            name: "page", title: LocalizedText(["sv": "Paus"]), prompt: LocalizedText(["sv": "Paus"]), minutes: 5,
            kind: PageKind())
        _ = try await store.edit(.add(page, after: nil), in: code)
        // A step that nobody has opened is the current one, so that it can be taken away.
        _ = try await store.move(to: workshop.dots, in: code)
        let begun = try #require(try await store.workshop(code))
        var other = try #require(begun.activity(workshop.dots)).definition
        other.title = LocalizedText(["sv": "Andra ord"])
        let added = ActivityDefinition(
            name: "added", title: other.title, prompt: other.title, minutes: 5, kind: PageKind())
        let edits: [(AgendaEdit, LoggedAct.Kind)] = [
            (.add(added, after: nil), .add), (.replace(other), .edit), (.remove(other.name), .remove),
            (.duplicate(other.name), .add), (.askAgain(other.name), .add),
            // Places are exchanged with a step that stands before it and gives it nothing.
            (.move("page", by: 1), .shift),
        ]
        for (edit, kind) in edits {
            let edited = try await store.edit(edit, in: code, by: "Anna")
            #expect(edited.agenda != begun.agenda)
            let act = try #require(try await acts(store, code).first)
            #expect(act.kind == kind && act.facilitator == "Anna" && act.canUndo)
            #expect((act.title ?? edited.activity(act.activity)?.definition.title) != nil)
            try await store.undoAct(act.number, in: code)
            let back = try #require(try await store.workshop(code))
            #expect(back.agenda == begun.agenda)
            #expect(back.current == begun.current)
        }
        // What changes nothing is no act.
        let count = try await acts(store, code).count
        _ = try await store.edit(.replace(try #require(begun.activity(workshop.dots)).definition), in: code)
        #expect(try await acts(store, code).count == count)
    }

    @Test("a step that was opened after it was added is not taken away by an undo")
    func openedSince() async throws {
        let test = try TestStore()
        let store = test.store
        let workshop = try await test.workshop()
        let code = workshop.code
        let member = try await store.join(code).participant
        var definition = try #require(workshop.agenda.first { $0.id == workshop.ideas }).definition
        definition.name = "added"
        let edited = try await store.edit(.add(definition, after: "a1"), in: code)
        let step = try #require(edited.agenda.first { $0.definition.name == "added" }).id
        let addition = try #require(try await acts(store, code).first)
        _ = try await store.move(to: step, in: code)
        _ = try await store.act(.open, on: step, in: code)
        _ = try await store.writeIdea("Kvar", key: "k", activity: step, participant: member)
        for _ in 0..<2 {
            let latest = try #require(try await acts(store, code).first { $0.canUndo })
            try await store.undoAct(latest.number, in: code)
        }
        #expect(try #require(try await acts(store, code).first { $0.canUndo }).number == addition.number)
        await #expect(throws: AgendaProblem.opened) { try await store.undoAct(addition.number, in: code) }
        #expect(try await store.workshop(code)?.activity(step) != nil)
    }
}
