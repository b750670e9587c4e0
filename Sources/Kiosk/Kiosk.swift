import Appliance
import HTTP
import Logging
import Store
import Workshop

/// The kiosk: one store, its pages and its screens, served over HTTP.
public final class Kiosk: Sendable {
    private let server: Server
    private let publishing: Task<Void, Never>
    private let watching: Task<Void, Never>?
    private let rehearsals: Rehearsals
    private let deleting: Task<Void, Never>
    private let removing: Task<Void, Never>
    private let changes: ChangedWorkshops
    private let tell: @Sendable () -> BoxAddress
    /// Where people reach the kiosk now.
    public var address: BoxAddress { tell() }

    /// Where this machine itself reaches it: a numeric address and the port.
    public var ownAddress: BoxAddress { .own(listening: server.host, port: server.port) }

    /// Starts serving `store` with the words and pages in `assets`.
    ///
    /// - Throws: ``AssetError`` for pages that cannot be made, `ServerError` when the port cannot be listened on.
    public init(store: Store, assets: Assets, configuration: KioskConfiguration, logger: Logger) throws {
        let pages = try Pages(assets: assets)
        let clock = BootClock()
        let allowance: @Sendable (String) -> JoinPace.Allowance? =
            configuration.joinAllowance ?? { [appliance = configuration.appliance] address in
                JoinPace.Allowance.granted(
                    to: address, isBox: appliance != nil,
                    mode: appliance.flatMap { NetworkReport($0.reports)?.mode })
            }
        let changes = ChangedWorkshops()
        self.changes = changes
        let gate = GuessGate(now: { clock.now })
        let joins = JoinGate(now: { clock.now }, allowance: allowance) { changes.add([$0]) }
        let reply = Reply(contentSecurityPolicy: pages.contentSecurityPolicy)
        var limits = configuration.listening
        limits.uploads = Uploads.limits(store)
        limits.refusal = { status, request in
            Refused.response(
                status: status, Visit(request, assets, of: store), pages: pages, reply: reply,
                bringsFiles: Uploads.isAllowed(request, store))
        }
        server = try Server(limits)
        let (host, port) = (server.host, server.port)
        let tell: @Sendable () -> BoxAddress = { BoxAddress.told(configuration, listening: host, port: port) }
        self.tell = tell
        let hosts = OwnHosts(
            named: [configuration.publicHost ?? ""], hostname: OwnHosts.hostname(), port: port,
            addresses: { BoxAddress.reachableHosts() }, now: { clock.now })
        let portal = configuration.appliance.map { appliance in
            Portal(
                hosts: hosts,
                devices: JoinedDevices(now: { clock.now }), front: { tell().front },
                isOwnNetwork: { NetworkReport(appliance.reports)?.mode != .wired })
        }

        let stickWatch = configuration.appliance.map { StickWatch($0.reports, now: { Int(clock.now / 1000) }) }
        let rooms = RoomFacts(
            address: tell, clock: clock, today: configuration.today,
            freeBytes: configuration.freeBytes ?? { store.freeBytes }, isWritable: { store.isWritable },
            databaseBytes: { store.databaseBytes },
            stick: { stickWatch?.notice }, keepsWaiting: { joins.isBiting(in: $0) })
        let languages = assets.languages
        let screens = LiveScreens(store: store, changes: changes, logger: logger) { snapshot, key in
            guard let wording = languages[key.language] else { return [] }
            let room = rooms.room(snapshot.workshop)
            switch key.audience {
            case .phone: return []
            case .display:
                let frame = Pages.Frame(wording: wording, path: "/display/\(key.code)")
                return pages.display(frame, snapshot, room: room, fragment: true)
            case .console:
                let frame = Pages.Frame(wording: wording, path: "/facilitator/\(key.code)")
                return pages.console(frame, snapshot, room: room, notice: nil, fragment: true)
            }
        }
        publishing = Task { await screens.publishChanges() }
        watching = stickWatch.map { watch in Task { await watch.follow { await screens.publishAll() } } }
        store.onChange { changes.add($0) }
        let rehearsals = Rehearsals(
            store: store, address: .own(listening: host, port: port), texts: assets.rehearsalTexts,
            pace: configuration.rehearsalPace, logger: logger)
        self.rehearsals = rehearsals
        let copies = KeptCopies(store: store, appliance: configuration.appliance, logger: logger)
        removing = copies.task()
        deleting = Deletions(
            store: store, mark: assets.erasedMark, today: configuration.today, uptime: { clock.now / 1000 },
            logger: logger,
            afterErasing: { copies.remove() }
        ).task()
        let routes = Routes(
            store: store, assets: assets, pages: pages, screens: screens, gate: gate, joins: joins, clock: clock,
            reply: reply, rooms: rooms, rehearsals: rehearsals, appliance: configuration.appliance, copies: copies,
            wallClock: configuration.wallClock,
            material: Material(directory: store.materialDirectory), maker: FileMaker(),
            makeFile: configuration.makeFile, patience: configuration.filePatience,
            portal: portal, logger: logger)
        let statics = StaticFiles(assets: assets)
        let ballots = BallotLane(routes)
        try server.start(
            immediate: { request in
                if let portal {
                    if let response = portal.response(to: request) { return response }
                } else if let host = request.header("Host"), !hosts.mayBe(host) {
                    return Refused.foreignHost(
                        Visit(request, assets, of: store), tell(), pages: pages, reply: reply)
                }
                return statics.response(to: request)
            },
            deferred: { ballots.take($0, $1) },
            deferredAll: { store.castHeld() },
            handler: { request in await routes.respond(to: request) })
        let server = server
        store.onAcknowledging { [weak server] batch in
            if let server { server.gather(batch) } else { batch() }
        }
        Task { await rehearsals.endAll() }
    }

    /// Takes no more requests, ends the streams, and returns when every answer is out. Blocks; the store stays open.
    public func stop() {
        let rehearsals = rehearsals
        Task { await rehearsals.stop() }
        changes.end()
        publishing.cancel()
        watching?.cancel()
        deleting.cancel()
        removing.cancel()
        server.stop()
    }
}
