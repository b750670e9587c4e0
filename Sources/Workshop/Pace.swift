/// A reading of the machine's boot-time clock.
public struct ClockReading: Sendable, Equatable {
    /// Milliseconds since boot (`CLOCK_BOOTTIME`).
    public var milliseconds: Int64
    /// The boot that the clock belongs to; a reading means nothing in another one.
    public var boot: String

    /// The reading `milliseconds` in the boot named `boot`.
    public init(milliseconds: Int64, boot: String) {
        self.milliseconds = milliseconds
        self.boot = boot
    }
}

/// How long a workshop has been running, to hold against its plan.
///
/// Only the boot-time clock counts, as the box may have no right date. What ran before the box was restarted is kept up
/// to the facilitator's last act then, and the time goes on with the first act after it.
public struct Pace: Sendable, Equatable, Codable {
    /// Milliseconds that the workshop had run at ``since``.
    public private(set) var elapsed: Int64
    /// Milliseconds that it had run when its current step began.
    public private(set) var stepBegan: Int64
    private var since: Int64
    private var boot: String

    /// A workshop that starts now, with its current step.
    public init(startingAt now: ClockReading) {
        elapsed = 0
        stepBegan = 0
        since = now.milliseconds
        boot = now.boot
    }

    /// The milliseconds that the workshop has run; nil when the box has been restarted since the last act.
    public func elapsed(at now: ClockReading) -> Int64? {
        guard now.boot == boot else { return nil }
        return elapsed + max(0, now.milliseconds - since)
    }

    /// The milliseconds that the current step has run; nil when the box has been restarted since the last act.
    public func stepElapsed(at now: ClockReading) -> Int64? {
        elapsed(at: now).map { $0 - stepBegan }
    }

    /// The same after an act of the facilitator.
    ///
    /// - Parameter isNewStep: Whether the act went to another step.
    public func noting(_ now: ClockReading, isNewStep: Bool) -> Pace {
        var pace = self
        pace.elapsed = elapsed(at: now) ?? elapsed
        pace.since = now.milliseconds
        pace.boot = now.boot
        if isNewStep { pace.stepBegan = pace.elapsed }
        return pace
    }

    /// The same, back in a step that began when the workshop had run `stepBegan` milliseconds.
    public func returning(toStepBegan stepBegan: Int64) -> Pace {
        var pace = self
        pace.stepBegan = stepBegan
        return pace
    }

    /// How many milliseconds a workshop is behind its plan, negative when it is ahead: it should have begun this step
    /// when the minutes of those before it were over, and a step is late by itself only once its own minutes are.
    public static func lateness(
        in agenda: [Activity], current: Int, stepBegan: Int64, stepElapsed: Int64
    ) -> Int64 {
        let planned = agenda.prefix(current).reduce(Int64(0)) { $0 + Int64($1.definition.minutes) * 60_000 }
        let own = agenda.indices.contains(current) ? Int64(agenda[current].definition.minutes) * 60_000 : 0
        return stepBegan - planned + max(0, stepElapsed - own)
    }
}
