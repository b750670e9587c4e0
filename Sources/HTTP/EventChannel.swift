import Threads

/// A set of event streams that all get the same frames.
///
/// A frame is whole: publishing replaces what a stream has not begun to send, so a slow phone skips frames and never
/// queues them.
public final class EventChannel: Sendable {
    private struct State {
        var latest: [UInt8] = []
        var version = 0
        var parked: [ObjectIdentifier: EventStream] = [:]
        var subscribers = 0
        var isEnded = false
    }

    private let state = Locked(State())
    /// Every how many of the server's heartbeats each stream gets one.
    let beatInterval: Int

    /// A channel without streams.
    ///
    /// - Parameter beatInterval: Every how many of the server's heartbeats each stream gets one: more than 1 spares the
    ///   radios of phones.
    public init(beatInterval: Int = 1) {
        self.beatInterval = beatInterval
    }

    /// The subscriptions that are held or streaming.
    public var subscriberCount: Int { state.use { $0.subscribers } }

    /// Sends `frame`, complete event text, to every stream, in place of what it has not begun to send.
    public func publish(_ frame: [UInt8]) {
        let parked = state.use { state in
            state.latest = frame
            state.version += 1
            defer { state.parked = [:] }
            return Array(state.parked.values)
        }
        EventStream.wake(parked)
    }

    /// Ends the channel's streams, now and to come.
    public func end() {
        let parked = state.use { state in
            state.isEnded = true
            defer { state.parked = [:] }
            return Array(state.parked.values)
        }
        EventStream.wake(parked)
    }

    /// A place in the channel for a stream about to start. Frames published from now on will reach it.
    public func subscribe() -> EventSubscription {
        let version = state.use { state in
            state.subscribers += 1
            return state.version
        }
        return EventSubscription(channel: self, version: version)
    }

    func unsubscribe() {
        state.use { $0.subscribers -= 1 }
    }

    /// What a stream that has sent `version` does next.
    enum Next {
        case frame([UInt8], version: Int)
        case parked
        case ended
    }

    /// The newest frame after `version`, else parks `stream` until there is one. `suspend` runs before anybody can wake
    /// the stream.
    func next(after version: Int, _ stream: EventStream, suspend: () -> Void) -> Next {
        state.use { state in
            if state.isEnded { return .ended }
            if state.version != version { return .frame(state.latest, version: state.version) }
            suspend()
            state.parked[ObjectIdentifier(stream)] = stream
            return .parked
        }
    }

    /// Takes `stream` out of the parked ones; false when it was not among them (and so is being woken already).
    func unpark(_ stream: EventStream) -> Bool {
        state.use { $0.parked.removeValue(forKey: ObjectIdentifier(stream)) != nil }
    }
}
