import Phone

/// Phones that have voted and go on changing their minds while something else is measured.
///
/// Each always has three dots out, so the number of dots stays what it was while the screens must be drawn anew.
final class Hall {
    /// The dots that they have placed together.
    let dots: Int
    private let phones: [Phone]
    private let stage: Stage
    private var votes = 0
    private var next = 0.0

    /// Lets `count` phones join and vote.
    init(phones count: Int, stage: Stage, port: Int) throws {
        self.stage = stage
        dots = 3 * count
        phones = try (0..<count).map { _ in
            let phone = Phone(host: "127.0.0.1", port: port, code: stage.code)
            try phone.join()
            return phone
        }
        for _ in phones { try vote() }
    }

    /// Changes one vote when 50 ms have passed since the last.
    func live() throws {
        guard LoadLoop.now() >= next else { return }
        next = LoadLoop.now() + 0.05
        try vote()
    }

    private func vote() throws {
        // The first item is left to the phone that is measured.
        let first = 1 + (votes + votes / phones.count) % (stage.items.count - 1)
        let second = 1 + first % (stage.items.count - 1)
        try phones[votes % phones.count].placeDots(
            [stage.items[first]: 2, stage.items[second]: 1], activity: stage.dots)
        votes += 1
    }
}
