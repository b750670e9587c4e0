import Appliance
import ArgumentParser
import Glibc

/// `workshop-kiosk clock`.
struct ClockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock",
        abstract: "Set the machine's clock as the server asks, and remember the time over a power cut.",
        discussion: "For the box's own services, which run as root.",
        subcommands: [Set.self, Restore.self, Remember.self])

    /// Where the latest known time is kept.
    struct Floor: ParsableArguments {
        @ArgumentParser.Option(help: "The folder that keeps the latest known time (default: $STATE_DIRECTORY).")
        var state: String?

        var floor: ClockFloor {
            let given = state ?? getenv("STATE_DIRECTORY").map { String(cString: $0) }
            return ClockFloor(directory: given ?? "/var/lib/workshop-kiosk-clock")
        }
    }

    /// `workshop-kiosk clock set`.
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Set the clock to the time that the server asks for.")

        @OptionGroup var floor: Floor
        @OptionGroup var services: ServicePlaces

        func run() async throws {
            Signals.release()
            try await Failure.reporting {
                guard let wish = ClockWish(content: try services.take(.clock)) else {
                    throw Failure("What was asked for is no time.", Exit.data)
                }
                let verdict = ClockRule.verdict(
                    wanted: wish.seconds, now: ClockCommand.now, floor: floor.floor.seconds,
                    isConfirmed: wish.isConfirmed)
                guard verdict == .set else { throw Failure("The clock is not set to that: \(verdict).", Exit.data) }
                try ClockCommand.set(wish.seconds)
                try ClockCommand.keep(wish.seconds, floor, services)
            }
        }
    }

    /// `workshop-kiosk clock restore`.
    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set the clock ahead to the latest known time, if it is behind that; for the start of the box.")

        @OptionGroup var floor: Floor
        @OptionGroup var services: ServicePlaces

        func run() async throws {
            Signals.release()
            try await Failure.reporting {
                let kept = floor.floor.seconds
                if kept > ClockCommand.now { try ClockCommand.set(kept) }
                try services.appliance.reports.write(Array("\(kept)\n".utf8), as: ClockFloor.report)
            }
        }
    }

    /// `workshop-kiosk clock remember`.
    struct Remember: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep the time as the latest known one, if it is; for the end of the box.")

        @OptionGroup var floor: Floor
        @OptionGroup var services: ServicePlaces

        func run() async throws {
            Signals.release()
            try await Failure.reporting {
                let now = ClockCommand.now
                guard now > max(floor.floor.seconds, ClockRule.earliest), now <= ClockRule.latest else { return }
                try ClockCommand.keep(now, floor, services)
            }
        }
    }

    private static var now: Int64 { Int64(time(nil)) }

    private static func set(_ seconds: Int64) throws {
        var moment = timespec(tv_sec: Int(seconds), tv_nsec: 0)
        guard clock_settime(CLOCK_REALTIME, &moment) == 0 else {
            throw Failure("The clock cannot be set (error \(errno)); run this as root.", Exit.inputOutput)
        }
    }

    private static func keep(_ seconds: Int64, _ floor: Floor, _ services: ServicePlaces) throws {
        try floor.floor.keep(seconds)
        try services.appliance.reports.write(Array("\(seconds)\n".utf8), as: ClockFloor.report)
    }
}
