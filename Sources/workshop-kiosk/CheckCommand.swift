import Appliance
import ArgumentParser
import Glibc
import HTTP
import Kiosk
import Store
import Workshop

/// `workshop-kiosk check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Test the box, and say in plain language how it is and what to do.",
        discussion: """
            One line each: state, what was looked at, how it is and what to do. What cannot be measured is left out. Ends \
            with 0 when the box can be used, with 1 when something has to be done first.
            """)

    @Flag(help: "Write one JSON object instead.")
    var json = false

    @ArgumentParser.Option(help: "The language of the words, such as sv or en (default: the box's).")
    var language: String?

    @ArgumentParser.Option(help: "The numeric address on which the box answers.")
    var host = "127.0.0.1"

    @ArgumentParser.Option(help: "The port on which the box answers (default: 80 on an installed box, else 8080).")
    var port: Int?

    @Flag(help: "Only measure what the server cannot, and report it to the server; for the box's own service.")
    var report = false

    @OptionGroup var places: Places
    @OptionGroup var services: ServicePlaces

    func run() async throws {
        if report {
            Signals.release()
            return try await Failure.reporting {
                try services.appliance.reports.write(MachineFacts.measured().content, as: MachineFacts.report)
            }
        }
        try await places.withStore { store, assets in
            let own = assets.languages[store.boxLanguage] ?? assets.defaultWording
            guard let wording = language.map({ assets.languages[$0] }) ?? own else {
                throw Failure.noLanguage(language ?? "", assets)
            }
            let lines = FindingLine.lines(try await facts(store).findings, wording)
            print(json ? FindingLine.json(lines) : FindingLine.text(lines))
            fflush(nil)
            if lines.contains(where: { $0.finding.state == .bad }) { throw ExitCode(1) }
        }
    }

    private func facts(_ store: Store) async throws -> BoxFacts {
        let isBox = access(services.reports, F_OK) == 0
        var facts = try await BoxFacts.measured(of: store, isThorough: true)
        facts.floor = max(facts.floor, ClockFloor.reported(in: services.appliance.reports))
        let checks = NetworkChecks(address: host, port: port ?? (isBox ? 80 : ServerConfiguration().port))
        facts.answers = checks.answers()
        let machine = MachineFacts.measured()
        facts.radio = isBox ? machine.radio : nil
        facts.throttled = machine.throttled
        if isBox, facts.leadsPhones {
            let shared = NetworkChecks(
                address: NetworkReport.address(services.appliance.reports) ?? BoxNetwork.address,
                port: checks.port)
            facts.namesResolve = shared.namesResolve()
            facts.portalAnswers = shared.portalAnswers()
        }
        return facts
    }
}
