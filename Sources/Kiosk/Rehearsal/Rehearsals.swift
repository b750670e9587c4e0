import Dispatch
import Logging
import Store
import Workshop

/// The rehearsals under way, and who plays their participants.
actor Rehearsals {
    /// The simulated participants of a rehearsal: a table or two.
    static let participants = 12

    private let store: Store
    private let address: BoxAddress
    private let texts: [LocalizedText]
    private let pace: Double
    private let logger: Logger
    private var players: [SpokenCode: RehearsalPlayer] = [:]
    /// What is being begun just now, by the code of the workshop that it is of: two facilitators get the same one.
    private var beginning: [SpokenCode: Task<Workshop, any Error>] = [:]

    /// - Parameters:
    ///   - address: Where this machine itself reaches the kiosk.
    ///   - texts: What simulated participants write.
    ///   - pace: How many times faster than people they answer.
    init(store: Store, address: BoxAddress, texts: [LocalizedText], pace: Double, logger: Logger) {
        self.store = store
        self.address = address
        self.texts = texts
        self.pace = pace
        self.logger = logger
    }

    /// Begins a rehearsal of the workshop with `code`, or goes on with it.
    func begin(_ code: SpokenCode) async throws -> Workshop {
        let task =
            beginning[code] ?? Task { [store] in try await store.rehearse(code, participants: Self.participants) }
        beginning[code] = task
        defer { beginning[code] = nil }
        let rehearsal = try await task.value
        await play()
        return rehearsal
    }

    /// Plays every rehearsal in the store that nobody plays yet.
    private func play() async {
        do {
            for (code, tokens) in try await store.simulatedParticipants() where players[code] == nil {
                let language = try await store.workshop(code)?.language ?? "sv"
                guard players[code] == nil else { continue }
                let player = RehearsalPlayer(
                    host: address.host, port: address.port, code: code.description, tokens: tokens,
                    texts: texts.map { $0.text(in: language) }, pace: pace)
                players[code] = player
                // A queue of its own: it blocks, and the cooperative threads must not.
                DispatchQueue(label: "rehearsal \(code)").async { player.play() }
            }
        } catch {
            logger.error("A rehearsal cannot go on: \(error)")
        }
    }

    /// Ends the rehearsal with `code` and erases it.
    func end(_ code: SpokenCode) async throws {
        players.removeValue(forKey: code)?.stop()
        try await store.eraseWorkshop(code)
    }

    /// Ends the rehearsals of the workshop with `code`, or all of them, and erases them: one that was forgotten must not be
    /// taken for the workshop that begins.
    func endAll(of code: SpokenCode? = nil) async {
        do {
            for summary in try await store.workshops() where summary.isRehearsal {
                if code == nil || summary.rehearsalOf == code { try await end(summary.code) }
            }
        } catch {
            logger.error("A rehearsal cannot be ended: \(error)")
        }
    }

    /// Lets every player go; the rehearsals are erased at the next start.
    func stop() {
        for player in players.values { player.stop() }
        players = [:]
    }
}
