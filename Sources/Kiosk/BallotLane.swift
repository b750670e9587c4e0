import HTTP
import Store
import Workshop

/// The short way of a ballot that a phone's script sends: what is needed to pass it on to the writer is in memory.
///
/// A hall votes in the same few seconds. Here a ballot costs no task and no waiting thread: it is read on the loop's
/// thread and answered from the writer's, received or refused. A request that is no such ballot, or that asks for what is
/// not in memory, takes the way of all other requests and is answered there, in the same words.
final class BallotLane: Sendable {
    private let routes: Routes
    /// What acknowledges ballots of few answers, by their number: made once.
    private let receipts: [Response]

    init(_ routes: Routes) {
        self.routes = routes
        receipts = (0...20).map { answers in
            let receipt = Self.receipt(answers, routes.reply)
            guard case .bytes(let bytes) = receipt.content else { return receipt }
            let content = PreparedContent(status: receipt.status, headers: receipt.headers, bytes: bytes)
            return Response(status: receipt.status, headers: [], content: .prepared(content))
        }
    }

    /// Takes `request` on, if it is such a ballot. Does not block.
    func take(_ request: Request, _ later: Later) -> Bool {
        guard request.method == "POST", let code = Self.code(request.path), request.wantsJSON,
            !request.isForeign, request.query("language") == nil,
            let workshop = routes.store.seenWorkshop(code), !workshop.isImported,
            let token = request.cookie(Routes.participantCookie(code)),
            let participant = routes.store.recentParticipant(token: token, in: code)
        else { return false }
        let form = request.form
        guard let activity = form.activity, workshop.has(activity),
            let fields = try? BallotFields.ballot(in: form)
        else { return false }
        routes.store.hold(fields, activity: activity, participant: participant) { [self] result in
            switch result {
            case .success(let cast):
                let answers = cast.answers
                later(receipts.indices.contains(answers) ? receipts[answers] : Self.receipt(answers, routes.reply))
            case .failure(let error):
                let answer = later.request.map { refusal($0, workshop.workshop, error) }
                later(answer ?? Response(status: 503, headers: [], content: .bytes([])))
            }
        }
        return true
    }

    private static func receipt(_ answers: Int, _ reply: Reply) -> Response {
        reply.json(Routes.received(answers: answers))
    }

    private func refusal(_ request: Request, _ workshop: Workshop, _ error: any Error) -> Response {
        routes.notReceived(routes.visit(request).speaking(workshop, routes.assets.languages), error)
    }

    /// The code in `/w/CODE/ballot`.
    private static func code(_ path: String) -> SpokenCode? {
        guard path.utf8.count == start.utf8.count + SpokenCode.joinLength + end.utf8.count, path.hasPrefix(start),
            path.hasSuffix(end)
        else { return nil }
        let code = path.utf8.dropFirst(start.utf8.count).prefix(SpokenCode.joinLength)
        return SpokenCode(Substring(code), length: SpokenCode.joinLength)
    }

    private static let start = "/w/"
    private static let end = "/ballot"
}
