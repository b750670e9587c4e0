import Dispatch
import Phone

/// Plays the simulated participants of one rehearsal over HTTP, as real phones are: what works for them works in the
/// room.
///
/// Its requests block, so it runs on a thread of its own.
final class RehearsalPlayer: Sendable {
    /// The player was told to stop.
    private enum Stopped: Error {
        case stopped
    }

    private let host: String
    private let port: Int
    private let code: String
    private let tokens: [String]
    private let texts: [String]
    private let pace: Double
    private let ending = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - tokens: The device tokens of the participants.
    ///   - texts: What they write.
    ///   - pace: How many times faster than people they answer.
    init(host: String, port: Int, code: String, tokens: [String], texts: [String], pace: Double) {
        self.host = host
        self.port = port
        self.code = code
        self.tokens = tokens
        self.texts = texts
        self.pace = pace
    }

    /// Ends ``play()`` at its next pause.
    func stop() {
        ending.signal()
    }

    /// Answers whatever is opened, until told to stop or the rehearsal is gone.
    func play() {
        var generator = SystemRandomNumberGenerator()
        let phones = tokens.map { Phone(host: host, port: port, code: code, token: $0) }
        var answered = phones.map { _ in Set<String>() }
        var written = 0
        do {
            while let watcher = phones.first {
                try pause(0.7)
                guard let page = try page(watcher), let activity = page.main("data-activity"),
                    page.main("data-status") == "open"
                else { continue }
                for index in phones.indices.shuffled() where !answered[index].contains(activity) {
                    try pause(Double.random(in: 0.2...1.2, using: &generator))
                    guard let page = try self.page(phones[index]), page.main("data-activity") == activity,
                        page.main("data-status") == "open"
                    else { break }
                    answered[index].insert(activity)
                    written += 1
                    answer(page, activity, phones[index], number: written, using: &generator)
                }
            }
        } catch {
            return
        }
    }

    /// A phone's page; nil when the server cannot be reached just now.
    ///
    /// - Throws: When the rehearsal is gone.
    private func page(_ phone: Phone) throws -> Page? {
        do {
            return try phone.page()
        } catch PhoneError.refused(status: 404, _) {
            throw Stopped.stopped
        } catch {
            return nil
        }
    }

    /// Gives the answer that `page` asks for. A refusal is a participant's bad luck: some people never get it right.
    private func answer(
        _ page: Page, _ activity: String, _ phone: Phone, number: Int, using generator: inout some RandomNumberGenerator
    ) {
        let text: (String) -> String = { [texts] _ in texts.isEmpty ? "…" : texts[number % texts.count] }
        if let form = AnswerForm("idea", in: page) {
            let fields = form.answer(using: &generator, text: text)
            _ = try? phone.post("idea", [("activity", activity), ("key", "rehearsal-\(number)")] + fields)
        } else if let form = AnswerForm("ballot", in: page) {
            for attempt in 1...4 {
                let fields = form.answer(using: &generator, boxes: attempt, text: text)
                if (try? phone.post("ballot", [("activity", activity)] + fields)) != nil { return }
            }
        }
    }

    private func pause(_ seconds: Double) throws {
        let microseconds = Int(seconds / pace * 1_000_000)
        guard ending.wait(timeout: .now() + .microseconds(microseconds)) == .timedOut else { throw Stopped.stopped }
    }
}
