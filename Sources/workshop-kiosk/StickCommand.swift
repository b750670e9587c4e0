import Appliance
import ArgumentParser
import Glibc
import Kiosk
import Store
import Workshop

/// `workshop-kiosk stick`.
struct StickCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stick",
        abstract: "Do with a USB stick what the facilitator asked for; the box's service runs it.",
        discussion: """
            A stick that nobody has asked for is not mounted. What becomes of it is reported on the facilitator's page.
            """)

    @Argument(help: "The stick's block device, such as /dev/sda1.")
    var device: String?

    @Flag(
        help: "Clear away what the last stick brought and, after an erasure, the copies of the data that updates keep.")
    var clear = false

    @Flag(help: "Say of a stick that was left in the middle that it was; for the end of the box's service.")
    var ended = false

    @OptionGroup var box: BoxFolders
    @OptionGroup var places: Places

    func validate() throws {
        guard [device != nil, clear, ended].filter({ $0 }).count == 1 else {
            throw ValidationError("Give a device, or --clear, or --ended.")
        }
    }

    func run() async throws {
        Signals.release()
        try await Failure.reporting {
            let appliance = box.appliance
            if clear { return try Self.clear(appliance, system: box.system) }
            // The parts of one stick come at the same moment: the first one does it. Nor is another's work an end.
            guard let lock = box.lock(isPatient: !ended) else { return }
            defer { close(lock) }
            // Nobody works who does not hold the lock.
            try Self.settle(appliance)
            guard let device else { return }
            guard let text = appliance.requests.content(.stick), let order = StickOrder(text),
                order.secondsLeft(at: StickOrder.now) > 0
            else {
                print("nobody has asked for a stick; it is left alone")
                return
            }
            var report = StickReport(.working, order.task.name)
            report.hasStick = true
            // First said, then taken: at no moment does the console show what became of an earlier stick.
            try Self.tell(report, appliance)
            appliance.requests.withdraw(.stick)
            let work = StickWork(order: order, box: box, places: places)
            do {
                try await work.run(StickDevice(device), &report)
                report.state = .done
            } catch {
                report.state = .failed
                report.reason = error as? StickReport.Reason ?? .data
                Failure.print(error: "workshop-kiosk: the stick failed: \(error)")
            }
            try Self.tell(report, appliance)
            print("stick: \(report.state.rawValue)\(report.reason.map { " (\($0.rawValue))" } ?? "")")
        }
    }

    static func tell(_ report: StickReport, _ appliance: Appliance) throws {
        var report = report
        report.stamp()
        try appliance.reports.write(report.bytes, as: StickReport.name)
    }

    /// Turns the word that a stick must stay in, of a service that has died, into one that it may be pulled.
    private static func settle(_ appliance: Appliance) throws {
        guard let report = appliance.reports.read(StickReport.name).flatMap(StickReport.init),
            report.state == .working, report.hasStick == true
        else { return }
        try tell(report.interrupted, appliance)
    }

    private static func clear(_ appliance: Appliance, system: String) throws {
        let requests = appliance.requests
        if requests.isPlaced(.copies) {
            // What was erased on the box is not to live on in the copies that an update made.
            let mark = requests.content(.copies)
            if KeptVersion.removeData(in: system), let mark {
                try appliance.reports.write(Array(mark.utf8), as: SystemRequest.copies.rawValue)
            }
            // Also when that failed: it would fail every other second. The daemon asks again at its next start.
            requests.withdraw(.copies)
            let report = appliance.reports.read(StickReport.name).flatMap(StickReport.init)
            // A stick that is in keeps its word: it must stay in.
            if report?.state == .working { return }
        } else {
            requests.withdraw(.clear)
        }
        appliance.reports.remove(StickReport.name)
        StickFiles.clear("\(appliance.reports.directory)/\(StickReport.incoming)")
    }
}
