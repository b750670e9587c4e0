import Workshop

/// What the devices of one hall share.
@HallActor final class HallStage {
    let code: String
    let files: [String]
    /// How many times faster than people those on the phones are.
    let pace: Double
    var ideasActivity = ""
    var dotsActivity = ""
    /// The items that dots are placed on, once they are known.
    var items: [String] = []
    /// What has been received: the ideas' identifiers, and the moments when ballots were.
    var ideas: [String] = []
    var receipts: [Double] = []
    var joined = 0
    var finished = 0
    /// When the facilitator's latest act was sent.
    var actedAt = 0.0
    var isOver = false

    init(code: String, files: [String], pace: Double) {
        (self.code, self.files, self.pace) = (code, files, pace)
    }
}

/// A participant's phone in a hall: it does what the page's scripts do (`follow.js`, `renewal.js`, `outbox.js`).
@HallActor final class HallPhone {
    private let device: HallDevice
    private let stage: HallStage
    private let figures: HallFigures
    private let number: Int
    private var random: HallRandom
    private var isAwake = true
    private var stream: HallSocket?
    private var revision = ""
    private var refreshing = false
    private var again = false
    private var page: String { "/w/\(stage.code)" }

    init(number: Int, stage: HallStage, port: Int, figures: HallFigures, seed: UInt64) {
        device = HallDevice(number: number, port: port, figures: figures)
        (self.number, self.stage, self.figures) = (number, stage, figures)
        random = HallRandom(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    }

    /// What takes people time.
    private func pause(_ range: ClosedRange<Double>) async {
        await HallLoop.shared.sleep(until: LoadLoop.now() + random.next(range) / stage.pace)
    }

    // MARK: - What its owner does

    /// Reads, joins, and writes three texts; the phone is locked for a while between them.
    func write(arrival: Double) async {
        await HallLoop.shared.sleep(until: arrival)
        _ = await persist("join_page") { try await self.device.request("GET", self.page) }
        await pause(2...6)
        let key = random.digits(32)
        let joined = await persist("join") {
            try await self.device.request("POST", self.page + "/join", body: "key=\(key)")
        }
        device.cookie = joined.cookie
        _ = await persist("page") { try await self.device.request("GET", self.page) }
        // On a connection of its own each, as browsers do.
        let device = device
        let loading = stage.files.map { file in Task { @HallActor in _ = try? await device.request("GET", file) } }
        for load in loading { await load.value }
        stage.joined += 1
        figures.note("in", since: arrival)
        Task { await listen() }
        for text in 0..<3 {
            await pause(3...8)
            if text == 2 {
                lock()
                await pause(3...10)
                wake()
                await pause(1...3)
            }
            let words = HallWords.encoded(HallWords.text(&random))
            let key = random.digits(20)
            let answer = await persist("idea") {
                try await self.device.request(
                    "POST", self.page + "/idea",
                    body: "activity=\(self.stage.ideasActivity)&key=\(key)&text=\(words)",
                    headers: "Accept: application/json\r\n")
            }
            if let idea = answer.text.split(separator: "\"idea\":\"").dropFirst().first {
                stage.ideas.append(String(idea.prefix { $0 != "\"" }))
            }
            await refresh()
        }
        await pause(0...3)
        lock()
        stage.finished += 1
    }

    /// Wakes, and places three dots one after the other.
    func vote() async {
        await pause(0...5)
        wake()
        await pause(2...6)
        // Whoever looks places dots only when the page shows them.
        while stage.items.isEmpty { await pause(0.2...0.4) }
        var dots: [String: Int] = [:]
        for _ in 0..<3 {
            dots[stage.items[random.below(stage.items.count)], default: 0] += 1
            let body = dots.sorted { $0.key < $1.key }.map { "&\($0.key)=\($0.value)" }.joined()
            _ = await persist("dots") {
                try await self.device.request(
                    "POST", self.page + "/ballot", body: "activity=\(self.stage.dotsActivity)\(body)",
                    headers: "Accept: application/json\r\n")
            }
            stage.receipts.append(LoadLoop.now())
            await pause(1...3)
        }
        stage.finished += 1
    }

    /// Does it until it is received, with longer and longer pauses, and notes the time of the attempt that was.
    private func persist(_ name: String, _ attempt: @HallActor () async throws -> HallAnswer) async -> HallAnswer {
        var wait = 1.0
        let first = LoadLoop.now()
        while true {
            let start = LoadLoop.now()
            if let answer = try? await attempt(), answer.status < 400 {
                figures.note(name, since: start)
                if wait > 1 { figures.note(name + "_retried", since: first) }
                return answer
            }
            figures.tally("again_" + name)
            await HallLoop.shared.sleep(until: LoadLoop.now() + wait)
            wait = min(wait * 2, 15)
        }
    }

    // MARK: - What its scripts do

    private func lock() {
        isAwake = false
        stream = nil
        device.drop()
    }

    private func wake() {
        isAwake = true
        Task { await refresh() }
        Task { await listen() }
    }

    /// The end of the workshop.
    func leave() { lock() }

    private func refresh() async {
        if refreshing {
            again = true
            return
        }
        refreshing = true
        var wait = 1.0
        repeat {
            again = false
            let start = LoadLoop.now()
            let answer = try? await device.request("GET", page, headers: "X-Kiosk-Fragment: 1\r\n", timeout: 60)
            if !isAwake { break }
            if let answer, answer.status == 200 {
                figures.note("renewal", since: start)
                figures.most("renewal_bytes", Double(answer.body.count))
                wait = 1
            } else {
                figures.tally("again_renewal")
                await HallLoop.shared.sleep(until: LoadLoop.now() + wait)
                wait = min(wait * 2, 15)
                again = isAwake
            }
        } while again
        refreshing = false
    }

    private func listen() async {
        while isAwake && !stage.isOver {
            let opened = try? await device.stream(page + "/events")
            guard let opened, isAwake else {
                if let opened { device.end(opened) }
                if !isAwake { return }
                figures.tally("again_stream")
                await HallLoop.shared.sleep(until: LoadLoop.now() + 3)
                continue
            }
            stream = opened
            await follow(opened)
            device.end(opened)
            if stream !== opened { return }
            await pause(1...3)
        }
    }

    /// Hears revisions until the stream ends or is silent for 32 seconds.
    private func follow(_ opened: HallSocket) async {
        var text: [UInt8] = []
        // What a stream begins with tells nothing of how long an act takes to be heard of.
        var isBeginning = true
        let mark = Array("\"revision\":".utf8)
        while stream === opened, let piece = try? await opened.piece(deadline: LoadLoop.now() + 32) {
            text += piece
            guard let place = text.lastRange(of: mark),
                let end = text[place.upperBound...].firstIndex(of: UInt8(ascii: "}"))
            else { continue }
            let heard = String(decoding: text[place.upperBound..<end], as: UTF8.self)
            text = []
            let (isNews, isFirst) = (heard != revision, revision.isEmpty)
            if isNews && !isBeginning { figures.note("revision", since: stage.actedAt) }
            (revision, isBeginning) = (heard, false)
            if isFirst || !isNews { continue }
            Task {
                await HallLoop.shared.sleep(until: LoadLoop.now() + random.next(0...0.4))
                if isAwake { await refresh() }
            }
        }
    }
}

extension Array where Element == UInt8 {
    /// Where `part` stands last.
    fileprivate func lastRange(of part: [UInt8]) -> Range<Int>? {
        guard count >= part.count else { return nil }
        for start in stride(from: count - part.count, through: 0, by: -1)
        where self[start] == part[0] && self[start..<start + part.count].elementsEqual(part) {
            return start..<start + part.count
        }
        return nil
    }
}
