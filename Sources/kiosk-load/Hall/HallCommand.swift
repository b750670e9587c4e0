import ArgumentParser
import Glibc
import Phone

/// `kiosk-load hall`.
struct HallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hall",
        abstract:
            "A hall of phones that join, write three ideas, sleep, wake and place dots, beside a display and a console."
    )

    @OptionGroup var target: Target

    @Option(help: "Phones, at most 5000.")
    var phones = 500

    @Option(help: "The seconds within which they come in, at most 600.")
    var seconds = 60.0

    @Option(help: "Groups that the facilitator makes of the ideas before the dots; 0 for none.")
    var groups = 20

    @Option(help: "How many times faster than people those on the phones are, at most 100.")
    var pace = 1.0

    @Flag(help: "Dots on each single idea, not on the groups.")
    var dotsOnIdeas = false

    @Option(help: "What makes another hall of the same size.")
    var seed: UInt64 = 1

    func run() throws {
        raiseFileLimit()
        let facilitator = Facilitator(host: "127.0.0.1", port: target.port)
        try facilitator.signIn(pin: target.pin)
        let method = try facilitator.addMethod(HallMethod.file(dotsOnGroups: groups > 0 && !dotsOnIdeas))
        let code = try facilitator.createWorkshop(method: method, title: "Hall", language: "sv")
        let ideas = try facilitator.activity("ideas", of: code)
        let dots = try facilitator.activity("dots", of: code)
        try facilitator.go(to: ideas, in: code)
        try facilitator.act("open", on: ideas, in: code)
        let visitor = Phone(host: "127.0.0.1", port: target.port, code: code)
        try visitor.join()
        let page = try visitor.page()
        let files = ["src", "href"].flatMap { page.values(of: $0, prefix: "/static/") }.map { "/static/" + $0 }
        let cookie = facilitator.headers.first?.value ?? ""
        let (port, pid, phones, seconds, groups, seed, pace) = (
            target.port, target.pid ?? 0, min(5000, max(1, phones)), min(600, max(1, seconds)), max(0, groups), seed,
            min(100, max(0.1, pace))
        )
        let figures = try HallLoop.shared.run {
            let stage = HallStage(code: code, files: files, pace: pace)
            (stage.ideasActivity, stage.dotsActivity) = (ideas, dots)
            return try await HallRun(
                port: port, pid: pid, phones: phones, groups: groups, seconds: seconds, seed: seed, stage: stage,
                facilitator: cookie, figures: HallFigures()
            ).play()
        }
        print(jsonLine(figures))
    }

    private func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
