import Workshop

/// What the display and the console tell of the room beside the workshop's content: how to join, and the timer.
struct RoomFacts: Sendable {
    /// Where people reach the box now.
    let address: @Sendable () -> BoxAddress
    let clock: BootClock
    let today: @Sendable () -> CalendarDay
    /// The free bytes on the disk of the data; nil when they cannot be told.
    let freeBytes: @Sendable () -> Int?
    /// Whether the disk of the data takes what is written.
    let isWritable: @Sendable () -> Bool
    /// The bytes of the database.
    let databaseBytes: @Sendable () -> Int
    /// What displays are to say of the stick in the box.
    let stick: @Sendable () -> StickNotice?
    /// Whether the pace of joining has lately kept somebody waiting in a workshop.
    let keepsWaiting: @Sendable (SpokenCode) -> Bool

    /// The facts of `workshop` now.
    func room(_ workshop: Workshop) -> Pages.Room {
        let address = address()
        let join = address.join(workshop.code)
        return Pages.Room(
            joinAddress: join, shortAddress: address.authority, numericAddress: address.numericAuthority,
            qrCode: QRCode(join)?.svg ?? "",
            secondsLeft: clock.secondsLeft(on: workshop.currentActivity?.timer),
            pace: PaceContent(workshop, at: clock.reading), today: today(), space: space(),
            stick: stick(), keepsWaiting: keepsWaiting(workshop.code))
    }
}
