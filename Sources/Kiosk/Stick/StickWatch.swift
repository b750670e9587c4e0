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
    /// The milliseconds for which it is said that a stick may be pulled: by then whoever put it in has read it.
    static let patience: Int64 = 180_000

    private struct Seen: Equatable {
        var report: StickReport?
        var at: Int64 = 0
    }

    private let reports: SystemReports
    /// The milliseconds of a clock that never jumps.
    private let now: @Sendable () -> Int64
    private let seen = Locked(Seen())

    /// A watch over what is told in `reports`, by the clock `now`, in milliseconds.
    init(_ reports: SystemReports, now: @escaping @Sendable () -> Int64) {
        self.reports = reports
        self.now = now
    }

    /// What is to be said now; nil when there is nothing (any more).
    var notice: StickNotice? {
        let report = reports.read(StickReport.name).flatMap(StickReport.init)
        let now = now()
        let since = seen.use { seen in
            if seen.report != report { seen = Seen(report: report, at: now) }
            return seen.at
        }
        switch report?.state {
        case nil: return nil
        case .working: return .working
        case .done: return now - since < Self.patience ? .done : nil
        case .failed: return now - since < Self.patience ? .failed : nil
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
