/// How often a service that is watched proves that it works, and how long one proof may take.
///
/// One that fails, be it for a card that takes its time, is no end: the next one still comes in time, however long it
/// takes. Two in a row are.
public struct WatchdogPace: Sendable, Equatable {
    /// From the beginning of one proof to that of the next.
    public let interval: Duration
    /// What all parts of a proof have together.
    public let limit: Duration

    /// The pace for a service manager that wants to hear something every `period` at the latest.
    public init(period: Duration) {
        interval = period / 3
        limit = interval * 7 / 8
    }
}
