import Dispatch
import Foundation
import Testing
import Threads
import Workshop

@testable import Kiosk

@Suite("Files in the making")
struct FileMakerTests {
    /// A maker that stands still until it is let go, and counts its runs.
    private final class Gated: Sendable {
        private let gate = DispatchSemaphore(value: 0)
        private let count = Locked(0)
        var runs: Int { count.use { $0 } }

        func make(_ bytes: [UInt8] = [1, 2, 3]) -> @Sendable () throws -> [UInt8] {
            { [self] in
                count.use { $0 += 1 }
                gate.wait()
                return bytes
            }
        }

        func letGo(_ times: Int = 1) {
            for _ in 0..<times { gate.signal() }
        }
    }

    private struct Broken: Error {}

    private static let code = SpokenCode("ACDEFG", length: SpokenCode.joinLength)
    private static let short = Duration.milliseconds(20)

    private func order(
        _ part: WorkshopFiles.Part = .pdf, _ disclosure: Disclosure = disclosure(),
        _ make: @escaping @Sendable () throws -> [UInt8]
    ) throws -> FileMaker.Order {
        FileMaker.Order(
            key: .init(code: try #require(Self.code), part: part, language: "sv"), disclosure: disclosure, make: make)
    }

    /// What a workshop tells with one idea in a revealed step.
    private static func disclosure(
        revision: Int = 1, isRevealed: Bool = true, idea: String = "Idé", lastErasure: Int64? = nil
    ) -> Disclosure {
        var generator = SplitMix64(seed: 3)
        let text = LocalizedText(["sv": "Skriv"])
        let definition = ActivityDefinition(
            name: "ideas", title: text, prompt: text, minutes: 5, kind: IdeasKind())
        let activity = Activity(
            id: Identifier(bits: 1), position: 0, definition: definition, status: .closed, isRevealed: isRevealed)
        let workshop = Workshop(
            code: SpokenCode.random(length: SpokenCode.joinLength, using: &generator), title: "Test", language: "sv",
            method: "t01", privacy: .anonymous, agenda: [activity], revision: revision)
        var results = ActivityResults(activity: activity, turnout: Turnout(answered: 1, joined: 1, answers: 1))
        results.ideas = [
            AuthoredIdea(
                idea: Idea(id: Identifier(bits: 2), text: idea, status: .visible), pseudonym: "aa", source: .phone)
        ]
        return Disclosure(
            WorkshopResults(workshop: workshop, joined: 1, activities: [results]), lastErasure: lastErasure)
    }

    /// Asks until the file is there.
    private func untilReady(_ maker: FileMaker, _ key: FileMaker.Key) async throws {
        while try await maker.progress(of: key, patience: Self.short) != .ready {}
    }

    @Test("a file that is quick comes at once, and is not kept")
    func quick() async throws {
        let maker = FileMaker()
        let made = try await maker.file(try order { [7] }, isNew: true, patience: .seconds(60))
        #expect(made == .made([7]))
        #expect(await maker.held == (0, 0))
    }

    @Test("a slow one is waited for, made once however often it is asked for, and fetched once")
    func slow() async throws {
        let maker = FileMaker()
        let gated = Gated()
        let asked = try order(.pdf, Self.disclosure(), gated.make())
        for _ in 0..<3 {
            let progress = try await maker.file(asked, isNew: true, patience: Self.short)
            guard case .making = progress else {
                Issue.record("\(progress)")
                return
            }
        }
        #expect(try await maker.progress(of: asked.key, patience: Self.short) != .ready)
        gated.letGo()
        try await untilReady(maker, asked.key)
        #expect(gated.runs == 1)
        #expect(await maker.held == (1, 3))
        #expect(try await maker.file(asked, isNew: false, patience: nil) == .made([1, 2, 3]))
        #expect(await maker.held == (0, 0))
        #expect(try await maker.progress(of: asked.key, patience: Self.short) == nil)
    }

    @Test("whoever asks anew gets what there is now, not what was finished for somebody else")
    func anew() async throws {
        let maker = FileMaker()
        let gated = Gated()
        let asked = try order(.pdf, Self.disclosure(), gated.make())
        _ = try await maker.file(asked, isNew: true, patience: Self.short)
        gated.letGo(2)
        try await untilReady(maker, asked.key)
        #expect(try await maker.file(asked, isNew: true, patience: nil) == .made([1, 2, 3]))
        #expect(gated.runs == 2)
    }

    @Test("what was sealed, withdrawn or erased meanwhile is not given out")
    func takenBack() async throws {
        for (now, isSame) in [
            (Self.disclosure(revision: 2, isRevealed: false), false), (Self.disclosure(idea: ""), false),
            (Self.disclosure(idea: "Annat"), false), (Self.disclosure(lastErasure: 1), false),
            (Self.disclosure(revision: 2), true),
        ] {
            let maker = FileMaker()
            let gated = Gated()
            _ = try await maker.file(
                try order(.pdf, Self.disclosure(), gated.make([1])), isNew: true, patience: Self.short)
            gated.letGo(2)
            let later = try order(.pdf, now, gated.make([2]))
            try await untilReady(maker, later.key)
            #expect(try await maker.file(later, isNew: false, patience: nil) == .made([isSame ? 1 : 2]))
        }
    }

    @Test("a failure is told once, then it is tried again")
    func failure() async throws {
        let maker = FileMaker()
        let gated = Gated()
        let fails = gated.make()
        let asked = try order {
            _ = try fails()
            throw Broken()
        }
        _ = try await maker.file(asked, isNew: true, patience: Self.short)
        gated.letGo(2)
        await #expect(throws: Broken.self) { try await untilReady(maker, asked.key) }
        #expect(await maker.held == (0, 0))
        await #expect(throws: Broken.self) { try await maker.file(asked, isNew: false, patience: nil) }
        #expect(gated.runs == 2)
    }

    @Test("what nobody fetches is dropped: when it is stale, when there is no room, and when it is too large")
    func bounds() async throws {
        let stale = FileMaker(limits: .init(keeping: .zero))
        let gated = Gated()
        let asked = try order(.pdf, Self.disclosure(), gated.make())
        _ = try await stale.file(asked, isNew: true, patience: Self.short)
        gated.letGo()
        while await stale.held.files > 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await stale.progress(of: asked.key, patience: Self.short) == nil)

        let small = FileMaker(limits: .init(files: 2, bytes: 5))
        let first = try order(.csv, Self.disclosure(), gated.make())
        let second = try order(.xlsx, Self.disclosure(), gated.make())
        for asked in [first, second] { _ = try await small.file(asked, isNew: true, patience: Self.short) }
        await #expect(throws: FileMaker.Failure.busy) {
            try await small.file(try order(.json) { [] }, isNew: true, patience: nil)
        }
        gated.letGo(2)
        try await untilReady(small, second.key)
        // Together they are six bytes. The first may be noted after the second: each has a task of its own.
        while await small.held.files > 1 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await small.progress(of: first.key, patience: Self.short) == nil)
        #expect(await small.held == (1, 3))
        _ = try await small.file(
            try order(.json, Self.disclosure(), gated.make([UInt8](repeating: 0, count: 6))), isNew: true,
            patience: Self.short)
        gated.letGo()
        let key = try order(.json) { [] }.key
        await #expect(throws: FileMaker.Failure.tooLarge) { try await untilReady(small, key) }
    }
}
