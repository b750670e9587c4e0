import Appliance
import HTTP
import Logging
import Store
import Workshop

/// Finds the way of each request: by method and path, in a table of what exists.
struct Routes: Sendable {
    let store: Store
    let assets: Assets
    let pages: Pages
    let screens: LiveScreens
    let gate: GuessGate
    let joins: JoinGate
    let clock: BootClock
    let reply: Reply
    let rooms: RoomFacts
    let rehearsals: Rehearsals
    /// The box around the kiosk; nil where there is none.
    let appliance: Appliance?
    let copies: KeptCopies
    /// The box's clock, in seconds since 1970.
    let wallClock: @Sendable () -> Int64
    let material: Material
    let maker: FileMaker
    /// Makes one of the files; blocks.
    let makeFile: @Sendable (WorkshopFiles, WorkshopFiles.Part) throws -> [UInt8]
    /// How long a browser waits for a file without a word.
    let patience: Duration
    /// The network's sign-in, where the box has a network of its own.
    var portal: Portal?
    let logger: Logger

    /// The answer to `request`.
    func respond(to request: Request) async -> Response {
        let visit = visit(request)
        do {
            if request.method == "POST", request.isForeign { return refusal(visit, 403, "refused_foreign") }
            var response = try await route(visit)
            if let language = visit.chosenLanguage {
                response.headers.append(("Set-Cookie", Reply.cookie(Visit.languageCookie, language)))
            }
            return response
        } catch {
            return failure(visit, error)
        }
    }

    /// `request` with the words for its reader.
    func visit(_ request: Request) -> Visit {
        Visit(request, assets, of: store)
    }

    private func route(_ visit: Visit) async throws -> Response {
        let path = visit.segments
        let isGet = visit.request.method == "GET" || visit.request.method == "HEAD"
        guard isGet || visit.request.method == "POST" else {
            var response = refusal(visit, 405, "refused_method")
            response.headers.append(("Allow", "GET, HEAD, POST"))
            return response
        }
        switch (path.first, path.count) {
        case (nil, 0) where isGet: return front(visit, typedCode: "", notice: nil)
        case ("material", 1...2) where isGet: return try await material(visit)
        case ("accessibility", 1): return try await accessibility(visit, isGet: isGet)
        case ("join", 1) where !isGet: return try await joinByCode(visit)
        case ("c", 2) where isGet: return try await card(visit)
        case ("w", 2...3): return try await participant(visit, isGet: isGet)
        case ("display", 1...3) where isGet: return try await display(visit)
        case ("facilitator", 1...): return try await facilitator(visit, isGet: isGet)
        case ("welcome", 1): return welcomePage(visit, isGet: isGet)
        case ("health", 1) where isGet: return try await health()
        default: return refusal(visit, 404, "refused_not_found")
        }
    }

    /// Says that the server answers and the database reads, for a watchdog.
    private func health() async throws -> Response {
        _ = try await store.box()
        return reply.json("{\"ok\":true}")
    }

    /// The workshop that the second part of the path names.
    func workshop(_ visit: Visit) async throws -> Workshop {
        guard visit.segments.count >= 2, let code = SpokenCode(visit.segments[1], length: SpokenCode.joinLength),
            let workshop = try await store.workshop(code)
        else { throw Refusal.noSuchWorkshop }
        return workshop
    }

    /// The same from memory, to find a phone's way: what it is shown, and what the writer takes, is read anew.
    func recentWorkshop(_ visit: Visit) async throws -> Workshop {
        guard visit.segments.count >= 2, let code = SpokenCode(visit.segments[1], length: SpokenCode.joinLength),
            let workshop = try await store.recentWorkshop(code)
        else { throw Refusal.noSuchWorkshop }
        return workshop
    }

    /// A page that says why there is nothing else to show.
    func refusal(_ visit: Visit, _ status: Int, _ key: String) -> Response {
        refusal(visit, status, reason: key, text: visit.wording[key])
    }

    /// The answer to a request that failed: words for people, a line in the log only for what a technician can mend.
    func failure(_ visit: Visit, _ error: any Error) -> Response {
        let (status, reason, text) = words(visit, error)
        return refusal(visit, status, reason: reason, text: text)
    }

    /// What an error says to the reader: the HTTP status, a stable name for scripts, and the words.
    func words(_ visit: Visit, _ error: any Error) -> (status: Int, reason: String, text: String) {
        switch error {
        case let refused as FieldRefusal:
            return words(visit, refused.refusal)
        case let refusal as Refusal:
            return (refusal.status, refusal.name, pages.reason(refusal, visit.wording))
        case let problem as AgendaProblem:
            return (409, "agenda", words(problem, visit.wording, visit.wording.code))
        case let wait as TooManyGuesses:
            return (429, "wait", visit.wording.count("refused_wait", wait.seconds))
        case let wait as TooManyJoins:
            let key = wait.isShared ? "refused_joins_network" : "refused_joins"
            return (429, "joins", visit.wording.count(key, wait.seconds))
        case StoreError.diskFull:
            logger.error("The disk is full: answers are refused until there is room.")
            return (503, "diskFull", visit.wording["refused_disk_full"])
        // The program ends: nothing for a technician to mend.
        case StoreError.closed:
            return (503, "disk", visit.wording["refused_disk"])
        default:
            logger.error("A request failed: \(error)")
            return (503, "disk", visit.wording["refused_disk"])
        }
    }

    private func refusal(_ visit: Visit, _ status: Int, reason: String, text: String) -> Response {
        Refused.response(visit, status, reason: reason, text: text, visit.frame, pages: pages, reply: reply)
    }

    /// The answer to a form that `error` stopped: JSON for scripts, else the page with the form that `page` makes, which
    /// says why.
    func stopped(
        _ visit: Visit, by error: any Error, _ page: (_ notice: Notice, _ status: Int) async throws -> Response
    ) async rethrows -> Response {
        let (status, reason, text) = words(visit, error)
        if visit.request.wantsJSON { return reply.json(Self.errorJSON(reason: reason, text: text), status: status) }
        return try await page(Notice(isError: true, text: text), status)
    }

    /// The JSON of an error reply, with the name of the field that has to be changed if it is one.
    static func errorJSON(reason: String, text: String, field: String? = nil) -> String {
        let place = field.map { ",\"field\":\(Reply.quoted($0))" } ?? ""
        return "{\"error\":\(Reply.quoted(text)),\"reason\":\(Reply.quoted(reason))\(place)}"
    }
}

/// One more participant from an address that has made many.
struct TooManyJoins: Error {
    let seconds: Int
    /// Whether others may stand behind the same address.
    let isShared: Bool
}

/// A guess that came too soon after wrong ones.
struct TooManyGuesses: Error {
    let seconds: Int
}
