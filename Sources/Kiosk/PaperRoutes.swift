import HTTP
import Store
import Workshop

/// Cards to print, and ballots on paper.
extension Routes {
    /// Makes a sheet of new cards.
    func cards(_ visit: Visit, isGet: Bool) async throws -> Response {
        if isGet { return reply.seeOther("/facilitator") }
        let typed = (visit.request.form["count"] ?? "").filter { !$0.isWhitespace }
        guard let count = Int(typed), (1...Store.largestCardSheet).contains(count) else {
            throw Refusal.notAWholeNumber(least: 1, most: Store.largestCardSheet)
        }
        let cards = try await store.makeCards(count)
        let address = rooms.address()
        return reply.page(pages.cards(visit.frame, cards.map { ($0, address.card($0)) }))
    }

    /// Everything under `/facilitator/CODE/paper`: ballots to print, and their entry in two steps.
    func paper(_ visit: Visit, _ workshop: Workshop, isGet: Bool) async throws -> Response {
        let form = visit.request.form
        let asked = isGet ? visit.request.query("activity").flatMap { Identifier($0) } : form.activity
        guard let activity = asked.flatMap(workshop.activity) else {
            return reply.page(pages.paperList(visit.frame, workshop))
        }
        guard Self.fitsPaper(activity) else { throw Refusal.wrongKind }
        let empty = try await store.emptyForm(of: activity.id, in: workshop.code)
        if isGet, visit.request.query("print") != nil {
            return reply.page(pages.paperBallot(visit.frame, workshop, activity, empty))
        }
        if isGet { return reply.page(pages.paperEntry(visit.frame, workshop, activity, empty)) }
        return try await enter(visit, workshop, activity, empty)
    }

    /// Whether a form on paper can hold what the activity asks: not where the form depends on what came before.
    static func fitsPaper(_ activity: Activity) -> Bool {
        activity.kind.writing != nil || activity.kind.takesBallots && !activity.kind.accumulates
    }

    /// What the form holds: a ballot, or one text with what belongs to it; checked as it will be when it is kept.
    private static func read(
        _ fields: [(name: String, value: String)], _ activity: Activity, _ empty: ActivityForm
    ) throws -> Ballot {
        guard let rules = activity.kind.writing else {
            let ballot = try activity.definition.ballot(
                fields, targets: empty.targets, BallotContext(items: empty.items))
            if ballot.isEmpty { throw Refusal.missingChoice }
            return ballot
        }
        let builtOn = activity.kind.items == nil ? nil : Set(empty.items.map(\.id))
        var ballot = try rules.details(fields.filter { $0.name != "text" }, builtOn: builtOn)
        ballot["text"] = try PlainText.checked(
            fields.first { $0.name == "text" }?.value ?? "", limit: rules.characterLimit)
        return ballot
    }

    private func keep(
        _ fields: [(name: String, value: String)], _ ballot: Ballot, _ activity: Activity, _ participant: Participant
    ) async throws {
        guard activity.kind.writing != nil else {
            _ = try await store.cast(fields, activity: activity.id, participant: participant, source: .paper)
            return
        }
        // The same text from the same card is the same text, however often it is confirmed.
        _ = try await store.writeIdea(
            ballot["text"] ?? "", details: fields.filter { $0.name != "text" }, key: "paper", activity: activity.id,
            participant: participant, source: .paper)
    }

    private func enter(
        _ visit: Visit, _ workshop: Workshop, _ activity: Activity, _ empty: ActivityForm
    ) async throws -> Response {
        let form = visit.request.form
        let typedCard = form["card"] ?? ""
        let fields = form.fields.filter { !["card", "do"].contains($0.name) }
        do {
            guard let card = SpokenCode(typedCard, length: SpokenCode.cardLength),
                try await store.isKnown(card: card)
            else { throw Refusal.noSuchCard }
            guard activity.status == .open else { throw Refusal.notOpen }
            let ballot = try Self.read(fields, activity, empty)
            switch form["do"] {
            case "confirm":
                let participant = try await store.participant(card: card, in: workshop.code)
                try await keep(fields, ballot, activity, participant)
                let notice = Notice(isError: false, text: visit.wording["paper_received"])
                return reply.page(pages.paperEntry(visit.frame, workshop, activity, empty, notice: notice))
            case "change":
                return reply.page(
                    pages.paperEntry(visit.frame, workshop, activity, empty, card: typedCard, typed: ballot))
            default:
                return reply.page(pages.paperCheck(visit.frame, workshop, activity, empty, card: card, ballot))
            }
        } catch {
            let (status, _, text) = words(visit, error)
            let html = pages.paperEntry(
                visit.frame, workshop, activity, empty, card: typedCard, typed: BallotFields.typed(fields),
                field: (error as? FieldRefusal)?.field, notice: Notice(isError: true, text: text))
            return reply.page(html, status: status)
        }
    }
}
