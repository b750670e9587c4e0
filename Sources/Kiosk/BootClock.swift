import Appliance
import Workshop

/// The machine's boot-time clock, which no change of the date moves and which goes on through sleep.
struct BootClock: Sendable {
    /// The name of this boot, from the kernel; a clock reading means nothing in another one.
    let boot: String

    /// The clock of the running boot.
    init() {
        boot = MachineBoot.identifier.isEmpty ? "unknown" : MachineBoot.identifier
    }

    /// Milliseconds since boot.
    var now: Int64 { MachineBoot.milliseconds }

    /// The clock now.
    var reading: ClockReading { ClockReading(milliseconds: now, boot: boot) }

    /// A timer that runs `minutes` from now.
    func timer(minutes: Int) -> ActivityTimer {
        ActivityTimer(endsAt: now + Int64(minutes) * 60_000, boot: boot)
    }

    /// The whole seconds left on `timer`, 0 when it has run out, nil when it is of another boot or there is none.
    func secondsLeft(on timer: ActivityTimer?) -> Int? {
        guard let timer, timer.boot == boot else { return nil }
        return max(0, Int((timer.endsAt - now + 999) / 1000))
    }
}
