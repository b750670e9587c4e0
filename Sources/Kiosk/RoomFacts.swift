import Workshop

/// What the display and the console tell of the room beside the workshop's content: how to join, and the timer.
struct RoomFacts: Sendable {
    let address: BoxAddress
    let clock: BootClock
    let today: @Sendable () -> CalendarDay

    /// The facts of `workshop` now.
    func room(_ workshop: Workshop) -> Pages.Room {
        let join = address.join(workshop.code)
        return Pages.Room(
            joinAddress: join, shortAddress: address.authority, qrCode: QRCode(join)?.svg ?? "",
            secondsLeft: clock.secondsLeft(on: workshop.currentActivity?.timer),
            pace: PaceContent(workshop, at: clock.reading), today: today())
    }
}
