import ArgumentParser
import Phone

/// `kiosk-load years`: what a box has in it after many workshops.
struct Years: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Play many workshops, of every method in turn, to their end; the same ones for the same seed.")

    @OptionGroup var target: Target

    @Option(help: "Workshops, at most 2000.")
    var workshops = 200

    @Option(help: "Phones in each, at most 500.")
    var phones = 25

    @Option(help: "What makes others.")
    var seed: UInt64 = 1

    func run() throws {
        let facilitator = Facilitator(host: "127.0.0.1", port: target.port)
        try facilitator.signIn(pin: target.pin)
        var (random, answers) = (HallRandom(seed: seed), 0)
        for number in 0..<min(2000, workshops) {
            let method = number % Self.methods + 1
            answers += try play(
                facilitator, method: (method < 10 ? "t0" : "t") + String(method), number: number, using: &random)
        }
        print(jsonLine(["workshops": Double(min(2000, workshops)), "answers": Double(answers)]))
    }

    /// How many methods a box comes with.
    private static let methods = 12
    /// One workshop; how many answers it received.
    private func play(
        _ facilitator: Facilitator, method: String, number: Int, using random: inout HallRandom
    ) throws -> Int {
        let code = try facilitator.createWorkshop(
            method: method, title: "Verkstad \(number + 1): \(HallWords.text(&random).prefix(40))", language: "sv")
        let room = try (0..<min(500, max(1, phones))).map { _ in
            let phone = Phone(host: "127.0.0.1", port: target.port, code: code)
            try phone.join()
            return phone
        }
        var answers = 0
        let asking = try facilitator.activities(of: code).filter { $0.kind != "page" && $0.kind != "carried" }
        for activity in asking {
            try facilitator.go(to: activity.id, in: code)
            // A step without anything to ask, such as a second round of nothing, stays as it is.
            guard (try? facilitator.act("open", on: activity.id, in: code)) != nil, let first = room.first else {
                continue
            }
            let page = try first.page()
            for (seat, phone) in room.enumerated() {
                answers += answer(page, activity.id, phone, seat, using: &random)
            }
            try facilitator.act("close", on: activity.id, in: code)
            try facilitator.act("reveal", on: activity.id, in: code)
        }
        for activity in asking { try? facilitator.act("finish", on: activity.id, in: code) }
        return answers
    }

    /// What one phone answers: three texts, or a ballot. A refusal is bad luck, as in a room.
    private func answer(
        _ page: Page, _ activity: String, _ phone: Phone, _ seat: Int, using random: inout HallRandom
    ) -> Int {
        if let form = AnswerForm("idea", in: page) {
            return (0..<3).count { number in
                var fields = form.answer(using: &random) { _ in "" }.filter {
                    !$0.value.isEmpty && $0.name != "text"
                }
                fields.append(("text", HallWords.text(&random)))
                return (try? phone.post("idea", [("activity", activity), ("key", "y\(seat)-\(number)")] + fields))
                    != nil
            }
        }
        guard let form = AnswerForm("ballot", in: page) else { return 0 }
        let written = HallWords.text(&random)
        for attempt in 1...3 {
            let fields = form.answer(using: &random, boxes: attempt) { _ in String(written.prefix(100)) }
            if (try? phone.post("ballot", [("activity", activity)] + fields)) != nil { return 1 }
        }
        return 0
    }
}
