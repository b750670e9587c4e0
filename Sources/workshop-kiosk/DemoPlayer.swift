import Dispatch
import Phone
import Workshop

/// Plays the demo's workshop over HTTP, as 25 phones and one facilitator.
///
/// Blocks while it plays: run it on a thread of its own. One thread is enough, as every act is one short request.
final class DemoPlayer: Sendable {
    /// The player was told to stop.
    enum Stopped: Error {
        case stopped
    }

    private let script: DemoScript
    private let host: String
    private let port: Int
    private let title: String
    private let language: String
    private let pin: String
    private let pace: Double
    private let ending = DispatchSemaphore(value: 0)

    /// A player of `script` against the server on `host` and `port`.
    ///
    /// - Parameter pace: How many times faster than people the phones act.
    init(
        script: DemoScript, host: String, port: Int, pin: String, language: String, title: String, pace: Double
    ) {
        self.script = script
        self.host = host
        self.port = port
        self.pin = pin
        self.language = language
        self.title = title
        self.pace = pace
    }

    /// Creates the workshop and returns its join code.
    func prepare() throws -> String {
        try signedIn().createWorkshop(method: "t01", title: title, language: language)
    }

    /// Ends ``play(_:)`` at its next pause.
    func stop() {
        ending.signal()
    }

    /// Plays from the first phone to the revealed dots, which stay open.
    func play(_ code: String) throws {
        var generator = SplitMix64(seed: 25)
        let facilitator = try signedIn()
        let ideas = try facilitator.activity("ideas", of: code)
        let dots = try facilitator.activity("dots", of: code)
        let phones = script.participants.map { _ in Phone(host: host, port: port, code: code) }

        try facilitator.go(to: ideas, in: code)
        try facilitator.act("open", on: ideas, in: code)
        try facilitator.act("reveal", on: ideas, in: code)
        var written: [Int: String] = [:]
        var acts: [(at: Double, do: () throws -> Void)] = []
        for (phone, idea) in zip(phones, script.ideas) {
            let arrival = Double.random(in: 0..<15, using: &generator)
            acts.append((arrival, { try phone.join() }))
            acts.append(
                (
                    arrival + Double.random(in: 4..<20, using: &generator),
                    { written[idea.id] = try phone.writeIdea(idea.text, key: "demo-\(idea.id)", activity: ideas) }
                ))
        }
        try perform(acts)

        try facilitator.act("close", on: ideas, in: code)
        for group in script.groups {
            try pause(1.2)
            let members = script.ideas.filter { $0.group == group.id }.compactMap { written[$0.id] }
            try facilitator.group(members, as: group.name, activity: ideas, in: code)
        }
        try pause(3)
        try facilitator.go(to: dots, in: code)
        try facilitator.act("open", on: dots, in: code)

        acts = []
        for (phone, participant) in zip(phones, script.participants) {
            var placed: [String: Int] = [:]
            var at = Double.random(in: 1..<8, using: &generator)
            for idea in participant.dots {
                guard let item = written[idea] else { continue }
                placed[item, default: 0] += 1
                let ballot = placed
                acts.append((at, { try phone.placeDots(ballot, activity: dots) }))
                at += Double.random(in: 1..<9, using: &generator)
            }
        }
        try perform(acts)
        try pause(3)
        try facilitator.act("reveal", on: dots, in: code)
    }

    private func signedIn() throws -> Facilitator {
        let facilitator = Facilitator(host: host, port: port)
        try facilitator.signIn(pin: pin)
        return facilitator
    }

    /// Performs `acts` in order of their time in seconds.
    private func perform(_ acts: [(at: Double, do: () throws -> Void)]) throws {
        var now = 0.0
        for act in acts.sorted(by: { $0.at < $1.at }) {
            try pause(act.at - now)
            now = act.at
            try act.do()
        }
    }

    private func pause(_ seconds: Double) throws {
        let microseconds = Int(seconds / pace * 1_000_000)
        guard ending.wait(timeout: .now() + .microseconds(microseconds)) == .timedOut else { throw Stopped.stopped }
    }
}
