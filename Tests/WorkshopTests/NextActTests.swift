import Testing
import Workshop

@Suite("The next thing to do")
struct NextActTests {
    private static func activity(
        _ number: Int, _ kind: some ActivityKind, _ status: ActivityStatus = .upcoming, revealed: Bool = false
    ) -> Activity {
        Activity(
            id: Identifier(bits: UInt64(number)), position: number,
            definition: ActivityDefinition(
                name: "a\(number)", title: LocalizedText(["sv": "T"]), prompt: LocalizedText(["sv": "F"]), minutes: 5,
                kind: kind),
            status: status, isRevealed: revealed)
    }

    private static func next(
        _ agenda: [Activity], current: Int = 0, shown: Activity? = nil, lacking: Lack? = nil
    ) throws -> NextAct {
        let code = try #require(SpokenCode("KKWRCP", length: SpokenCode.joinLength))
        let workshop = Workshop(
            code: code, title: "T", language: "sv", method: "t01", agenda: agenda, current: current)
        return NextAct(
            in: workshop, shown: shown ?? workshop.currentActivity,
            lacks: lacking.map { [$0.activity: $0] } ?? [:])
    }

    @Test("is to open, close, reveal and go on, whatever status an activity has")
    func order() throws {
        let last = Self.activity(1, IdeasKind())
        let expected: [(ActivityStatus, Bool, NextAct)] = [
            (.upcoming, false, .open(Identifier(bits: 0))), (.upcoming, true, .open(Identifier(bits: 0))),
            (.open, false, .close(Identifier(bits: 0))), (.open, true, .close(Identifier(bits: 0))),
            (.closed, false, .reveal(Identifier(bits: 0))), (.closed, true, .advance(last.id)),
            (.final, false, .reveal(Identifier(bits: 0))), (.final, true, .advance(last.id)),
        ]
        for (status, revealed, act) in expected {
            let first = Self.activity(0, IdeasKind(), status, revealed: revealed)
            #expect(try Self.next([first, last]) == act, "\(status) \(revealed)")
        }
    }

    @Test("is nothing once the last activity is revealed, and in an empty agenda")
    func done() throws {
        #expect(try Self.next([Self.activity(0, IdeasKind(), .closed, revealed: true)]) == .done)
        #expect(try Self.next([]) == .done)
    }

    @Test("on a page is to show the room what the page is about, then to go on")
    func pages() throws {
        let ideas = Self.activity(0, IdeasKind(), .closed)
        let page = Self.activity(1, PageKind())
        let after = Self.activity(2, IdeasKind())
        #expect(try Self.next([ideas, page, after], current: 1, shown: ideas) == .reveal(ideas.id))
        var seen = ideas
        seen.isRevealed = true
        #expect(try Self.next([seen, page, after], current: 1, shown: seen) == .advance(after.id))
        #expect(try Self.next([ideas, page, after], current: 1) == .advance(after.id))
        let unopened = Self.activity(0, IdeasKind())
        #expect(try Self.next([unopened, page, after], current: 1, shown: unopened) == .advance(after.id))
    }

    @Test("passes by the result of what is for its author alone")
    func commitments() throws {
        let commitment = Self.activity(0, CommitmentKind(), .closed)
        let after = Self.activity(1, IdeasKind())
        #expect(try Self.next([commitment, after]) == .advance(after.id))
    }

    @Test("leads to the ideas, not to a question about them, as long as there are none")
    func noIdeas() throws {
        let (page, dots) = (Self.activity(1, PageKind()), Self.activity(2, PageKind()))
        let statuses: [ActivityStatus] = [.upcoming, .open, .closed, .final]
        for status in statuses {
            let ideas = Self.activity(0, IdeasKind(), status, revealed: true)
            var agenda = [ideas, page, dots]
            agenda[2] = Activity(
                id: dots.id, position: 2,
                definition: ActivityDefinition(
                    name: "a2", title: LocalizedText(["sv": "T"]), prompt: LocalizedText(["sv": "F"]), minutes: 5,
                    kind: WordsKind()))
            let lack = Lack(activity: dots.id, step: 2, what: .ideas, place: ideas.id)
            let isEnded = status == .final
            #expect(
                try Self.next(agenda, current: 1, lacking: lack)
                    == (isEnded ? .advance(dots.id) : .gather(ideas.id, lack)))
            #expect(try Self.next(agenda, current: 2, lacking: lack) == (isEnded ? .done : .gather(ideas.id, lack)))
            let there: NextAct? =
                switch status {
                case .upcoming: .open(ideas.id)
                case .open: .close(ideas.id)
                case .closed: .reopen(ideas.id, lack)
                case .final: .advance(page.id)
                }
            #expect(try Self.next(agenda, lacking: lack) == there)
        }
    }

    @Test("is to make groups on the last step that shows the ideas, and never leads round in a circle")
    func noGroups() throws {
        let ideas = Self.activity(0, IdeasKind(), .closed, revealed: true)
        let (page, choice) = (Self.activity(1, PageKind()), Self.activity(2, WordsKind()))
        let lack = Lack(activity: choice.id, step: 2, what: .groups, place: page.id)
        let agenda = [ideas, page, choice]
        #expect(try Self.next(agenda, lacking: lack) == .advance(page.id))
        #expect(try Self.next(agenda, current: 1, shown: ideas, lacking: lack) == .arrange(lack))
        #expect(try Self.next(agenda, current: 2, lacking: lack) == .gather(page.id, lack))
    }
}
