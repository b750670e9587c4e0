import HTTP
import Logging
import Store
import Workshop

/// Keeps every open page up to date: phones learn that the workshop moved on, the display and the console get their
/// whole new content.
///
/// A commit marks its workshop; at most ten times a second one reader makes one snapshot of a marked workshop, renders
/// one frame per kind of screen and language, and each stream's unsent frame is replaced, never queued.
actor LiveScreens {
    /// A kind of screen of one workshop, in one language.
    struct Key: Hashable {
        /// Who looks.
        enum Audience: Hashable {
            case phone, display, console
        }

        var code: SpokenCode
        var audience: Audience
        var language: String

        /// What its frames may hold.
        fileprivate var sight: RoomSnapshot.Audience { audience == .console ? .facilitator : .room }
    }

    /// The least time between two frames of a workshop: ten frames a second are smooth, and more cost a Pi its core.
    static let pace = Duration.milliseconds(100)
    /// Phones hear every third heartbeat: their radios may sleep, and what they miss they ask for when they wake.
    static let phoneBeatInterval = 3
    private let store: Store
    private let changes: ChangedWorkshops
    private let render: @Sendable (RoomSnapshot, Key) -> [UInt8]
    private let logger: Logger
    private var channels: [Key: EventChannel] = [:]
    private var lastRevision: [SpokenCode: Int] = [:]
    /// How often those who wait at a door were called to look again, by workshop.
    private var calls: [SpokenCode: Int] = [:]
    /// The first frames that are being drawn, and those that will be drawn after them.
    private var drawing: [Key: Task<[UInt8], any Error>] = [:]
    private var drawnNext: [Key: Task<[UInt8], any Error>] = [:]

    /// Screens of the workshops in `store`, drawn again whenever `changes` tells of one, by `render` (the display's and the
    /// console's `main` element).
    init(
        store: Store, changes: ChangedWorkshops, logger: Logger,
        render: @escaping @Sendable (RoomSnapshot, Key) -> [UInt8]
    ) {
        self.store = store
        self.changes = changes
        self.logger = logger
        self.render = render
    }

    /// A place in the channel of `key`. Take it before making the stream's first frame, so that no change between that
    /// frame and the stream's start is missed.
    func subscribe(_ key: Key) -> EventSubscription {
        if let channel = channels[key] { return channel.subscribe() }
        let channel = EventChannel(beatInterval: key.audience == .phone ? Self.phoneBeatInterval : 1)
        channels[key] = channel
        return channel.subscribe()
    }

    /// The frame with which a stream of `key` begins; the caller has subscribed already.
    ///
    /// All who ask while one is being drawn share the one after it, which is begun after they asked: when a whole hall
    /// comes back, it is drawn a few times and kept once.
    func firstFrame(_ key: Key) async throws -> [UInt8] {
        if let next = drawnNext[key] { return try await next.value }
        let earlier = drawing[key]
        let next = Task {
            _ = await earlier?.result
            drawing[key] = drawnNext.removeValue(forKey: key)
            defer { drawing[key] = nil }
            return try await drawn(key)
        }
        drawnNext[key] = next
        return try await next.value
    }

    /// A frame of `key`; drawn beside the actor, so that changes are published meanwhile.
    private nonisolated func drawn(_ key: Key) async throws -> [UInt8] {
        frame(try await store.room(key.code, audience: key.sight), key)
    }

    /// Publishes as long as there are changes; returns when no more will come.
    func publishChanges() async {
        while let codes = await changes.take() {
            for code in codes { await publish(code) }
            try? await Task.sleep(for: Self.pace)
        }
    }

    /// For tests: how many kinds of screens are kept up to date, those that somebody looks at, and those that somebody did until lately.
    var channelCount: Int { channels.count }

    /// Ends every stream of the workshop with `code`.
    func end(_ code: SpokenCode) {
        for (key, channel) in channels where key.code == code {
            channel.end()
            channels[key] = nil
        }
        lastRevision[code] = nil
        calls[code] = nil
    }

    /// Calls the phones of those who wait at the door of the workshop with `code` to look again: one was turned away,
    /// which is no new revision. Called several times within one frame's time, they look once.
    func callWaiting(_ code: SpokenCode) {
        calls[code, default: 0] += 1
        lastRevision[code] = nil
        changes.add([code])
    }

    /// Ends every console's stream: a session has ended, and what is sealed must not go on to who is signed out.
    func endConsoles() {
        for (key, channel) in channels where key.audience == .console {
            channel.end()
            channels[key] = nil
        }
    }

    /// Publishes every workshop that somebody looks at, after a change that concerns all of them.
    func publishAll() async {
        for code in Set(channels.keys.map(\.code)) { await publish(code) }
    }

    private func publish(_ code: SpokenCode) async {
        // Those of other workshops, too: what was shown last of one that is over would stay for ever.
        channels = channels.filter { $0.value.subscriberCount > 0 }
        let wanted = channels.keys.filter { $0.code == code }
        if wanted.isEmpty { return }
        do {
            try await publishRevision(code, to: wanted.filter { $0.audience == .phone })
            try await publishFrames(code, to: wanted.filter { $0.audience == .display })
            try await publishFrames(code, to: wanted.filter { $0.audience == .console })
        } catch Refusal.noSuchWorkshop {
            end(code)
        } catch StoreError.closed {
            // The program ends: its streams do, too.
        } catch {
            logger.error("A frame could not be made: \(error)")
        }
    }

    private func publishRevision(_ code: SpokenCode, to keys: [Key]) async throws {
        if keys.isEmpty { return }
        guard let workshop = try await store.workshop(code) else { throw Refusal.noSuchWorkshop }
        // Phones are many and hear only of the facilitator's acts, not of each vote.
        guard lastRevision.updateValue(workshop.revision, forKey: code) != workshop.revision else { return }
        let frame = stateEvent(of: workshop)
        for key in keys { channels[key]?.publish(frame) }
    }

    private func publishFrames(_ code: SpokenCode, to keys: [Key]) async throws {
        guard let sight = keys.first?.sight else { return }
        let snapshot = try await store.room(code, audience: sight)
        for key in keys { channels[key]?.publish(frame(snapshot, key)) }
    }

    /// The event that carries the whole content of `key`'s screen.
    private nonisolated func frame(_ snapshot: RoomSnapshot, _ key: Key) -> [UInt8] {
        EventText.event("frame", data: render(snapshot, key))
    }

    /// The event that tells phones the workshop's revision, and how often those who wait were called, if they were. The
    /// latest one says all that an earlier one did.
    func stateEvent(of workshop: Workshop) -> [UInt8] {
        let called = calls[workshop.code].map { ",\"calls\":\($0)" } ?? ""
        return EventText.event("state", data: Array("{\"revision\":\(workshop.revision)\(called)}".utf8))
    }
}
