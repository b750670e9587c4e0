import ArgumentParser

/// Simulated phones by the hundred, to measure with.
@main
struct KioskLoad: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kiosk-load", abstract: "Measure a kiosk on this machine with simulated phones.",
        subcommands: [
            Votes.self, Constant.self, ConstantServer.self, BareSQLite.self, Streams.self, Reveals.self,
            FirstVisit.self,
            HallCommand.self, Years.self, Rounds.self,
        ])
}
