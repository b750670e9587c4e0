import Workshop

/// The pages about the box's clock.
extension Pages {
    /// What the form for the clock holds.
    struct ClockForm: Sendable {
        var day = ""
        var time = ""
        /// The device's clock in milliseconds since 1970, where its script told it.
        var device: Int64?
        var isConfirmed = false
    }

    /// The box's clock, and how to set it.
    func clock(_ frame: Frame, now: Int64, form: ClockForm, notice: Notice?) -> [UInt8] {
        var content: [String: Any] = [
            "now": moment(now, frame.wording), "seconds": String(now), "day": form.day, "time": form.time,
        ]
        content["notice"] = Self.notice(notice)
        return document(frame, main: "clock", title: frame.wording["clock_title"], isInline: false, content)
    }

    /// Whether the clock is really to be set so far from what the box has known.
    func confirmClock(_ frame: Frame, now: Int64, wanted: Int64, isBack: Bool, form: ClockForm) -> [UInt8] {
        var content: [String: Any] = [
            "now": moment(now, frame.wording), "wanted": moment(wanted, frame.wording), "isBack": isBack,
            "day": form.day, "time": form.time,
        ]
        if let device = form.device, form.day.isEmpty, form.time.isEmpty { content["device"] = String(device) }
        return document(
            frame, main: "clock_confirm", title: frame.wording["clock_confirm_title"], isInline: false, content)
    }

    private func moment(_ seconds: Int64, _ wording: Wording) -> String {
        let (day, time) = LocalTime.parts(seconds)
        return "\(wording.date(day)) \(time)"
    }
}
