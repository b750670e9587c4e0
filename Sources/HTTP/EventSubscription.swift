/// A place in a channel, held from before a stream's first frame is made until the stream has ended.
public final class EventSubscription: Sendable {
    let channel: EventChannel
    /// The channel's version when the place was taken.
    let version: Int

    init(channel: EventChannel, version: Int) {
        self.channel = channel
        self.version = version
    }

    deinit {
        channel.unsubscribe()
    }
}
