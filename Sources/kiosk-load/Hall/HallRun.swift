import Glibc
import Phone

/// One workshop in a hall, from the first phone that joins to the last dot.
@HallActor struct HallRun {
    let port: Int
    let pid: Int
    let phones: Int
    let groups: Int
    let seconds: Double
    let seed: UInt64
    let stage: HallStage
    let facilitator: String
    let figures: HallFigures

    /// Plays it; the figures.
    func play() async throws -> [String: Double] {
        let console = HallScreen(
            name: "console", path: "/facilitator/\(stage.code)", number: phones, stage: stage, port: port,
            figures: figures)
        console.device.cookie = facilitator
        let display = HallScreen(
            name: "display", path: "/display/\(stage.code)", number: phones + 1, stage: stage, port: port,
            figures: figures)
        Task { await console.look() }
        Task { await display.look() }
        Task { await display.ask() }
        Task { await watch() }
        let hall = (0..<phones).map { HallPhone(number: $0, stage: stage, port: port, figures: figures, seed: seed) }
        let start = LoadLoop.now()
        var random = HallRandom(seed: seed)
        for phone in hall {
            let arrival = start + random.next(0...seconds * 0.95)
            Task { await phone.write(arrival: arrival) }
        }
        try await until("everybody is in", within: seconds * 2 + 180) { stage.joined == phones }
        figures.set("all_in_s", LoadLoop.now() - start)
        try await until("everybody has written", within: seconds * 2 + 180) { stage.finished == phones }
        figures.set("all_written_s", LoadLoop.now() - start)
        mark("writing")
        try await arrange(console)
        mark("arranging")
        let voting = LoadLoop.now()
        stage.finished = 0
        for phone in hall { Task { await phone.vote() } }
        await HallLoop.shared.sleep(until: voting + 3 / stage.pace)
        // Most are awake by now: the step opens before their eyes.
        await act(console, "act", "activity=\(stage.dotsActivity)&act=open")
        try await findItems()
        try await until("everybody has voted", within: 240) { stage.finished == phones }
        figures.set("all_voted_s", LoadLoop.now() - voting)
        await act(console, "act", "activity=\(stage.dotsActivity)&act=close")
        await HallLoop.shared.sleep(until: LoadLoop.now() + 3)
        await act(console, "act", "activity=\(stage.dotsActivity)&act=reveal")
        await HallLoop.shared.sleep(until: LoadLoop.now() + 3)
        mark("voting")
        let last = display.shown.last?.answers ?? 0
        stage.isOver = true
        for phone in hall { phone.leave() }
        console.device.drop()
        display.device.drop()
        judge(display, last)
        return figures.all
    }

    /// From the ideas to the dots: the facilitator groups, reveals and goes on.
    private func arrange(_ console: HallScreen) async throws {
        await act(console, "act", "activity=\(stage.ideasActivity)&act=close")
        let ideas = stage.ideas
        for group in 0..<groups {
            let chosen = stride(from: group, to: ideas.count, by: groups).map { "&idea=\(ideas[$0])" }.joined()
            await act(
                console, "ideas", "activity=\(stage.ideasActivity)&do=group&group=new&name=Grupp+\(group)\(chosen)")
        }
        await act(console, "act", "activity=\(stage.ideasActivity)&act=reveal")
        await act(console, "move", "to=\(stage.dotsActivity)")
    }

    /// What a facilitator taps, and what the console then shows.
    private func act(_ console: HallScreen, _ what: String, _ body: String) async {
        let start = LoadLoop.now()
        stage.actedAt = start
        while true {
            let answer = try? await console.device.request(
                "POST", "/facilitator/\(stage.code)/\(what)", body: body, headers: "Accept: application/json\r\n",
                timeout: 60)
            if answer?.status == 200 { break }
            figures.tally("again_act")
            // What cannot be done any more, such as to open what is open, is not tried for ever.
            if let answer, answer.status != 503 { break }
            await HallLoop.shared.sleep(until: LoadLoop.now() + 1)
        }
        figures.note("act", since: start)
        await console.renew()
    }

    /// The items of the dots, as a phone's page has them.
    private func findItems() async throws {
        let device = HallDevice(number: phones + 2, port: port, figures: figures)
        device.takesPacked = false
        let key = String(repeating: "f", count: 32)
        for _ in 0..<60 where stage.items.isEmpty {
            if device.cookie == nil {
                device.cookie = try? await device.request("POST", "/w/\(stage.code)/join", body: "key=\(key)").cookie
            }
            if let page = try? await device.request("GET", "/w/\(stage.code)", timeout: 60) {
                stage.items = Page(page.text).values(of: "name", prefix: "dots-").map { "dots-" + $0 }
            }
            if stage.items.isEmpty { await HallLoop.shared.sleep(until: LoadLoop.now() + 1) }
        }
        device.drop()
        if stage.items.isEmpty { throw LoadError("the page has no dots; so far: \(jsonLine(figures.all))") }
        figures.set("items", Double(stage.items.count))
    }

    private func until(_ what: String, within seconds: Double, _ isSo: () -> Bool) async throws {
        let end = LoadLoop.now() + seconds
        while !isSo() {
            if LoadLoop.now() > end {
                throw LoadError(
                    "not so after \(Int(seconds)) s: \(what) (\(stage.joined) in, \(stage.finished) done); so far: \(jsonLine(figures.all))"
                )
            }
            await HallLoop.shared.sleep(until: LoadLoop.now() + 0.05)
        }
    }

    // MARK: - What it cost

    /// What the phase that ends now took of processors, on both sides.
    private func mark(_ phase: String) {
        figures.set("server_cpu_s_after_\(phase)", ProcessUsage(of: pid).processor)
        figures.set("load_cpu_s_after_\(phase)", ProcessUsage(of: Int(getpid())).processor)
        figures.set("rss_kib_after_\(phase)", ProcessUsage(of: pid).resident)
        figures.set("anon_kib_after_\(phase)", ProcessUsage(of: pid).anonymous)
    }

    /// Looks each second at what the server and the load take.
    private func watch() async {
        var (before, own, time) = (ProcessUsage(of: pid), ProcessUsage(of: Int(getpid())), LoadLoop.now())
        figures.set("server_cpu_s_before", before.processor)
        figures.set("load_cpu_s_before", own.processor)
        while !stage.isOver {
            await HallLoop.shared.sleep(until: time + 1)
            let (now, ownNow, moment) = (ProcessUsage(of: pid), ProcessUsage(of: Int(getpid())), LoadLoop.now())
            figures.note("late", milliseconds: (moment - time - 1) * 1000)
            figures.most("server_busiest_second", (now.processor - before.processor) / (moment - time))
            figures.most("load_busiest_second", (ownNow.processor - own.processor) / (moment - time))
            figures.set("rss_peak_kib", now.peak)
            figures.most("anon_peak_kib", now.anonymous)
            (before, own, time) = (now, ownNow, moment)
        }
    }

    /// Whether everything received is there, and how long the display took to show it.
    private func judge(_ display: HallScreen, _ last: Int) {
        var frame = 0
        for (number, receipt) in stage.receipts.enumerated() {
            while frame < display.shown.count, display.shown[frame].answers < number + 1 { frame += 1 }
            if frame == display.shown.count { break }
            figures.note("frame", milliseconds: max(0, display.shown[frame].at - receipt) * 1000)
        }
        figures.set("ideas", Double(stage.ideas.count))
        figures.set("dots", Double(stage.receipts.count))
        figures.set("dots_shown", Double(last))
        figures.set("connections_most", Double(HallSocket.mostOpen))
    }
}
