import Appliance
import ArgumentParser

/// Where the box's own services find what the daemon asks, and where they report.
struct ServicePlaces: ParsableArguments {
    @ArgumentParser.Option(help: "The folder that the server keeps while it runs.")
    var runtime = "/run/workshop-kiosk"

    @ArgumentParser.Option(help: "The folder in which services report to the server.")
    var reports = Appliance.reportsDirectory

    var appliance: Appliance { Appliance(runtime: runtime, reports: reports) }

    /// What the daemon asked for by `request`.
    func take(_ request: SystemRequest) throws -> String {
        guard let content = appliance.requests.take(request) else {
            throw Failure("Nothing was asked for in '\(runtime)/requests'.", Exit.data)
        }
        return content
    }
}
