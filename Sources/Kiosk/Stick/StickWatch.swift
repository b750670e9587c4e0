import Appliance
import HTTP

/// What a display says of the stick in the box: that it is to stay in, or may be pulled out. What is on it, and whose, is
/// for the facilitator alone.
enum StickNotice: String, CaseIterable, Sendable {
    /// It must stay in.
    case working
    /// It may be pulled out.
    case done
    /// It may be pulled out, and the facilitator's page says what went wrong.
    case failed
}

/// Follows the report about a stick for the displays.
final class StickWatch: Sendable {
    /// The seconds between two looks.
    private static let pause = Duration.seconds(1)
    /// The seconds for which it is said that a stick may be pulled: by then whoever put it in has read it.
    static let patience = 180

    private let reports: SystemReports
    /// The seconds since the machine started.
    private let now: @Sendable () -> Int

    /// A watch over what is told in `reports`, by the clock `now`, in seconds since the machine started.
    init(_ reports: SystemReports, now: @escaping @Sendable () -> Int) {
        self.reports = reports
        self.now = now
    }

    /// What is to be said now; nil when there is nothing (any more). How old a word is stands in it: a daemon that has just
    /// started does not say again what was said hours ago.
    var notice: StickNotice? {
        let now = now()
        guard let report = reports.read(StickReport.name).flatMap(StickReport.init)?.settled(at: now),
            report.hasStick == true
        else { return nil }
        let isFresh = report.age(at: now).map { $0 < Self.patience } ?? false
        switch report.state {
        case .working: return .working
        case .done: return isFresh ? .done : nil
        case .failed: return isFresh ? .failed : nil
        }
    }

    /// Calls `changed` whenever there is something else to say, until the task is cancelled.
    func follow(_ changed: @escaping @Sendable () async -> Void) async {
        var last = notice
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.pause)
            let next = notice
            if next != last { await changed() }
            last = next
        }
    }
}
