import Foundation
import Phone
import Testing
import Workshop

@testable import Store

/// Sixty phones write and vote while the server is killed again and again.
@Suite("Killed at any moment", .serialized)
struct KillTests {
    private static let voters = 60
    /// What the dots are placed on: as many at the end as at the beginning, however many ideas come.
    fileprivate static let items = (1...5).map { "o\($0)" }

    @Test("every acknowledged answer is there exactly once, and the tally equals the ballots")
    func kill() async throws {
        let rounds = ProcessInfo.processInfo.environment["KIOSK_KILL_ROUNDS"].flatMap { Int($0) } ?? 6
        let directory = NSTemporaryDirectory() + "kiosk-kill-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (code, ideas, dots) = try await prepare(directory)
        let voters = (0..<Self.voters).map { Voter(number: $0, code: code, ideas: ideas, dots: dots) }
        var generator = SplitMix64(seed: 7)
        var acknowledged = 0
        for round in 0..<rounds {
            let milliseconds = Int.random(in: 30...500, using: &generator)
            try await onThread {
                let program = try Program(directory: directory)
                let port = program.port
                let stopping = Stopping()
                let done = DispatchGroup()
                for voter in voters {
                    done.enter()
                    Thread.detachNewThread {
                        voter.vote(port: port, until: stopping)
                        done.leave()
                    }
                }
                // The moment of the cut is what the test varies; nothing is waited for.
                usleep(UInt32(milliseconds) * 1000)
                program.kill()
                stopping.stop()
                done.wait()
            }
            acknowledged = voters.reduce(0) { $0 + $1.acknowledged }
            try await check(directory, code, voters, round: round)
        }
        print(
            "\(rounds) rounds of kill -9 under \(Self.voters) voters: \(acknowledged) acknowledged answers, none lost or doubled"
        )
        // Else "none doubled" would say nothing: a ballot takes the place of the one before it.
        #expect(voters.contains { !$0.acknowledgedIdeas.isEmpty })
        // Of many rounds each voter has an answer in each, on average; few say little on a slow machine.
        #expect(acknowledged > rounds * (rounds < 100 ? 1 : Self.voters))
    }

    private func prepare(
        _ directory: String
    ) async throws -> (code: SpokenCode, ideas: Identifier, dots: Identifier) {
        let store = try Store(directory: directory, role: .daemon)
        defer { store.close() }
        let prompt = LocalizedText(["sv": "Behov?"])
        let agenda = [
            ActivityDefinition(
                name: "a1", title: prompt, prompt: prompt, minutes: 1, kind: IdeasKind(perPerson: 10_000)),
            ActivityDefinition(
                name: "a5", title: prompt, prompt: prompt, minutes: 1,
                kind: DotsKind(
                    source: .own(Self.items.map { Option(id: $0, text: LocalizedText(["sv": $0])) }), budget: 5,
                    stacking: true)),
        ].enumerated().map { position, definition in
            Activity(id: Identifier(bits: .random(in: .min ... .max)), position: position, definition: definition)
        }
        let draft = Store.WorkshopDraft(title: "Kill", language: "sv", method: "t01", agenda: agenda)
        let code = try await store.createWorkshop(draft).code
        let (ideas, dots) = (agenda[0].id, agenda[1].id)
        _ = try await store.act(.open, on: ideas, in: code)
        _ = try await store.act(.open, on: dots, in: code)
        for activity in [ideas, dots] { _ = try await store.act(.reveal, on: activity, in: code) }
        // Both activities take answers; moving on closes the ideas, which are then opened again.
        _ = try await store.move(by: 1, in: code)
        _ = try await store.act(.reopen, on: ideas, in: code)
        return (code, ideas, dots)
    }

    private func check(_ directory: String, _ code: SpokenCode, _ voters: [Voter], round: Int) async throws {
        let store = try Store(directory: directory, role: .daemon)
        defer { store.close() }
        let results = try await store.results(code)
        let texts = results.activities[0].ideas.map(\.idea.text)
        let counts = Dictionary(texts.map { ($0, 1) }, uniquingKeysWith: +)
        for voter in voters {
            guard let token = voter.token else { continue }
            let participant = try #require(try await store.participant(token: token, in: code), "round \(round)")
            for text in voter.acknowledgedIdeas { #expect(counts[text] == 1, "round \(round): \(text)") }
            if let unsure = voter.unsureIdea { #expect(counts[unsure] ?? 0 <= 1) }
            let stored = try await store.read { db -> [String: Int] in
                guard let key = try ActivityFacts.fetch(db, voter.dots)?.key else { return [:] }
                return try Store.ballot(key.pseudonym(of: participant), in: voter.dots, db).map(Self.dots) ?? [:]
            }
            #expect(
                stored == voter.acknowledgedDots || stored == voter.unsureDots,
                "round \(round), voter \(voter.number)")
            voter.settle(stored)
        }
        // The tally equals the same computation over the ballots, done by hand.
        var sums: [String: Int] = [:]
        for cast in results.activities[1].ballots { sums.merge(Self.dots(cast.ballot), uniquingKeysWith: +) }
        let tally = DotsTally(results.activities[1].ballots.map(\.ballot), items: Self.items)
        for row in tally.rows { #expect(row.dots == sums[row.item] ?? 0) }
        #expect(results.activities[1].turnout.answers == sums.values.reduce(0, +))
    }

    private static func dots(_ ballot: Ballot) -> [String: Int] {
        Dictionary(
            ballot.fields(after: "dots-").compactMap { name, value in
                Int(value).map { (name, $0) }
            }
        ) { first, _ in first }
    }
}

/// Tells threads to stop.
private final class Stopping: @unchecked Sendable {
    private let lock = NSLock()
    private var stopped = false
    var isStopped: Bool { lock.withLock { stopped } }
    func stop() { lock.withLock { stopped = true } }
}

/// One phone that writes and votes, and remembers what it was promised.
///
/// `@unchecked Sendable`: used by one thread at a time; the rounds follow each other.
private final class Voter: @unchecked Sendable {
    let number: Int
    let dots: Identifier
    private let code: SpokenCode
    private let ideas: Identifier
    private var generator: SplitMix64
    private(set) var token: String?
    private(set) var acknowledged = 0
    private(set) var acknowledgedIdeas: [String] = []
    private(set) var unsureIdea: String?
    private(set) var acknowledgedDots: [String: Int] = [:]
    private(set) var unsureDots: [String: Int] = [:]
    private var written = 0

    init(number: Int, code: SpokenCode, ideas: Identifier, dots: Identifier) {
        self.number = number
        self.code = code
        self.ideas = ideas
        self.dots = dots
        generator = SplitMix64(seed: UInt64(number))
    }

    func vote(port: Int, until stopping: Stopping) {
        let connection = Connection(host: "127.0.0.1", port: port, timeout: 5)
        do {
            if token == nil {
                let reply = try connection.post("/w/\(code)/join", [])
                let set = reply.header("Set-Cookie") ?? ""
                token = String(set.prefix { $0 != ";" }.drop { $0 != "=" }.dropFirst())
            }
            guard let token else { return }
            let headers: [(name: String, value: String)] = [
                ("Cookie", "kiosk-\(code)=\(token)"), ("Accept", "application/json"),
            ]
            // An idea that was under way when the power went is sent again, with the same key.
            while !stopping.isStopped {
                // Few ideas beside the ballots: they stay, and are read at every check.
                if unsureIdea != nil || Int.random(in: 0..<20, using: &generator) == 0 {
                    try write(connection, headers)
                }
                try cast(connection, headers)
            }
        } catch {
            // The server is gone: the next round goes on.
        }
    }

    /// What is on disk after a cut is what the next round starts from, whether its acknowledgement came or not.
    func settle(_ stored: [String: Int]) {
        acknowledgedDots = stored
    }

    private func write(_ connection: Connection, _ headers: [(name: String, value: String)]) throws {
        if unsureIdea == nil {
            written += 1
            unsureIdea = "Idé \(written) från \(number)"
        }
        guard let text = unsureIdea else { return }
        let reply = try connection.post(
            "/w/\(code)/idea", [("activity", "\(ideas)"), ("key", "key-\(number)-\(written)"), ("text", text)],
            headers: headers)
        guard reply.status == 200 else { return }
        acknowledged += 1
        acknowledgedIdeas.append(text)
        unsureIdea = nil
    }

    private func cast(_ connection: Connection, _ headers: [(name: String, value: String)]) throws {
        var ballot: [String: Int] = [:]
        for _ in 0..<Int.random(in: 1...5, using: &generator) {
            ballot[KillTests.items[Int.random(in: 0..<KillTests.items.count, using: &generator)], default: 0] += 1
        }
        unsureDots = ballot
        let fields = ballot.map { (name: "dots-\($0.key)", value: String($0.value)) }
        let reply = try connection.post("/w/\(code)/ballot", [("activity", "\(dots)")] + fields, headers: headers)
        guard reply.status == 200 else { return }
        acknowledged += 1
        acknowledgedDots = ballot
    }
}
