import Workshop

/// The clock against the plan, as the console shows it.
struct PaceContent: Sendable {
    /// Whole seconds that the current step has run.
    var stepSeconds: Int
    /// Seconds that the step is planned for.
    var plannedSeconds: Int
    /// Seconds by which the step began behind the plan; negative ahead of it.
    var startedLate: Int

    /// The facts of `workshop` at `now`; nil before its first act and when the box has been restarted since the last one.
    init?(_ workshop: Workshop, at now: ClockReading) {
        guard let pace = workshop.pace, let step = pace.stepElapsed(at: now),
            let activity = workshop.currentActivity
        else { return nil }
        stepSeconds = Int(step / 1000)
        plannedSeconds = activity.definition.minutes * 60
        startedLate = Int(
            Pace.lateness(
                in: workshop.agenda, current: workshop.current, stepBegan: pace.stepBegan, stepElapsed: 0) / 1000)
    }

    /// Whole minutes behind the plan now; negative ahead of it.
    var minutesLate: Int {
        (startedLate + max(0, stepSeconds - plannedSeconds)) / 60
    }

    /// What the template shows; the script goes on counting from the same numbers.
    func content(_ wording: Wording) -> [String: Any] {
        let late = minutesLate
        let plan =
            late == 0
            ? wording["pace_on_time"]
            : wording.text(late > 0 ? "pace_late" : "pace_early", ["minutes": String(abs(late))])
        return [
            "step": stepSeconds, "planned": plannedSeconds, "late": startedLate, "isLate": late > 0,
            "text": wording.text(
                "pace_step", ["done": String(stepSeconds / 60), "planned": String(plannedSeconds / 60), "plan": plan]),
        ]
    }
}
